package dev.ropewalk.multiprocess.connection;

import dev.ropewalk.threads.internal.Deadline;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One call of {@link Waitable#awaitAny}. */
final class Waiting {
  /*
   * Channels are watched by a selector, everything else wakes it up by a listener. A wake-up that comes before the select ends
   * the select at once, so looking first and selecting then misses nothing (see Listeners).
   *
   * The close of a channel wakes no selector. A connection tells its listeners; a channel of somebody else tells nobody, so where
   * there is one, the select ends every LOOK_MILLIS to see whether it is open still.
   */
  private static final long LOOK_MILLIS = 100;

  private Waiting() {}

  static <W extends Waitable> List<W> forAny(List<W> waitables, Deadline deadline)
      throws IOException, InterruptedException {
    try (Selector selector = Selector.open()) {
      Runnable wakeUp = selector::wakeup;
      try {
        for (W waitable : waitables) {
          waitable.addListener(wakeUp);
          SelectableChannel channel = channelOf(waitable);
          if (channel != null) {
            channel.register(selector, ChannelWaitable.operation(channel));
          }
        }
        return select(waitables, selector, deadline);
      } finally {
        waitables.forEach(waitable -> waitable.removeListener(wakeUp));
      }
    }
  }

  private static <W extends Waitable> List<W> select(
      List<W> waitables, Selector selector, Deadline deadline)
      throws IOException, InterruptedException {
    boolean foreign = waitables.stream().anyMatch(ChannelWaitable.class::isInstance);
    long longest = foreign ? LOOK_MILLIS : Long.MAX_VALUE;
    selector.selectNow();
    while (true) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      List<W> ready = ready(waitables, selector);
      long left = deadline.remainingNanos();
      if (!ready.isEmpty() || left <= 0) {
        return ready;
      }
      selector.selectedKeys().clear();
      selector.select(Math.clamp(TimeUnit.NANOSECONDS.toMillis(left), 1, longest));
    }
  }

  private static <W extends Waitable> List<W> ready(List<W> waitables, Selector selector)
      throws ClosedChannelException {
    List<W> ready = new ArrayList<>();
    for (W waitable : waitables) {
      SelectableChannel channel = channelOf(waitable);
      if (channel == null ? waitable.isReady() : isReady(waitable, channel.keyFor(selector))) {
        ready.add(waitable);
      }
    }
    return ready;
  }

  private static boolean isReady(Waitable waitable, @Nullable SelectionKey key)
      throws ClosedChannelException {
    Connection connection = waitable instanceof Connection found ? found : null;
    if (key == null || !key.isValid() || (connection != null && connection.isClosed())) {
      throw new ClosedChannelException(); // the channel of an end that moved is open still
    }
    boolean readAlready = connection != null && connection.hasMore();
    return readAlready || key.selector().selectedKeys().contains(key);
  }

  private static @Nullable SelectableChannel channelOf(Waitable waitable) {
    return switch (waitable) {
      case Connection connection -> connection.channel();
      case ChannelWaitable foreign -> foreign.channel();
      default -> null;
    };
  }
}
