package dev.ropewalk.async;

import dev.ropewalk.async.carrier.IdleWait;
import java.util.ArrayDeque;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * What a loop has to run, and in which order. Touched by the holder of the loop's baton only, but for {@link #post},
 * {@link #unpost} and the clock.
 */
final class Schedule {
  /*
   * Iterations, as in asyncio: an iteration runs the entries that are ready when it begins, in the order in which they
   * became ready, and no others; what becomes ready meanwhile waits for the next one. An iteration begins by looking which
   * channels are ready, what other threads posted and which timers are due, in this order.
   *
   * Invariants:
   *   - left is the number of entries of the current iteration that are still in ready, at its front.
   *   - Order between threads: a post that returned before add was called comes before it, because add takes what was
   *     posted into ready first.
   *   - Timers: by time, and those of equal time in the order of their making.
   *   - A timer that was dropped stays in the heap until it comes to the front, or until dropped timers are more than half
   *     of it; so the heap holds at most about twice the live timers, and dropping costs O(log n) on average.
   *
   * Field     read and write
   * inbox     any thread adds (post), the holder takes out; a ConcurrentLinkedQueue gives the happens-before from one
   *           to the other
   * others    the holder: plain, see Baton
   */

  /** Fewer dropped timers than this are not worth a purge. */
  static final int PURGE_AT_LEAST = 100;

  private final IdleWait idle;
  private final @Nullable Permuter permuter;
  private final long startNanos;
  private final Queue<ReadyEntry> inbox = new ConcurrentLinkedQueue<>();

  // the holder's
  private final ArrayDeque<ReadyEntry> ready = new ArrayDeque<>();
  private final PriorityQueue<Timer> timers = new PriorityQueue<>();
  private int left;
  private long timersEver;
  private int dropped;

  Schedule(IdleWait idle) {
    this(idle, null);
  }

  /**
   * @param permuter changes the order of what is ready, for tests; null leaves it as it is
   */
  Schedule(IdleWait idle, @Nullable Permuter permuter) {
    this.idle = idle;
    this.permuter = permuter;
    this.startNanos = idle.nanoTime();
  }

  /** Nanoseconds since the schedule was made. Any thread. */
  long now() {
    return idle.nanoTime() - startNanos;
  }

  /** The time that lies this long after now; practically never if that is beyond what {@code long} holds. */
  long after(long nanos) {
    long now = now();
    return nanos > Long.MAX_VALUE - now ? Long.MAX_VALUE : now + nanos;
  }

  /** Puts the entry at the end of what is ready. */
  void add(ReadyEntry entry) {
    takeInbox();
    ready.add(entry);
  }

  /** Puts the entry at the end of what is ready, as soon as the loop looks. Any thread; wakes an idle loop. */
  void post(ReadyEntry entry) {
    inbox.add(entry);
    idle.wake();
  }

  /** Takes back what {@link #post} put; false if the loop has taken it. Any thread. */
  boolean unpost(ReadyEntry entry) {
    return inbox.remove(entry);
  }

  void add(Timer timer) {
    timer.added(timersEver++);
    timers.add(timer);
  }

  /** To be told that the timer need not fire. */
  void dropped(Timer timer) {
    if (timer.isPending() && ++dropped > PURGE_AT_LEAST && dropped > timers.size() / 2) {
      timers.removeIf(candidate -> isDropped(candidate.entry()));
      dropped = 0;
    }
  }

  /**
   * The next entry to run.
   *
   * @param lastIteration whether to begin no further iteration
   * @return null if nothing is ready, or if the last iteration is over
   */
  @Nullable ReadyEntry take(boolean lastIteration) {
    if (left == 0) {
      if (lastIteration) {
        return null;
      }
      beginIteration();
      if (left == 0) {
        return null;
      }
    }
    left--;
    return ready.poll();
  }

  /** What is ready now is what the next iteration runs. */
  void beginIteration() {
    idle.poll();
    takeInbox();
    takeDueTimers();
    left = permuter == null ? ready.size() : permuter.permute(ready);
  }

  /**
   * How long the loop may idle: until the first timer that has not been dropped; {@link Long#MAX_VALUE} without one. One at the
   * end of time, where {@link #after} puts what is practically never, is none.
   */
  long nanosToNextTimer() {
    Timer first = firstTimer();
    return first == null || first.when() == Long.MAX_VALUE
        ? Long.MAX_VALUE
        : Math.max(0, first.when() - now());
  }

  /** How many timers are held, dropped ones included. */
  int timers() {
    return timers.size();
  }

  /** Forgets everything but what was posted: who posts too late takes that back. */
  void clear() {
    ready.clear();
    timers.clear();
    left = 0;
  }

  private void takeInbox() {
    ReadyEntry entry;
    while ((entry = inbox.poll()) != null) {
      ready.add(entry);
    }
  }

  private void takeDueTimers() {
    if (timers.isEmpty()) {
      return;
    }
    long now = now();
    for (Timer first; (first = firstTimer()) != null && first.when() <= now; ) {
      removeFirstTimer();
      ready.add(first.entry());
    }
  }

  /** The first timer that has not been dropped; those before it are removed. */
  private @Nullable Timer firstTimer() {
    Timer first;
    while ((first = timers.peek()) != null && isDropped(first.entry())) {
      removeFirstTimer();
      dropped = Math.max(0, dropped - 1);
    }
    return first;
  }

  private void removeFirstTimer() {
    timers.remove().removed();
  }

  private static boolean isDropped(ReadyEntry entry) {
    return switch (entry) {
      case Handle handle -> handle.isCancelled();
      case LoopAction action -> action.isDropped();
      case Task<?> _ -> false;
    };
  }
}
