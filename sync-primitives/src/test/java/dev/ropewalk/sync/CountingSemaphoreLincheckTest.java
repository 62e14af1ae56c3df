package dev.ropewalk.sync;

import java.time.Duration;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@link CountingSemaphore}: whatever threads do at once could have been done one after the other. */
final class CountingSemaphoreLincheckTest {

  @Test
  void permits_areLinearizable() {
    Lincheck.BRIEF.check(Permits.class, PermitsSpecification.class);
  }

  @Test
  void acquire_guardsACounter() {
    Lincheck.BRIEF.check(GuardedCounter.class, Counter.class);
  }

  @Test
  @Tag("stress")
  void permits_manyHistories_areLinearizable() {
    Lincheck.LONG.check(Permits.class, PermitsSpecification.class);
  }

  @Test
  @Tag("stress")
  void acquire_manyHistories_guardsACounter() {
    Lincheck.LONG.check(GuardedCounter.class, Counter.class);
  }

  /** The calls that don't wait. */
  public static final class Permits {
    private final CountingSemaphore semaphore = new CountingSemaphore(1);

    @Operation
    public boolean tryAcquire() {
      return semaphore.tryAcquire();
    }

    @Operation
    public boolean acquireNow() throws InterruptedException {
      return semaphore.acquire(Duration.ZERO);
    }

    @Operation
    public void release() {
      semaphore.release();
    }

    @Operation
    public void releaseTwo() {
      semaphore.release(2);
    }

    @Operation
    public int permits() {
      return semaphore.permits();
    }
  }

  /** What they mean. */
  public static final class PermitsSpecification {
    private int permits = 1;

    public boolean tryAcquire() {
      boolean free = permits > 0;
      if (free) {
        permits--;
      }
      return free;
    }

    public boolean acquireNow() {
      return tryAcquire();
    }

    public void release() {
      permits++;
    }

    public void releaseTwo() {
      permits += 2;
    }

    public int permits() {
      return permits;
    }
  }

  /** The calls that wait: one permit as a lock. */
  public static final class GuardedCounter {
    private final CountingSemaphore semaphore = new CountingSemaphore(1);
    private int count;

    @Operation
    public int increment() throws InterruptedException {
      try (Hold _ = semaphore.hold()) {
        return ++count;
      }
    }

    @Operation
    public int incrementTwice() throws InterruptedException {
      semaphore.acquire();
      try {
        count++;
        return ++count;
      } finally {
        semaphore.release(1);
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
