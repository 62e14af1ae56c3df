package dev.ropewalk.sync;

import java.time.Duration;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@link Mutex}: whatever threads do at once could have been done one after the other. */
final class MutexLincheckTest {

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

  /** The calls that don't wait. */
  public static final class Transitions {
    private final Mutex mutex = new Mutex();

    @Operation
    public boolean tryLock() {
      return mutex.tryLock();
    }

    @Operation
    public boolean tryAcquire() throws InterruptedException {
      return mutex.acquire(Duration.ZERO);
    }

    @Operation
    public boolean release() {
      try {
        mutex.release();
        return true;
      } catch (IllegalMonitorStateException e) {
        return false;
      }
    }

    @Operation
    public boolean locked() {
      return mutex.locked();
    }
  }

  /** What they mean. */
  public static final class TransitionsSpecification {
    private boolean locked;

    public boolean tryLock() {
      boolean free = !locked;
      locked = true;
      return free;
    }

    public boolean tryAcquire() {
      return tryLock();
    }

    public boolean release() {
      boolean was = locked;
      locked = false;
      return was;
    }

    public boolean locked() {
      return locked;
    }
  }

  /** The calls that wait. */
  public static final class GuardedCounter {
    private final Mutex mutex = new Mutex();
    private int count;

    @Operation
    public int increment() throws InterruptedException {
      try (Hold _ = mutex.hold()) {
        return ++count;
      }
    }

    @Operation
    public int incrementUninterruptibly() {
      mutex.lock();
      try {
        return ++count;
      } finally {
        mutex.unlock();
      }
    }

    @Operation
    public int incrementIfFree() {
      if (!mutex.tryLock()) {
        mutex.lock();
      }
      try {
        return ++count;
      } finally {
        mutex.release();
      }
    }
  }

  /** What they guard. */
  public static final class Counter {
    private int count;

    public int increment() {
      return ++count;
    }

    public int incrementUninterruptibly() {
      return ++count;
    }

    public int incrementIfFree() {
      return ++count;
    }
  }
}
