package dev.ropewalk.sync;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.concurrent.locks.AbstractQueuedSynchronizer;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;

/** That Lincheck, as these tests use it, finds what is wrong with a lock and a semaphore that are. */
final class BrokenLockLincheckTest {

  @Test
  void lockThatLooksAndThenTakes_isCaught() {
    assertThatExceptionOfType(LincheckAssertionError.class)
        .isThrownBy(
            () -> Lincheck.BRIEF.modelCheck(GuardedCounter.class, MutexLincheckTest.Counter.class))
        .withMessageContaining("Invalid execution results");
  }

  @Test
  void semaphoreThatReadsAndThenWrites_isCaught() {
    assertThatExceptionOfType(LincheckAssertionError.class)
        .isThrownBy(
            () ->
                Lincheck.BRIEF.modelCheck(
                    Permits.class, CountingSemaphoreLincheckTest.PermitsSpecification.class))
        .withMessageContaining("Invalid execution results");
  }

  /** A lock that two threads can have at once. */
  public static final class GuardedCounter {
    private final BrokenSync sync = new BrokenSync();
    private int count;

    @Operation
    public int increment() {
      sync.acquire(1);
      try {
        return ++count;
      } finally {
        sync.release(1);
      }
    }
  }

  @SuppressWarnings("serial") // never serialized
  private static final class BrokenSync extends AbstractQueuedSynchronizer {

    @Override
    protected boolean tryAcquire(int ignored) {
      if (getState() == 1) {
        return false;
      }
      setState(1);
      return true;
    }

    @Override
    protected boolean tryRelease(int ignored) {
      setState(0);
      return true;
    }
  }

  /** A semaphore that loses and invents permits. */
  public static final class Permits {
    private volatile int permits = 1;

    @Operation
    public boolean tryAcquire() {
      int free = permits;
      if (free > 0) {
        permits = free - 1;
      }
      return free > 0;
    }

    @Operation
    public void release() {
      int free = permits;
      permits = free + 1;
    }

    @Operation
    public int permits() {
      return permits;
    }
  }
}
