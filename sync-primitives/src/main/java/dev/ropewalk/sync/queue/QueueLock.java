package dev.ropewalk.sync.queue;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.AbstractQueuedSynchronizer;

/** The lock of one end of a queue, or of a whole queue: reentrant, newcomers may overtake. */
@SuppressWarnings(
    "serial") // never serialized; AbstractQueuedSynchronizer is Serializable for the JDK's own
// locks
final class QueueLock extends AbstractQueuedSynchronizer {
  /*
   * A ReentrantLock, with two things more.
   *
   * 1. observe(). Whoever observes this lock sees all that was done in critical sections whose unlock precedes the
   * observation in the total order of volatile accesses: the observation reads the holder that the unlock wrote, or one that later
   * holders wrote, each of whom had read its predecessor's. Queues use it in both directions between "I changed something,
   * does anybody wait?" and "I wait, did anything change?":
   *
   *     changer                                 waiter
   *     index.setRelease(...)                   waiting = true             (volatile)
   *     unlock()               (volatile)       observe() the changer's lock
   *     read waiting           (volatile)       read index
   *
   * If the changer reads false, its read precedes the waiter's write in that order, so its unlock precedes the waiter's
   * observation, and the waiter sees the new index. No fence beyond the unlock's own is needed.
   *
   * 2. All that a critical section writes lies side by side, with padding before and behind: in cache lines that
   * nobody else reads, whichever objects the heap puts beside this one. AbstractQueuedSynchronizer's own state would lie in front
   * of the padding, beside what others read. So it stays zero, and the lock is in holder: AbstractQueuedSynchronizer leaves that to
   * tryAcquire and tryRelease. Its conditions hand them its state instead of a number of levels; they are waited for
   * only with again at zero, and so need none.
   *
   * The exclusive owner that thread dumps show lies there too, and is not set. A deadlock with this lock in it takes a
   * comparator or a predicate of the user's that blocks: nothing else runs or waits while it is held.
   *
   * holder   0, or the id of the thread that holds the lock; volatile
   * again    how often the holder has acquired it beyond the first time; the holder's own
   */

  private static final int ONE = 1;
  private static final long NOBODY = 0;

  private static final VarHandle HOLDER;

  static {
    try {
      HOLDER = MethodHandles.lookup().findVarHandle(QueueLock.class, "holder", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  // All are long, since the JVM would put smaller fields into gaps elsewhere.
  long before0;
  long before1;
  long before2;
  long before3;

  private volatile long holder;
  private long again;

  /** How far this end has come; written with this lock held, read by the other end with acquire. */
  long position;

  /** Up to where this end may go without looking at the other; guarded by this lock. */
  long limit;

  long behind0;
  long behind1;
  long behind2;
  long behind3;
  long behind4;
  long behind5;
  long behind6;

  QueueLock() {}

  void lock() {
    acquire(ONE);
  }

  void lockInterruptibly() throws InterruptedException {
    acquireInterruptibly(ONE);
  }

  void unlock() {
    release(ONE);
  }

  /** From here on one sees what was done with this lock held before an unlock that came first. */
  void observe() {
    long _ = holder;
  }

  boolean isHeldByCurrentThread() {
    return isHeldExclusively();
  }

  /** Whether the caller, who holds the lock, acquired it more than once. */
  boolean isNested() {
    return again > 0;
  }

  ConditionObject newCondition() {
    return new ConditionObject();
  }

  @Override
  protected boolean tryAcquire(int unused) {
    long me = Thread.currentThread().threadId();
    long now = holder;
    if (now == NOBODY) {
      return HOLDER.compareAndSet(this, NOBODY, me);
    }
    if (now == me) {
      again++;
      return true;
    }
    return false;
  }

  @Override
  protected boolean tryRelease(int unused) {
    if (again > 0) {
      again--;
      return false;
    }
    holder = NOBODY;
    return true;
  }

  @Override
  protected boolean isHeldExclusively() {
    return holder == Thread.currentThread().threadId();
  }
}
