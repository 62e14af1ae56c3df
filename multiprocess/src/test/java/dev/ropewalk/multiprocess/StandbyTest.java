package dev.ropewalk.multiprocess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ropewalk.executors.PortableCallable;
import dev.ropewalk.executors.TaskFuture;
import dev.ropewalk.multiprocess.shared.SharedValue;
import dev.ropewalk.testkit.Delays;
import dev.ropewalk.testkit.ThreadStates;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Processes that are ready before a worker needs one. */
@ExtendWith(NothingLeftBehind.class)
class StandbyTest {

  private static final PortableCallable<Long> PID = () -> ProcessHandle.current().pid();
  private static final PortableCallable<String> NAME = () -> Processes.current().name();

  private static final ProcessPoolOptions ONE =
      ProcessPoolOptions.defaults().withMaxWorkers(1).withStandby(1);

  /** Of this process. */
  private static long initialized;

  private final LinkedBlockingQueue<Long> ready = new LinkedBlockingQueue<>();

  private ProcessPool pool(ProcessPoolOptions options) {
    return new ProcessPool(
        options,
        (step, pid) -> {
          if (step.equals("ready")) {
            ready.add(pid);
          }
        });
  }

  private long nextReady() throws InterruptedException {
    Long pid = ready.poll(Delays.LONG.toMillis(), TimeUnit.MILLISECONDS);
    assertThat(pid).as("a process that becomes ready").isNotNull();
    return pid;
  }

  private static void awaitStandby(ProcessPool pool) {
    ThreadStates.awaitTrue("a process to stand by", () -> pool.standbyCount() == 1);
  }

  private static void kill(long pid) {
    ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
    assertThat(process.destroyForcibly()).isTrue();
    process.onExit().join();
  }

  @Test
  void firstTask_hasTheProcessThatStoodBy_andAnotherTakesItsPlace() throws Exception {
    try (ProcessPool pool = pool(ONE.withName("p"))) {
      long first = nextReady();
      awaitStandby(pool);
      assertThat(pool.workerCount()).isZero();
      assertThat(pool.submit(PID).get(Delays.LONG)).isEqualTo(first);
      assertThat(pool.submit(NAME).get(Delays.LONG)).isEqualTo("p_standby_0");
      assertThat(nextReady()).isNotEqualTo(first);
      awaitStandby(pool);
      assertThat(pool.submit(PID).get(Delays.LONG)).isEqualTo(first);
      pool.shutdown(true, false);
      assertThat(ProcessHandle.current().children()).isEmpty();
    }
  }

  @Test
  void itsThread_inheritsNothing_fromWhoMadeThePool() throws Exception {
    InheritableThreadLocal<String> local = new InheritableThreadLocal<>();
    local.set("of the test");
    CompletableFuture<Boolean> inherited = new CompletableFuture<>();
    try (ProcessPool _ = new ProcessPool(ONE, (_, _) -> inherited.complete(local.get() != null))) {
      assertThat(inherited.get(Delays.LONG.toMillis(), TimeUnit.MILLISECONDS)).isFalse();
    } finally {
      local.remove();
    }
  }

  @Test
  void workerThatIsKilled_isReplacedByTheOneThatStandsBy() throws Exception {
    try (ProcessPool pool = pool(ONE)) {
      kill(pool.submit(PID).get(Delays.LONG));
      long _ = nextReady();
      awaitStandby(pool);
      assertThat(pool.submit(NAME).get(Delays.LONG)).contains("standby");
    }
  }

  @Test
  void poolThatBreaks_endsIt() throws Exception {
    try (ProcessPool pool = pool(ONE.withDeathPolicy(DeathPolicy.BREAK_POOL))) {
      awaitStandby(pool);
      TaskFuture<Integer> deadly = pool.submit(StandbyTest::halt);
      assertThatThrownBy(() -> deadly.get(Delays.LONG)).isInstanceOf(ExecutionException.class);
      ThreadStates.awaitTrue(
          "all processes to end", () -> ProcessHandle.current().children().findAny().isEmpty());
    }
  }

  private static int halt() {
    Runtime.getRuntime().halt(3);
    return 0;
  }

  @Test
  void oneThatDies_isReplaced_andNoTaskNoticesIt() throws Exception {
    try (ProcessPool pool = pool(ONE.withDeathPolicy(DeathPolicy.BREAK_POOL))) {
      long first = nextReady();
      awaitStandby(pool);
      kill(first);
      assertThat(pool.submit(PID).get(Delays.LONG)).isNotEqualTo(first);
      awaitStandby(pool);
    }
  }

  @Test
  void eachTaskInANewProcess_hasInitialized() throws Exception {
    try (ProcessPool pool =
        pool(
            ONE.withMaxTasksPerWorker(1)
                .withInitializer(() -> initialized = ProcessHandle.current().pid()))) {
      awaitStandby(pool);
      List<Long> pids = pool.map(_ -> initialized, List.of(1, 2, 3)).toList();
      assertThat(pids).doesNotHaveDuplicates().doesNotContain(0L);
      assertThat(ready).containsAll(pids);
    }
  }

  @Test
  void initializerThatFails_breaksThePool_withTheFirstTask() throws Exception {
    ProcessPoolOptions failing =
        ONE.withInitializer(
            () -> {
              throw new IllegalStateException("no licence");
            });
    try (ProcessPool pool = new ProcessPool(failing)) {
      TaskFuture<Long> task = pool.submit(PID);
      assertThatThrownBy(() -> task.get(Delays.LONG))
          .isInstanceOf(ExecutionException.class)
          .rootCause()
          .hasMessage("no licence");
      assertThat(pool.standbyCount()).isZero();
    }
  }

  /** NothingLeftBehind sees to the rest. */
  @Test
  void close_endsIt_beforeItIsReady() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    ProcessPool pool =
        new ProcessPool(
            ONE.withInitializer(LockSupport::park),
            (step, _) -> {
              if (step.equals("connected")) {
                started.countDown();
              }
            });
    assertThat(started.await(Delays.LONG.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
    pool.close();
    assertThat(pool.isTerminated()).isTrue();
  }

  private static int hangAtTheEnd() {
    Runtime.getRuntime().addShutdownHook(new Thread(LockSupport::park));
    return 0;
  }

  @Test
  void shutdownNow_killsIt() throws Exception {
    ProcessPool pool = pool(ONE.withInitializer(StandbyTest::hangAtTheEnd));
    awaitStandby(pool);
    long begin = System.nanoTime();
    assertThat(pool.shutdownNow()).isEmpty();
    assertThat(pool.awaitTermination(Delays.LONG.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(4));
  }

  private static String nameAfter(SharedValue.OfLong begun, SharedValue.OfLong gate)
      throws Exception {
    long _ = ProcessPoolTest.waitingFor(begun, gate).call();
    return NAME.call();
  }

  /** So many are ready as there are tasks left. */
  @Test
  void tasksThatAreLeft_haveIt_afterTheShutdown() throws Exception {
    try (SharedValue.OfLong begun = SharedValue.ofLong(0);
        SharedValue.OfLong gate = SharedValue.ofLong(0);
        SharedValue.OfLong middle = SharedValue.ofLong(0);
        SharedValue.OfLong last = SharedValue.ofLong(0)) {
      ProcessPool pool = pool(ONE.withMaxTasksPerWorker(1));
      TaskFuture<Long> first = pool.submit(ProcessPoolTest.waitingFor(begun, gate));
      TaskFuture<String> second = pool.submit(() -> nameAfter(begun, middle));
      TaskFuture<Long> third = pool.submit(ProcessPoolTest.waitingFor(begun, last));
      ThreadStates.awaitTrue("the first task to begin", () -> begun.get() == 1);
      pool.shutdown();
      awaitStandby(pool);
      gate.set(1);
      ThreadStates.awaitTrue("the second task to begin", () -> begun.get() == 2);
      awaitStandby(pool); // or the third might have to start its own, too
      middle.set(1);
      assertThat(second.get(Delays.LONG)).contains("standby");
      assertThat(first.isDone()).isTrue();
      Awaitility.await().during(Delays.SHORT.multipliedBy(20)).until(() -> ready.size() <= 3);
      last.set(1);
      assertThat(third.get(Delays.LONG)).isPositive();
      pool.close();
    }
  }

  @Test
  void fewerThanNone_areRefused() {
    assertThatThrownBy(() -> ONE.withStandby(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("standby must not be negative: -1");
  }
}
