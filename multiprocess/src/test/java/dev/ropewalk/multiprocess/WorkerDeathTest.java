package dev.ropewalk.multiprocess;

import static dev.ropewalk.multiprocess.ProcessPoolTest.await;
import static dev.ropewalk.multiprocess.ProcessPoolTest.waitingFor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ropewalk.executors.CancelOutcome;
import dev.ropewalk.executors.PortableCallable;
import dev.ropewalk.executors.TaskFuture;
import dev.ropewalk.multiprocess.shared.SharedValue;
import dev.ropewalk.testkit.CoversScenario;
import dev.ropewalk.testkit.Delays;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ObjLongConsumer;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Workers that die, by themselves or killed: each future ends, and only the task that died with its worker fails. */
@ExtendWith(NothingLeftBehind.class)
class WorkerDeathTest {

  private static final PortableCallable<Long> PID = () -> ProcessHandle.current().pid();

  private static WorkerDiedException deathOf(TaskFuture<?> future) throws InterruptedException {
    try {
      Object result = future.get();
      throw new AssertionError("the task returned " + result);
    } catch (ExecutionException e) {
      assertThat(e).hasCauseInstanceOf(WorkerDiedException.class);
      return (WorkerDiedException) e.getCause();
    }
  }

  private static int exitButHang() {
    Runtime.getRuntime().addShutdownHook(new Thread(LockSupport::park));
    System.exit(0);
    return 0;
  }

  /** Five seconds, as when a worker is dismissed. */
  @Test
  void workerThatExits_butWhoseHooksHang_isKilled() throws Exception {
    try (ProcessPool pool = new ProcessPool(1)) {
      assertThat(deathOf(pool.submit(() -> exitButHang())).exitCode()).isEqualTo(-9);
    }
  }

  @Test
  void killedWorker_failsOnlyItsTaskAndIsReplaced() throws Exception {
    try (SharedValue.OfLong begun = SharedValue.ofLong(0);
        SharedValue.OfLong gate = SharedValue.ofLong(0);
        SharedValue.OfLong victim = SharedValue.ofLong(0);
        ProcessPool pool = new ProcessPool(2)) {
      TaskFuture<Long> survivor = pool.submit(waitingFor(begun, gate));
      TaskFuture<Long> killed =
          pool.submit(
              () -> {
                victim.set(ProcessHandle.current().pid());
                return waitingFor(begun, gate).call();
              });
      List<TaskFuture<Long>> waiting =
          IntStream.range(0, 4).mapToObj(_ -> pool.<Long>submit(PID)).toList();
      await(begun, 2);
      assertThat(ProcessHandle.of(victim.get()).orElseThrow().destroyForcibly()).isTrue();

      WorkerDiedException death = deathOf(killed);
      assertThat(death.pid()).isEqualTo(victim.get());
      assertThat(death.exitCode()).isEqualTo(-9);
      assertThat(death.task()).startsWith("a lambda in " + WorkerDeathTest.class.getName());
      assertThat(death)
          .hasMessageContainingAll(
              "worker process " + victim.get(), "killed by signal 9", "while it ran", death.task());
      for (TaskFuture<Long> future : waiting) {
        assertThat(future.get()).isNotEqualTo(victim.get());
      }
      assertThat(survivor.isDone()).isFalse();
      gate.set(1);
      assertThat(survivor.get()).isPositive();
    }
  }

  @Test
  void workerThatIsKilledWhileItStarts_costsNoTask() throws Exception {
    AtomicInteger starts = new AtomicInteger();
    ObjLongConsumer<String> killFirst =
        (step, pid) -> {
          if (step.equals("started") && starts.incrementAndGet() == 1) {
            boolean _ = ProcessHandle.of(pid).orElseThrow().destroyForcibly();
          }
        };
    try (ProcessPool pool =
        new ProcessPool(ProcessPoolOptions.defaults().withMaxWorkers(1), killFirst)) {
      assertThat(pool.submit(() -> 42).get(Delays.LONG)).isEqualTo(42);
      assertThat(starts.get()).isEqualTo(2);
    }
  }

  @Test
  void busyVirtualThreads_keepNoBodyAlive() throws Exception {
    int carriers = Runtime.getRuntime().availableProcessors();
    AtomicBoolean end = new AtomicBoolean();
    List<Thread> busy = new ArrayList<>();
    try (SharedValue.OfLong begun = SharedValue.ofLong(0);
        ProcessPool pool =
            new ProcessPool(
                ProcessPoolOptions.defaults().withMaxWorkers(1).withCancelGrace(Delays.SHORT))) {
      TaskFuture<?> stubborn =
          pool.submit(
              () -> {
                begun.set(1);
                while (true) {
                  Thread.onSpinWait();
                }
              });
      await(begun, 1);
      for (int i = 0; i < carriers; i++) {
        busy.add(
            Thread.startVirtualThread(
                () -> {
                  while (!end.get()) {
                    Thread.onSpinWait();
                  }
                }));
      }
      assertThat(stubborn.cancelAndAwait(Delays.LONG)).isEqualTo(CancelOutcome.KILLED);
    } finally {
      end.set(true);
      for (Thread thread : busy) {
        thread.join();
      }
    }
  }

  @Test
  @CoversScenario(
      "test_concurrent_futures.test_deadlock.ExecutorDeadlockTest.test_exit_during_func_exec_on_worker")
  void taskThatEndsItsProcess_failsWithTheExitStatus() throws Exception {
    try (ProcessPool pool = new ProcessPool(1)) {
      TaskFuture<?> exits = pool.submit(() -> System.exit(3));
      TaskFuture<?> exitsLikeKilled = pool.submit(() -> System.exit(137));
      TaskFuture<?> halts = pool.submit(() -> Runtime.getRuntime().halt(4));
      TaskFuture<Long> next = pool.submit(PID);
      assertThat(deathOf(exits)).hasMessageContaining("ended with exit status 3 while it ran");
      assertThat(deathOf(exitsLikeKilled).exitCode()).isEqualTo(137);
      assertThat(deathOf(halts).exitCode()).isEqualTo(4);
      assertThat(next.get()).isPositive();
    }
  }

  @Test
  @CoversScenario({
    "test_concurrent_futures.test_deadlock.ExecutorDeadlockTest.test_exit_at_task_unpickle",
    "test_concurrent_futures.test_deadlock.ExecutorDeadlockTest.test_error_at_task_unpickle",
    "test_concurrent_futures.test_deadlock.ExecutorDeadlockTest.test_crash_at_task_unpickle",
    "test_concurrent_futures.test_deadlock.ExecutorDeadlockTest.test_crash_during_result_pickle_on_worker",
    "test_concurrent_futures.test_deadlock.ExecutorDeadlockTest.test_exit_during_result_pickle_on_worker"
  })
  void argumentOrResultThatEndsTheWorkerOnItsWay_failsOnlyItsTask() throws Exception {
    try (ProcessPool pool = new ProcessPool(1)) {
      TaskFuture<String> exits = pool.submit(trap -> "unseen", new ReadTrap("exit"));
      TaskFuture<String> throwing = pool.submit(trap -> "unseen", new ReadTrap("throw"));
      TaskFuture<String> halts = pool.submit(trap -> "unseen", new ReadTrap("halt"));
      TaskFuture<WriteTrap> exitsLater = pool.submit(() -> new WriteTrap("exit"));
      TaskFuture<WriteTrap> haltsLater = pool.submit(() -> new WriteTrap("halt"));
      TaskFuture<Long> next = pool.submit(PID);
      assertThat(deathOf(exits).exitCode()).isEqualTo(5);
      assertThatThrownBy(throwing::get)
          .hasCauseInstanceOf(IllegalStateException.class)
          .hasRootCauseMessage("sprung");
      assertThat(deathOf(halts).exitCode()).isEqualTo(6);
      assertThat(deathOf(exitsLater).exitCode()).isEqualTo(5);
      assertThat(deathOf(haltsLater).exitCode()).isEqualTo(6);
      assertThat(next.get()).isPositive();
    }
  }

  @Test
  @CoversScenario({
    "test_concurrent_futures.test_deadlock.ExecutorDeadlockTest.test_shutdown_deadlock",
    "test_concurrent_futures.test_deadlock.ExecutorDeadlockTest.test_crash_big_data"
  })
  void workersThatDieOverLargeArguments_holdUpNeitherTheirTasksNorClose() throws Exception {
    List<TaskFuture<?>> futures = new ArrayList<>();
    try (ProcessPool pool = new ProcessPool(2)) {
      byte[] large = new byte[10_000_000];
      for (int i = 0; i < 3; i++) {
        futures.add(
            pool.submit(
                bytes -> {
                  Runtime.getRuntime().halt(bytes.length == 10_000_000 ? 6 : 7);
                  return null;
                },
                large));
      }
    }
    for (TaskFuture<?> future : futures) {
      assertThat(future.isDone()).isTrue();
      assertThat(deathOf(future).exitCode()).isEqualTo(6);
    }
  }

  @Test
  void idleWorkerThatDied_costsNoTask() throws Exception {
    try (ProcessPool pool = new ProcessPool(1)) {
      for (int i = 0; i < 2; i++) {
        long pid = pool.submit(PID).get();
        assertThat(ProcessHandle.of(pid).orElseThrow().destroyForcibly()).isTrue();
        assertThat(pool.submit(PID).get()).isNotEqualTo(pid);
      }
    }
  }

  /** Says that it has begun, and does not react to interrupts. */
  private static PortableCallable<Long> stubborn(SharedValue.OfLong begun, SharedValue.OfLong pid) {
    return () -> {
      pid.set(ProcessHandle.current().pid());
      long _ = begun.addAndGet(1);
      while (true) {
        boolean _ = Thread.interrupted();
      }
    };
  }

  @Test
  void cancel_ofATaskThatIgnoresInterrupts_killsItsProcessAndNothingElse() throws Exception {
    try (SharedValue.OfLong begun = SharedValue.ofLong(0);
        SharedValue.OfLong victim = SharedValue.ofLong(0);
        ProcessPool pool =
            new ProcessPool(
                ProcessPoolOptions.defaults().withMaxWorkers(1).withCancelGrace(Delays.SHORT))) {
      TaskFuture<Long> running = pool.submit(stubborn(begun, victim));
      TaskFuture<Long> waiting = pool.submit(PID);
      TaskFuture<Long> last = pool.submit(PID);
      await(begun, 1);
      assertThat(running.isRunning()).isTrue();
      assertThat(running.cancel(false)).isFalse();
      assertThat(waiting.cancelAndAwait(Delays.LONG)).isEqualTo(CancelOutcome.NOT_STARTED);
      assertThat(running.cancelAndAwait(Delays.LONG)).isEqualTo(CancelOutcome.KILLED);
      assertThat(running.isCancelled()).isTrue();
      assertThat(running.isRunning()).isFalse();
      assertThat(ProcessHandle.of(victim.get()).map(ProcessHandle::isAlive).orElse(false))
          .isFalse();
      assertThat(last.get()).isNotEqualTo(victim.get());
      assertThat(last.cancelAndAwait(Delays.LONG)).isEqualTo(CancelOutcome.TOO_LATE);
    }
  }

  /** Says that it has begun, and sleeps until it is interrupted. */
  private static PortableCallable<Long> sleeping(SharedValue.OfLong begun) {
    return () -> {
      long _ = begun.addAndGet(1);
      Thread.sleep(Duration.ofHours(1));
      return 0L;
    };
  }

  @Test
  void cancel_ofATaskThatHeedsInterrupts_leavesItsProcessAlive_andNoInterruptInTheNextTask()
      throws Exception {
    try (SharedValue.OfLong begun = SharedValue.ofLong(0);
        ProcessPool pool =
            new ProcessPool(
                ProcessPoolOptions.defaults().withMaxWorkers(1).withCancelGrace(Delays.LONG))) {
      long pid = pool.submit(PID).get();
      for (int i = 1; i <= 20; i++) {
        TaskFuture<Long> running = pool.submit(sleeping(begun));
        TaskFuture<Boolean> next = pool.submit(() -> Thread.currentThread().isInterrupted());
        await(begun, i);
        assertThat(running.cancelAndAwait(Delays.LONG)).isEqualTo(CancelOutcome.INTERRUPTED);
        assertThat(next.get()).isFalse();
      }
      assertThat(pool.submit(PID).get()).isEqualTo(pid);
    }
  }

  @Test
  void tasksThatAreCancelledWheneverItComes_neitherInterruptNorKillAnother() throws Exception {
    try (ProcessPool pool =
        new ProcessPool(
            ProcessPoolOptions.defaults().withMaxWorkers(1).withCancelGrace(Delays.LONG))) {
      long pid = pool.submit(PID).get();
      Random random = new Random(7);
      for (int i = 0; i < 300; i++) {
        TaskFuture<Integer> first = pool.submit(n -> n + 1, i);
        TaskFuture<Boolean> second = pool.submit(() -> Thread.currentThread().isInterrupted());
        for (int spins = random.nextInt(20_000); spins > 0; spins--) {
          Thread.onSpinWait();
        }
        boolean _ = first.cancel(true);
        assertThat(second.get(Delays.LONG)).isFalse();
      }
      assertThat(pool.submit(PID).get()).isEqualTo(pid);
    }
  }

  @Test
  void tasksThatAreCancelledAsTheyEnd_neverTakeAnotherWithThem() throws Exception {
    try (ProcessPool pool = new ProcessPool(1)) {
      for (int i = 0; i < 10; i++) {
        TaskFuture<Long> first = pool.submit(PID);
        TaskFuture<Long> second = pool.submit(PID);
        if (i % 2 == 0) {
          Awaitility.await().until(() -> first.isRunning() || first.isDone());
        }
        boolean cancelled = first.cancel(true);
        assertThat(first.isDone()).isTrue();
        assertThat(first.isCancelled()).isEqualTo(cancelled);
        assertThat(second.get(Delays.LONG)).isPositive();
      }
    }
  }

  /** Ends the process, or throws, when it is deserialized. */
  private static final class ReadTrap implements Serializable {
    private static final long serialVersionUID = 1;
    private final String what;

    ReadTrap(String what) {
      this.what = what;
    }

    private void readObject(ObjectInputStream stream) throws Exception {
      stream.defaultReadObject();
      spring(what);
    }
  }

  /** Ends the process, or throws, when it is serialized. */
  private static final class WriteTrap implements Serializable {
    private static final long serialVersionUID = 1;
    private final String what;

    WriteTrap(String what) {
      this.what = what;
    }

    private void writeObject(ObjectOutputStream stream) {
      spring(what);
    }
  }

  private static void spring(String what) {
    switch (what) {
      case "exit" -> System.exit(5);
      case "halt" -> Runtime.getRuntime().halt(6);
      default -> throw new IllegalStateException("sprung");
    }
  }
}
