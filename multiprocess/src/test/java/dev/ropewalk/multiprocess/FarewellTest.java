package dev.ropewalk.multiprocess;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ropewalk.executors.PortableCallable;
import dev.ropewalk.executors.TaskFuture;
import dev.ropewalk.multiprocess.shared.SharedValue;
import dev.ropewalk.testkit.Delays;
import dev.ropewalk.testkit.ThreadStates;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Processes that have had all their tasks, and take their time to end. */
@ExtendWith(NothingLeftBehind.class)
class FarewellTest {

  private static final PortableCallable<Long> PID = () -> ProcessHandle.current().pid();

  /** What a process has for its hooks. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static ProcessPool pool() {
    return new ProcessPool(
        ProcessPoolOptions.defaults().withMaxWorkers(1).withMaxTasksPerWorker(1));
  }

  /** Its process ends once the gate is open, or after five seconds. */
  private static long lingers(ProcessPool pool, SharedValue.OfLong gate) throws Exception {
    return pool.submit(
            () -> {
              Runnable wait = () -> ThreadStates.awaitTrue("the gate", () -> gate.get() == 1);
              Runtime.getRuntime().addShutdownHook(new Thread(wait));
              return ProcessHandle.current().pid();
            })
        .get(Delays.LONG);
  }

  private static boolean isAlive(long pid) {
    return ProcessHandle.of(pid).isPresent();
  }

  @Test
  void slowHooks_holdUpNoTask() throws Exception {
    try (SharedValue.OfLong gate = SharedValue.ofLong(0);
        ProcessPool pool = pool()) {
      long first = lingers(pool, gate);
      assertThat(pool.submit(PID).get(Delays.LONG)).isNotEqualTo(first);
      assertThat(isAlive(first)).isTrue();
      gate.set(1);
    }
  }

  /** So there are at most two for each worker. */
  @Test
  void nextProcessThatIsToEnd_waitsForTheOneBefore() throws Exception {
    try (SharedValue.OfLong gate = SharedValue.ofLong(0);
        ProcessPool pool = pool()) {
      long first = lingers(pool, gate);
      long _ = pool.submit(PID).get(Delays.LONG);
      TaskFuture<Long> third = pool.submit(PID);
      Awaitility.await().during(Delays.SHORT.multipliedBy(10)).until(() -> !third.isDone());
      assertThat(isAlive(first)).isTrue();
      gate.set(1);
      assertThat(third.get(Delays.LONG)).isNotEqualTo(first);
    }
  }

  @Test
  void slowHooks_holdUpTheEndOfThePool() throws Exception {
    try (SharedValue.OfLong gate = SharedValue.ofLong(0);
        ProcessPool pool = pool()) {
      long last = lingers(pool, gate);
      pool.shutdown();
      assertThat(pool.awaitTermination(Delays.SHORT.toMillis(), TimeUnit.MILLISECONDS)).isFalse();
      assertThat(isAlive(last)).isTrue();
      gate.set(1);
      assertThat(pool.awaitTermination(Delays.LONG.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
      assertThat(isAlive(last)).isFalse();
    }
  }

  @Test
  void shutdownNow_killsOneThatIsAboutToEnd() throws Exception {
    try (SharedValue.OfLong gate = SharedValue.ofLong(0);
        ProcessPool pool = pool()) {
      long first = lingers(pool, gate);
      assertThat(pool.submit(PID).get(Delays.LONG)).isNotEqualTo(first);
      assertThat(isAlive(first)).isTrue();
      long begin = System.nanoTime();
      assertThat(pool.shutdownNow()).isEmpty();
      assertThat(pool.awaitTermination(Delays.LONG.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(PATIENCE.dividedBy(2));
    }
  }
}
