package dev.ropewalk.multiprocess;

import static dev.ropewalk.multiprocess.ProcessPoolTest.await;
import static dev.ropewalk.multiprocess.ProcessPoolTest.waitingFor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.util.concurrent.Uninterruptibles;
import dev.ropewalk.executors.CancelOutcome;
import dev.ropewalk.executors.PortableCallable;
import dev.ropewalk.executors.TaskFuture;
import dev.ropewalk.multiprocess.shared.SharedValue;
import dev.ropewalk.testkit.Delays;
import dev.ropewalk.testkit.ThreadStates;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Pools that break when a worker dies, as Python's do. */
@ExtendWith(NothingLeftBehind.class)
class DeathPolicyTest {

  private static final PortableCallable<Long> PID = () -> ProcessHandle.current().pid();

  private static ProcessPool pool(int workers) {
    return new ProcessPool(
        ProcessPoolOptions.defaults()
            .withMaxWorkers(workers)
            .withCancelGrace(Duration.ZERO)
            .withDeathPolicy(DeathPolicy.BREAK_POOL));
  }

  private static void assertBroken(ProcessPool pool, long pid) {
    assertThatThrownBy(() -> pool.submit(PID))
        .isInstanceOf(BrokenProcessPoolException.class)
        .hasMessageContaining("because one of its processes died")
        .cause()
        .isInstanceOf(WorkerDiedException.class)
        .extracting(death -> ((WorkerDiedException) death).pid())
        .isEqualTo(pid);
  }

  @Test
  void death_failsWhatRunsAndWhatWaits_andEndsAllWorkers() throws Exception {
    try (SharedValue.OfLong begun = SharedValue.ofLong(0);
        SharedValue.OfLong gate = SharedValue.ofLong(0);
        SharedValue.OfLong victim = SharedValue.ofLong(0);
        ProcessPool pool = pool(2)) {
      TaskFuture<Long> innocent = pool.submit(waitingFor(begun, gate));
      TaskFuture<Long> dying =
          pool.submit(
              () -> {
                victim.set(ProcessHandle.current().pid());
                return waitingFor(begun, gate).call();
              });
      TaskFuture<Long> waiting = pool.submit(PID);
      await(begun, 2);
      assertThat(ProcessHandle.of(victim.get()).orElseThrow().destroyForcibly()).isTrue();
      for (TaskFuture<Long> future : List.of(innocent, dying, waiting)) {
        assertThat(future.exception())
            .isInstanceOf(BrokenProcessPoolException.class)
            .cause()
            .hasMessageContaining(victim.get() + " was killed by signal 9 while it ran");
      }
      assertBroken(pool, victim.get());
      ThreadStates.awaitTrue("all workers to leave", () -> pool.workerCount() == 0);
      assertThat(pool.isTerminated()).isFalse();
    }
  }

  @Test
  void deathOfAnIdleWorker_breaksThePoolToo() throws Exception {
    try (ProcessPool pool = pool(1)) {
      long pid = pool.submit(PID).get();
      ThreadStates.awaitTrue("the worker to be idle", () -> pool.idleWorkerCount() == 1);
      assertThat(ProcessHandle.of(pid).orElseThrow().destroyForcibly()).isTrue();
      ThreadStates.awaitTrue("the worker to leave", () -> pool.workerCount() == 0);
      assertBroken(pool, pid);
    }
  }

  @Test
  void deathOfAnIdleWorker_isNoticedWhileTheCommonPoolIsBusy() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    try (ProcessPool pool = pool(1)) {
      long pid = pool.submit(PID).get();
      for (int i = 0; i < 2 * ForkJoinPool.getCommonPoolParallelism() + 2; i++) {
        ForkJoinPool.commonPool().execute(() -> Uninterruptibles.awaitUninterruptibly(end));
      }
      assertThat(ProcessHandle.of(pid).orElseThrow().destroyForcibly()).isTrue();
      ThreadStates.awaitTrue("the worker to leave", () -> pool.workerCount() == 0);
      assertBroken(pool, pid);
    } finally {
      end.countDown();
    }
  }

  @Test
  void workersThatArePutToDeath_breakNothing() throws Exception {
    try (SharedValue.OfLong begun = SharedValue.ofLong(0);
        SharedValue.OfLong gate = SharedValue.ofLong(0);
        ProcessPool pool = pool(1)) {
      TaskFuture<Long> cancelled = pool.submit(waitingFor(begun, gate));
      await(begun, 1);
      assertThat(cancelled.cancelAndAwait(Delays.LONG)).isEqualTo(CancelOutcome.KILLED);
      TaskFuture<Long> tooLong = pool.withTaskTimeout(Delays.SHORT).submit(waitingFor(begun, gate));
      assertThat(tooLong.exception()).isInstanceOf(TimeoutException.class);
      begun.set(0);
      TaskFuture<Long> running = pool.submit(waitingFor(begun, gate));
      await(begun, 1);
      List<Runnable> _ = pool.shutdownNow();
      assertThat(running.exception()).isInstanceOf(WorkerDiedException.class);
    }
  }
}
