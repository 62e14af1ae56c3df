package dev.ropewalk.executors.thread;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ropewalk.threads.internal.WaitPolicy;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

/** A caller spins only if the worker it handed its task to was awake. */
class PoolWaitsTest {

  private final AtomicInteger looks = new AtomicInteger();

  /** A pool's before any wait for one of its tasks has paid. */
  private static PoolWaits waits(ThreadPool pool) {
    ReentrantLock lock = new ReentrantLock();
    TaskLanes lanes = new TaskLanes();
    Crew crew = new Crew(pool, "waits", 1, lock, lanes);
    return new PoolWaits(pool, new Starvation(WhenStarved.FAIL, lock, crew, lanes));
  }

  private int looksAfterHandOff(boolean workerAwake) {
    try (ThreadPool pool = new ThreadPool(1)) {
      looks.set(0);
      boolean done = waits(pool).afterHandOff(workerAwake).spin(() -> looks.incrementAndGet() < 0);
      assertThat(done).isFalse();
      return looks.get();
    }
  }

  @Test
  void waiter_afterHandOffToASleeper_looksOnce() {
    assertThat(looksAfterHandOff(false)).isEqualTo(1);
  }

  @Test
  void waiter_afterHandOffToAnAwakeWorker_looksManyTimes_ifTheMachineAllows() {
    if (WaitPolicy.machineAllows()) {
      assertThat(looksAfterHandOff(true)).isGreaterThan(1);
    } else {
      assertThat(looksAfterHandOff(true)).isEqualTo(1);
    }
  }
}
