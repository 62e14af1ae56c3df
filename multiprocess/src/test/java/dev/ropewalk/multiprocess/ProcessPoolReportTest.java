package dev.ropewalk.multiprocess;

import static dev.ropewalk.multiprocess.ProcessPoolTest.await;
import static dev.ropewalk.multiprocess.ProcessPoolTest.waitingFor;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.Uninterruptibles;
import dev.ropewalk.executors.CancelOutcome;
import dev.ropewalk.executors.PortableCallable;
import dev.ropewalk.executors.TaskFuture;
import dev.ropewalk.multiprocess.WorkerReport.Activity;
import dev.ropewalk.multiprocess.shared.SharedValue;
import dev.ropewalk.testkit.Delays;
import dev.ropewalk.testkit.ThreadStates;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serial;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a pool tells of the time of its workers. */
@ExtendWith(NothingLeftBehind.class)
class ProcessPoolReportTest {

  private static final ProcessPoolOptions ONE =
      ProcessPoolOptions.defaults().withMaxWorkers(1).withName("p");

  /** Long against what else a new JVM takes for its first task. */
  private static final Duration SLOW = Duration.ofMillis(300);

  private static WorkerReport only(ProcessPool pool) {
    List<WorkerReport> workers = pool.report().workers();
    assertThat(workers).hasSize(1);
    return workers.getFirst();
  }

  private static WorkerReport idle(ProcessPool pool) {
    ThreadStates.awaitTrue("the worker to be idle", () -> only(pool).activity() == Activity.IDLE);
    return only(pool);
  }

  @Test
  void newPool_hasNoWorkers() {
    try (ProcessPool pool = new ProcessPool(ONE)) {
      assertThat(pool.report())
          .isEqualTo(new ProcessPoolReport("p", 0, 0, Duration.ZERO, List.of()));
    }
  }

  @Test
  void worker_isStartingUntilItsInitializerHasRun_andThenBusy() throws Exception {
    try (SharedValue.OfLong begun = SharedValue.ofLong(0);
        SharedValue.OfLong initialize = SharedValue.ofLong(0);
        SharedValue.OfLong gate = SharedValue.ofLong(0);
        ProcessPool pool =
            new ProcessPool(
                ONE.withInitializer(
                    () ->
                        ThreadStates.awaitTrue(
                            "the initializer to be let go", () -> initialize.get() != 0)))) {
      TaskFuture<Long> pid = pool.submit(waitingFor(begun, gate));
      TaskFuture<Integer> next = pool.submit(() -> 1);
      ThreadStates.awaitTrue("a process", () -> only(pool).pid().isPresent());
      WorkerReport starting = only(pool);
      assertThat(starting.activity()).isEqualTo(Activity.STARTING);
      assertThat(starting.task().orElseThrow()).contains("waitingFor");
      assertThat(starting.processes()).isEqualTo(1);
      initialize.set(1);

      await(begun, 1);
      WorkerReport busy = only(pool);
      assertThat(busy.activity()).isEqualTo(Activity.BUSY);
      assertThat(busy.task()).isEqualTo(starting.task());
      assertThat(busy.tasks()).isZero();
      assertThat(busy.starting()).isGreaterThan(starting.starting());
      Thread.sleep(Delays.SHORT);
      WorkerReport later = only(pool);
      assertThat(later.starting()).isEqualTo(busy.starting());
      assertThat(later.busy()).isGreaterThanOrEqualTo(busy.busy().plus(Delays.SHORT));
      assertThat(later.idle()).isEqualTo(busy.idle());

      gate.set(1);
      assertThat(busy.pid()).isEqualTo(OptionalLong.of(pid.get(Delays.LONG)));
      assertThat(next.get(Delays.LONG)).isEqualTo(1);
      assertThat(idle(pool).tasks()).isEqualTo(2);
    }
  }

  @Test
  void idleWorker_hasNoTask_andItsTimeGrows() throws Exception {
    try (ProcessPool pool = new ProcessPool(ONE)) {
      assertThat(pool.submit(() -> 1).get(Delays.LONG)).isEqualTo(1);
      WorkerReport first = idle(pool);
      Thread.sleep(Delays.SHORT);
      WorkerReport later = only(pool);
      assertThat(later.task()).isEmpty();
      assertThat(later.idle()).isGreaterThanOrEqualTo(first.idle().plus(Delays.SHORT));
      assertThat(later.busy()).isEqualTo(first.busy());
      assertThat(later.starting()).isEqualTo(first.starting());
    }
  }

  private static Duration all(WorkerReport report) {
    return report.starting().plus(report.busy()).plus(report.idle());
  }

  @Test
  void timesOfStartingBusyAndIdle_areAllThatAWorkerHas() throws Exception {
    try (ProcessPool pool = new ProcessPool(ONE)) {
      assertThat(pool.submit(() -> 1).get(Delays.LONG)).isEqualTo(1);
      long before = System.nanoTime();
      Duration first = all(only(pool));
      long between = System.nanoTime();
      for (int i = 0; i < 100; i++) {
        int n = i;
        assertThat(pool.submit(() -> n).get(Delays.LONG)).isEqualTo(n);
      }
      long later = System.nanoTime();
      Duration second = all(only(pool));
      long after = System.nanoTime();
      assertThat(second.minus(first).toNanos()).isBetween(later - between, after - before);
    }
  }

  @Test
  void queuedTasks_areCounted() throws Exception {
    try (SharedValue.OfLong begun = SharedValue.ofLong(0);
        SharedValue.OfLong gate = SharedValue.ofLong(0);
        ProcessPool pool = new ProcessPool(ONE)) {
      List<TaskFuture<Long>> futures =
          List.of(
              pool.submit(waitingFor(begun, gate)),
              pool.submit(waitingFor(begun, gate)),
              pool.submit(waitingFor(begun, gate)));
      await(begun, 1);
      ThreadStates.awaitTrue("two to be queued", () -> pool.report().queued() == 2);
      gate.set(1);
      for (TaskFuture<Long> future : futures) {
        assertThat(future.get(Delays.LONG)).isPositive();
      }
    }
  }

  /** It takes its time to be written, and to be read. */
  private static final class Heavy implements Serializable {
    @Serial private static final long serialVersionUID = 1;

    @Serial
    private void writeObject(ObjectOutputStream out) throws IOException {
      out.defaultWriteObject();
      pause();
    }

    @Serial
    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
      in.defaultReadObject();
      pause();
    }

    private static void pause() throws IOException {
      try {
        Thread.sleep(SLOW);
      } catch (InterruptedException e) {
        throw new InterruptedIOException("interrupted");
      }
    }
  }

  /** A task is written here and read there, its result is written there and read here. */
  @Test
  void serializing_isCountedWhereverItHappens() throws Exception {
    try (ProcessPool pool = new ProcessPool(ONE.withMaxTasksPerWorker(1))) {
      assertThat(pool.submit(heavy -> heavy, new Heavy()).get(Delays.LONG)).isNotNull();
      assertThat(pool.report().submitting()).isGreaterThanOrEqualTo(SLOW);
      WorkerReport report = idle(pool);
      assertThat(report.serializing()).isGreaterThanOrEqualTo(SLOW.multipliedBy(3));
      assertThat(report.busy()).isGreaterThanOrEqualTo(SLOW.multipliedBy(3));

      assertThat(pool.map(heavy -> 1, List.of(new Heavy())).toList()).containsExactly(1);
      WorkerReport second = idle(pool);
      assertThat(second.processes()).isEqualTo(2);
      assertThat(second.tasks()).isEqualTo(2);
      assertThat(second.serializing())
          .isGreaterThanOrEqualTo(report.serializing().plus(SLOW))
          .isLessThan(report.serializing().plus(SLOW.multipliedBy(2)));
      assertThat(second.starting()).isGreaterThan(report.starting());

      Heavy captured = new Heavy();
      assertThat(pool.submit(() -> captured.hashCode()).get(Delays.LONG)).isNotNull();
      assertThat(idle(pool).serializing()).isGreaterThanOrEqualTo(second.serializing().plus(SLOW));
    }
  }

  private static void initialize(ProcessPoolOptions options) throws Exception {
    Heavy captured = new Heavy();
    try (ProcessPool pool =
        new ProcessPool(options.withInitializer(() -> assertThat(captured).isNotNull()))) {
      ThreadStates.awaitTrue("standby", () -> pool.standbyCount() == options.standby());
      assertThat(pool.submit(() -> 1).get(Delays.LONG)).isEqualTo(1);
      assertThat(idle(pool).serializing()).isLessThan(SLOW);
      assertThat(pool.submit(heavy -> 1, new Heavy()).get(Delays.LONG)).isEqualTo(1);
      assertThat(idle(pool).serializing()).isBetween(SLOW, SLOW.multipliedBy(2));
    }
  }

  @Test
  void readingAnInitializer_countsAsStarting() throws Exception {
    initialize(ONE);
  }

  @Test
  void readingAnInitializer_ofAProcessThatStoodBy_countsForNobody() throws Exception {
    initialize(ONE.withStandby(1));
  }

  @Test
  void workerThatRunsACallback_isBusy() throws Exception {
    CountDownLatch called = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    try (SharedValue.OfLong begun = SharedValue.ofLong(0);
        SharedValue.OfLong gate = SharedValue.ofLong(0);
        ProcessPool pool = new ProcessPool(ONE)) {
      TaskFuture<Long> future = pool.submit(waitingFor(begun, gate));
      future.addDoneCallback(
          _ -> {
            called.countDown();
            Uninterruptibles.awaitUninterruptibly(go);
          });
      gate.set(1);
      called.await();
      Activity meanwhile = only(pool).activity();
      go.countDown();
      assertThat(meanwhile).isEqualTo(Activity.BUSY);
      assertThat(idle(pool).tasks()).isEqualTo(1);
    }
  }

  /** A task that takes long to say what it is called. */
  private record SlowToName(SharedValue.OfLong begun) implements PortableCallable<Integer> {

    private static final CountDownLatch ASKED = new CountDownLatch(1);
    private static final CountDownLatch ANSWER = new CountDownLatch(1);

    @Override
    public Integer call() {
      begun.set(ProcessHandle.current().pid());
      while (true) {
        Thread.onSpinWait();
      }
    }

    @Override
    public String toString() {
      ASKED.countDown();
      Uninterruptibles.awaitUninterruptibly(ANSWER);
      return "slow to name";
    }
  }

  @Test
  void taskWhoseNameTakesLong_canBeKilledMeanwhile() throws Exception {
    try (SharedValue.OfLong begun = SharedValue.ofLong(0);
        ProcessPool pool = new ProcessPool(ONE)) {
      assertThat(pool.submit(() -> 1).get(Delays.LONG)).isEqualTo(1); // a start asks for names, too
      TaskFuture<Integer> future = pool.submit(new SlowToName(begun));
      ThreadStates.awaitTrue("the body to begin", () -> begun.get() != 0);
      ProcessHandle process = ProcessHandle.of(begun.get()).orElseThrow();
      Thread asking = Thread.startVirtualThread(pool::report);
      SlowToName.ASKED.await();
      assertThat(future.cancel(true)).isTrue();
      try {
        ThreadStates.awaitTrue("the process to be killed", () -> !process.isAlive());
      } finally {
        SlowToName.ANSWER.countDown();
      }
      asking.join();
      assertThat(future.cancelAndAwait(Delays.LONG)).isEqualTo(CancelOutcome.KILLED);
    }
  }

  @Test
  void report_readsTheSame_whereverItIs() {
    Locale here = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("ar-u-nu-arab"));
    try {
      assertThat(new ProcessPoolReport("p", 12, 3, Duration.ZERO, List.of()).toString())
          .isEqualTo("p: 12 queued, 3 standing by, tasks serialized in 0.000 s");
    } finally {
      Locale.setDefault(here);
    }
  }

  @Test
  void report_reads() {
    WorkerReport worker =
        new WorkerReport(
            "p_0",
            OptionalLong.of(4711),
            Activity.BUSY,
            Optional.of("com.foo.Bar.baz"),
            1,
            12,
            Duration.ofMillis(250),
            Duration.ofMillis(1500),
            Duration.ofNanos(500_000),
            Duration.ZERO);
    assertThat(new ProcessPoolReport("p", 3, 1, Duration.ofMillis(20), List.of(worker)).toString())
        .isEqualTo(
            """
            p: 3 queued, 1 standing by, tasks serialized in 0.020 s
              p_0: busy (com.foo.Bar.baz), process 4711, 12 tasks; starting 0.250 s, busy 1.500 s, idle 0.001 s, serializing 0.000 s""");
    assertThat(new ProcessPoolReport("p", 0, 0, Duration.ZERO, List.of()).toString())
        .isEqualTo("p: 0 queued, 0 standing by, tasks serialized in 0.000 s");
  }
}
