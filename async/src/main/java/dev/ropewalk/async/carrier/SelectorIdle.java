package dev.ropewalk.async.carrier;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Waits in a selector, in real time, which it counts in whole milliseconds as asyncio does: never less than asked for. */
public final class SelectorIdle implements IdleWait {
  /*
   * Two flags, each written by one side and then the other one read:
   *
   *   loop    selecting = true;   if (!woken) select;   selecting = false; woken = false;   look into the inbox
   *   waker   add to the inbox;   woken = true;   if (selecting) selector.wakeup()
   *
   * No lost wakeup: both fields are volatile, so their accesses have one order that all threads agree on. Of the pair
   * "selecting = true" and "woken = true" one is first; the side whose write is second sees the other's. Either the loop
   * reads woken and does not wait, or the waker reads selecting and calls wakeup, which ends the selection in progress or
   * the next one, so it does not matter if the loop has not got that far. Release and acquire would not do: each side could
   * read before its own write is visible (IdleWaitJCStress.BrokenWeakFlags shows that).
   *
   * woken is cleared only after the wait and before the loop looks into its inbox. A wake before the clearing added its
   * entry before that, so the look finds it; a wake after it ends the next wait. At worst, when a waker is late with its
   * wakeup, a loop looks once in vain. (Selector.wakeup alone would be right, too; the flags save its system call when the
   * loop is not idle.)
   *
   * Everything else, the selector and its keys included, is the baton holder's: one selection at a time, by whichever
   * thread has the baton. Only wakeup is called by others.
   *
   * Field       read              write
   * woken       loop thread       any thread true, loop thread false
   * selecting   any thread        loop thread
   * looked      the holder: plain, see Baton
   *
   * A channel's interest is cleared when it is ready and set again when a coroutine waits again, mostly before the next
   * selection; the selector compares only then, so a coroutine that reads in a loop costs no system call for that.
   */

  private static final long NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);

  /** As if a channel were ready for all that it can be. */
  private static final int EVERYTHING = -1;

  private final Selector selector;
  private volatile boolean woken;
  private volatile boolean selecting;

  /** The keys of channels that nobody has closed, as far as is known. */
  private final Set<SelectionKey> watched = new HashSet<>();

  /** Whether nothing ran since the last selection, so that another one would tell nothing new. */
  private boolean looked;

  /** An idle wait for one loop. */
  public SelectorIdle() {
    try {
      selector = Selector.open();
    } catch (IOException e) {
      throw new UncheckedIOException("an event loop needs a selector, which can't be opened", e);
    }
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public void await(long nanos) {
    selecting = true;
    try {
      if (woken || nanos <= 0) {
        selector.selectNow(SelectorIdle::tell);
      } else {
        selector.select(SelectorIdle::tell, millis(nanos));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the event loop can't wait for its channels any more", e);
    } finally {
      selecting = false;
      woken = false;
    }
    looked = true;
    tellOfClosed();
  }

  @Override
  public void poll() {
    if (looked) {
      looked = false;
      return;
    }
    if (selector.keys().isEmpty()) {
      return;
    }
    try {
      selector.selectNow(SelectorIdle::tell);
    } catch (IOException e) {
      throw new UncheckedIOException("the event loop can't look at its channels any more", e);
    }
    tellOfClosed();
  }

  /** A selection forgets channels that were closed past this, and so would those who wait for them be. */
  private void tellOfClosed() {
    if (selector.keys().size() < watched.size()) {
      for (SelectionKey key : List.copyOf(watched)) {
        if (!key.isValid()) {
          watched.remove(key);
          ((Watcher) key.attachment()).ready(EVERYTHING); // they try, and find it closed
        }
      }
    }
  }

  @Override
  public void wake() {
    woken = true;
    if (selecting) {
      selector.wakeup();
    }
  }

  @Override
  public SelectionKey watch(SelectableChannel channel, Watcher watcher) {
    try {
      SelectionKey key = channel.register(selector, 0, watcher);
      watched.add(key);
      return key;
    } catch (ClosedChannelException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close(SelectableChannel channel) throws IOException {
    watched.remove(channel.keyFor(selector));
    channel.close();
    if (selector.isOpen()) {
      selector.selectNow(SelectorIdle::tell); // until then the system's socket stays open
    }
  }

  @Override
  public void close() {
    IOException failure = null;
    for (SelectionKey key : new ArrayList<>(selector.keys())) {
      failure = close(key.channel(), failure);
    }
    failure = close(selector, failure);
    if (failure != null) {
      throw new UncheckedIOException("a closing event loop can't close its channels", failure);
    }
  }

  private static @Nullable IOException close(Closeable resource, @Nullable IOException failure) {
    try {
      resource.close();
      return failure;
    } catch (IOException e) {
      if (failure != null) {
        e.addSuppressed(failure);
      }
      return e;
    }
  }

  /** Zero would mean no limit. */
  private static long millis(long nanos) {
    return nanos == Long.MAX_VALUE ? 0 : Math.ceilDiv(nanos, NANOS_PER_MILLI);
  }

  private static void tell(SelectionKey key) {
    int ready = key.readyOps();
    key.interestOpsAnd(~ready);
    ((Watcher) key.attachment()).ready(ready);
  }
}
