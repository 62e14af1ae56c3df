package dev.ropewalk.sync;

import java.time.Duration;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@link ReentrantMutex}: whatever threads do at once could have been done one after the other. */
final class ReentrantMutexLincheckTest {

  @Test
  void tryAndRelease_areLinearizable() {
    Lincheck.BRIEF.check(Transitions.class, TransitionsSpecification.class);
  }

  @Test
  void lock_guardsACounter() {
    Lincheck.BRIEF.check(GuardedCounter.class, Counter.class);
  }

  @Test
  @Tag("stress")
  void tryAndRelease_manyHistories_areLinearizable() {
    Lincheck.LONG.check(Transitions.class, TransitionsSpecification.class);
  }

  @Test
  @Tag("stress")
  void lock_manyHistories_guardsACounter() {
    Lincheck.LONG.check(GuardedCounter.class, Counter.class);
  }

  /** The calls that don't wait. The thread's number is for the specification, which is called by one thread. */
  @Param(name = "thread", gen = ThreadIdGen.class)
  public static final class Transitions {
    private final ReentrantMutex mutex = new ReentrantMutex();

    @Operation
    public boolean tryLock(@Param(name = "thread") int thread) {
      return mutex.tryLock();
    }

    @Operation
    public boolean tryAcquire(@Param(name = "thread") int thread) throws InterruptedException {
      return mutex.acquire(Duration.ZERO);
    }

    @Operation
    public boolean release(@Param(name = "thread") int thread) {
      try {
        mutex.release();
        return true;
      } catch (IllegalMonitorStateException e) {
        return false;
      }
    }

    @Operation
    public int holdCount(@Param(name = "thread") int thread) {
      return mutex.holdCount();
    }

    @Operation
    public boolean locked() {
      return mutex.locked();
    }
  }

  /** What they mean. */
  public static final class TransitionsSpecification {
    private int owner;
    private int depth;

    public boolean tryLock(int thread) {
      if (depth > 0 && owner != thread) {
        return false;
      }
      owner = thread;
      depth++;
      return true;
    }

    public boolean tryAcquire(int thread) {
      return tryLock(thread);
    }

    public boolean release(int thread) {
      if (holdCount(thread) == 0) {
        return false;
      }
      depth--;
      return true;
    }

    public int holdCount(int thread) {
      return owner == thread ? depth : 0;
    }

    public boolean locked() {
      return depth > 0;
    }
  }

  /** The calls that wait. */
  public static final class GuardedCounter {
    private final ReentrantMutex mutex = new ReentrantMutex();
    private int count;

    @Operation
    public int increment() throws InterruptedException {
      try (Hold _ = mutex.hold()) {
        return ++count;
      }
    }

    @Operation
    public int incrementTwice() {
      mutex.lock();
      try {
        mutex.lock();
        try {
          count++;
        } finally {
          mutex.unlock();
        }
        return ++count;
      } finally {
        mutex.unlock();
      }
    }
  }

  /** What they guard. */
  public static final class Counter {
    private int count;

    public int increment() {
      return ++count;
    }

    public int incrementTwice() {
      count++;
      return ++count;
    }
  }
}
