package dev.ropewalk.async.carrier;

import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;

/**
 * The one place where a loop waits because nothing is ready, the clock by which it waits, and what tells it that a channel
 * is ready. One with virtual time moves its clock here.
 */
public interface IdleWait {

  /** Nanoseconds since some fixed moment; never goes back. Any thread. */
  long nanoTime();

  /**
   * Waits until {@link #wake} is called or was called since the last return from here, a watched channel is ready, the time
   * is over, or the calling thread is interrupted (its status stays set). May also return for no reason. Tells the watchers
   * of channels that are ready. Called by one thread, the loop's.
   *
   * @param nanos the longest wait; {@link Long#MAX_VALUE} means no limit
   */
  void await(long nanos);

  /** Tells the watchers of channels that are ready now; does not wait. Called by the holder of the baton. */
  void poll();

  /** Ends the wait in progress, or else the next one. Any thread; never blocks. */
  void wake();

  /**
   * Says that so many more calls of {@link #wake} are to come from outside, from the end of work that other threads were
   * given; or fewer, if negative. For a wait that would rather let time jump. Called by the holder of the baton.
   */
  default void expect(int more) {}

  /**
   * Begins to watch a channel in non-blocking mode, for nothing yet: that is said by the key's interest. What was ready is
   * taken out of the interest before the watcher is told. Called by the holder of the baton, as are the key's methods.
   */
  SelectionKey watch(SelectableChannel channel, Watcher watcher);

  /** Closes a channel that is watched, for good when this returns. Called by the holder of the baton. */
  void close(SelectableChannel channel) throws IOException;

  /** Closes every channel that is still watched, and releases what the wait itself holds. After the loop's last step. */
  void close();

  /** Is told when a channel is ready. */
  @FunctionalInterface
  interface Watcher {

    /**
     * Runs with the baton; must not run user code.
     *
     * @param operations what the channel is ready for, as in {@link SelectionKey#readyOps}
     */
    void ready(int operations);
  }
}
