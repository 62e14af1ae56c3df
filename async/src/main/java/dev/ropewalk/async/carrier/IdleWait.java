package dev.ropewalk.async.carrier;

/**
 * The one place where a loop waits because nothing is ready, and the clock by which it waits. A loop that watches sockets
 * waits in a selector here; one with virtual time moves its clock here.
 */
public interface IdleWait {

  /** Nanoseconds since some fixed moment; never goes back. Any thread. */
  long nanoTime();

  /**
   * Waits until {@link #wake} is called or was called since the last return from here, the time is over, or the calling
   * thread is interrupted (its status stays set). May also return for no reason. Called by one thread, the loop's.
   *
   * @param nanos the longest wait; {@link Long#MAX_VALUE} means no limit
   */
  void await(long nanos);

  /** Ends the wait in progress, or else the next one. Any thread; never blocks. */
  void wake();
}
