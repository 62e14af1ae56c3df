package dev.ropewalk.multiprocess.connection;

import dev.ropewalk.threads.internal.Deadline;
import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * What {@link #awaitAny} can wait for: a {@link Connection}, the end of a process, anything that becomes ready once. Python:
 * what {@code multiprocessing.connection.wait} takes, where it is whatever has a file descriptor.
 *
 * <p>Memory consistency effects: actions before something became ready happen-before actions after {@link #isReady} or {@link
 * #awaitAny} has said so.
 */
public interface Waitable {

  /** Whether it is ready now. Does not wait. */
  boolean isReady();

  /**
   * Asks for a call when this becomes ready. It may come early, more than once, from any thread, and it must be quick and must
   * not fail. It need not come for what was ready before: ask {@link #isReady} after this.
   */
  void addListener(Runnable listener);

  /** Asks for calls no more; one may still come. Nothing happens if this is no listener. */
  void removeListener(Runnable listener);

  /** Something that is ready when the stage is completed, in whatever way: {@code Waitable.of(process.onExit())}. */
  static Waitable of(CompletionStage<?> stage) {
    return new StageWaitable(stage);
  }

  /**
   * A channel that is ready when there is something to read, or somebody to accept, or when the other side has closed it.
   * That it is closed here, {@link #awaitAny} finds a tenth of a second later.
   *
   * @throws IllegalArgumentException if it is a blocking one, or one of which neither can be said
   */
  static Waitable of(SelectableChannel channel) {
    return new ChannelWaitable(channel);
  }

  /**
   * Waits until at least one is ready, and returns all that are, in their order. Python: {@code wait}. Unlike there, a
   * connection with bytes of a message that has not yet come whole is ready only once, as far as they were read already.
   *
   * @param timeout zero looks without waiting
   * @return empty if the time ran out
   * @throws IllegalArgumentException if the timeout is negative
   * @throws java.nio.channels.ClosedChannelException if one of them is closed, now or meanwhile
   * @throws InterruptedException if interrupted; then nothing is lost
   */
  static <W extends Waitable> List<W> awaitAny(Collection<? extends W> waitables, Duration timeout)
      throws IOException, InterruptedException {
    return Waiting.forAny(List.copyOf(waitables), Deadline.after(timeout));
  }

  /** The same without a limit of time. */
  static <W extends Waitable> List<W> awaitAny(Collection<? extends W> waitables)
      throws IOException, InterruptedException {
    return awaitAny(waitables, Duration.ofNanos(Long.MAX_VALUE));
  }
}
