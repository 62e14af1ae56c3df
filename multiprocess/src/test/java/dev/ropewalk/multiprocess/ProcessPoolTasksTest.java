package dev.ropewalk.multiprocess;

import static dev.ropewalk.multiprocess.ProcessPoolTest.waitingFor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ropewalk.executors.PortableCallable;
import dev.ropewalk.executors.PortableRunnable;
import dev.ropewalk.executors.TaskFuture;
import dev.ropewalk.executors.engine.EngineFuture;
import dev.ropewalk.multiprocess.shared.SharedArray;
import dev.ropewalk.multiprocess.shared.SharedValue;
import dev.ropewalk.testkit.CoversScenario;
import dev.ropewalk.testkit.Delays;
import dev.ropewalk.testkit.ThreadStates;
import dev.ropewalk.threads.ContextCarrier;
import java.io.Serializable;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What comes of tasks, in a pool of one worker that all tests have in common. */
class ProcessPoolTasksTest {

  private static final PortableCallable<Long> PID = () -> ProcessHandle.current().pid();

  private static ProcessPool pool;

  @BeforeAll
  static void open() {
    pool = new ProcessPool(1);
  }

  @AfterAll
  static void close() {
    pool.close();
    assertThat(ProcessHandle.current().children()).isEmpty();
  }

  @Test
  @CoversScenario("_test_multiprocessing._TestPool.test_async")
  void allWaysToSubmit_run() throws Exception {
    try (SharedArray.OfLong marks = SharedArray.ofLongs(2)) {
      assertThat(pool.submit(n -> n * 2, 21).get(Delays.LONG)).isEqualTo(42);
      assertThat(pool.submit(() -> marks.set(0, 1)).get()).isNull();
      PortableRunnable second = () -> marks.set(1, 1);
      assertThat(pool.submit(second, "done").get()).isEqualTo("done");
      assertThat(marks.toArray()).containsExactly(1, 1);
      List<PortableCallable<Integer>> tasks = List.of(() -> 1, () -> 2, () -> 3);
      assertThat(pool.invokeAll(tasks))
          .extracting(java.util.concurrent.Future::resultNow)
          .containsExactly(1, 2, 3);
      PortableCallable<Integer> failing =
          () -> {
            throw new IllegalStateException("first");
          };
      assertThat(pool.invokeAny(List.of(failing, tasks.get(1)))).isEqualTo(2);
      assertThatThrownBy(() -> pool.invokeAny(List.of(failing)))
          .isInstanceOf(ExecutionException.class)
          .hasRootCauseMessage("first");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> pool.invokeAny(List.<PortableCallable<Integer>>of()));
    }
  }

  @Test
  void invokeAny_beyondItsTimeout_cancelsTheTasks() throws Exception {
    try (SharedValue.OfLong begun = SharedValue.ofLong(0);
        SharedValue.OfLong gate = SharedValue.ofLong(0)) {
      assertThatExceptionOfType(TimeoutException.class)
          .isThrownBy(
              () -> pool.invokeAny(List.of(waitingFor(begun, gate)), 50, TimeUnit.MILLISECONDS));
    }
  }

  @Test
  @CoversScenario("_test_multiprocessing._TestPoolWorkerErrors.test_async_error_callback")
  void doneCallback_getsTheOutcome_andMayInterruptItsThread() throws Exception {
    AtomicReference<Throwable> seen = new AtomicReference<>();
    try (SharedValue.OfLong begun = SharedValue.ofLong(0);
        SharedValue.OfLong gate = SharedValue.ofLong(0)) {
      TaskFuture<Integer> failing =
          pool.submit(
              () -> {
                long _ = waitingFor(begun, gate).call();
                throw new IllegalStateException("the reason");
              });
      failing.addDoneCallback(
          done -> {
            seen.set(done.exceptionNow());
            Thread.currentThread().interrupt();
          });
      gate.set(1); // not before, else the callback would run, and interrupt, here
      assertThatThrownBy(failing::get).hasRootCauseMessage("the reason");
    }
    long pid = pool.submit(PID).get();
    assertThat(seen.get()).isInstanceOf(IllegalStateException.class).hasMessage("the reason");
    assertThat(pool.submit(PID).get()).isEqualTo(pid);
  }

  @Test
  void execute_ofWhatCannotTravel_isRejected_soThatWhoeverCountsOnItLearnsOfIt() {
    Object stuck = new Object();
    assertThatThrownBy(() -> pool.execute((PortableRunnable) () -> System.out.println(stuck)))
        .isInstanceOf(RejectedExecutionException.class)
        .hasCauseInstanceOf(NotPortableException.class)
        .hasMessageContaining("is not Serializable: captured argument 0 (java.lang.Object)");
    assertThatThrownBy(() -> CompletableFuture.supplyAsync(() -> 1, pool))
        .isInstanceOf(RejectedExecutionException.class);
    assertThat(CompletableFuture.completedFuture(1).thenApplyAsync(n -> n, pool))
        .isCompletedExceptionally();
    assertThatThrownBy(() -> new ExecutorCompletionService<Integer>(pool).submit(() -> 1))
        .isInstanceOf(RejectedExecutionException.class);
  }

  private static TaskFuture<Integer> done(WeakReference<?>[] argument) throws Exception {
    byte[] bytes = new byte[1 << 10];
    argument[0] = new WeakReference<>(bytes);
    TaskFuture<Integer> future = pool.submit(sent -> sent.length, bytes);
    assertThat(future.get()).isEqualTo(1 << 10);
    return future;
  }

  private static WeakReference<?> result() throws Exception {
    return new WeakReference<>(pool.submit(length -> new byte[length], 1 << 10).get());
  }

  @Test
  void argumentAndResultOfATask_areKeptByNobody() throws Exception {
    WeakReference<?>[] argument = {null};
    TaskFuture<Integer> kept = done(argument);
    WeakReference<?> result = result();
    ThreadStates.awaitTrue(
        "both to be gone",
        () -> {
          System.gc();
          return argument[0].refersTo(null) && result.refersTo(null);
        });
    assertThat(kept.isDone()).isTrue();
  }

  // ---- the thread of the bodies

  @Test
  void interruptByAThreadThatATaskLeft_meetsNobody_whileTheWorkerWaits() throws Exception {
    try (SharedValue.OfLong interrupted = SharedValue.ofLong(0)) {
      long pid =
          pool.submit(
                  () -> {
                    Thread worker = Thread.currentThread();
                    Thread.ofPlatform()
                        .daemon()
                        .start(
                            () -> {
                              ThreadStates.awaitBlocked(worker);
                              worker.interrupt();
                              interrupted.set(1);
                            });
                    return ProcessHandle.current().pid();
                  })
              .get();
      ThreadStates.awaitTrue("the interrupt", () -> interrupted.get() == 1);
      assertThat(pool.submit(() -> Thread.currentThread().isInterrupted()).get()).isFalse();
      assertThat(pool.submit(PID).get()).isEqualTo(pid);
    }
  }

  private static String thread() {
    Thread thread = Thread.currentThread();
    return thread.getName()
        + thread.getPriority()
        + thread.getContextClassLoader()
        + thread.getUncaughtExceptionHandler();
  }

  @SuppressWarnings("ThreadPriorityCheck") // it is one of the things that a task may change
  @Test
  void whatATaskChangesOfItsThread_endsWithIt() throws Exception {
    String before = pool.submit(ProcessPoolTasksTest::thread).get();
    pool.submit(
            () -> {
              Thread thread = Thread.currentThread();
              thread.setName("mine");
              thread.setPriority(Thread.MIN_PRIORITY);
              thread.setContextClassLoader(ClassLoader.getPlatformClassLoader());
              thread.setUncaughtExceptionHandler((_, _) -> {});
              return 1;
            })
        .get();
    assertThat(pool.submit(ProcessPoolTasksTest::thread).get()).isEqualTo(before);
  }

  /** Sets a system property while it is installed. */
  private record Carried(String value) implements ContextCarrier.Snapshot, Serializable {
    @Override
    public ContextCarrier.Installed install() {
      System.setProperty("strand.carried", value);
      return () -> System.clearProperty("strand.carried");
    }
  }

  @Test
  void context_travelsIfItIsSerializable() throws Exception {
    PortableCallable<String> carried = () -> String.valueOf(System.getProperty("strand.carried"));
    EngineFuture<String> with = new EngineFuture<>(carried, new Carried("hemp"));
    EngineFuture<String> after = new EngineFuture<>(carried, ContextCarrier.none().capture());
    pool.enqueue(with);
    pool.enqueue(after);
    assertThat(with.get()).isEqualTo("hemp");
    assertThat(after.get()).isEqualTo("null");
  }

  @Test
  void resultOfMap_thatFails_comesAsItsCause() {
    assertThatThrownBy(() -> pool.map(n -> 1 / n, List.of(1, 0)).toList())
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(ArithmeticException.class);
  }
}
