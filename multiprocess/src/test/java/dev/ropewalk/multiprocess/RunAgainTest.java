package dev.ropewalk.multiprocess;

import static dev.ropewalk.multiprocess.ProcessPoolTest.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ropewalk.executors.CancelOutcome;
import dev.ropewalk.executors.MapOptions;
import dev.ropewalk.executors.PortableCallable;
import dev.ropewalk.executors.PortableFunction;
import dev.ropewalk.executors.TaskFuture;
import dev.ropewalk.multiprocess.shared.SharedValue;
import dev.ropewalk.testkit.Delays;
import dev.ropewalk.testkit.ThreadStates;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ObjLongConsumer;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Tasks that are run again when their worker has died. */
@ExtendWith(NothingLeftBehind.class)
class RunAgainTest {

  private static ProcessPool pool(int attempts, UnaryOperator<ProcessPoolOptions> change) {
    return new ProcessPool(
        change.apply(ProcessPoolOptions.defaults().withMaxWorkers(1).withMaxAttempts(attempts)));
  }

  private static ProcessPool pool(int attempts) {
    return pool(attempts, options -> options);
  }

  /** Counts its attempts, and ends its process in as many of them as it is told. */
  private static long dieUntil(SharedValue.OfLong attempts, int lastDeath) {
    if (attempts.addAndGet(1) <= lastDeath) {
      Runtime.getRuntime().halt(9);
    }
    return ProcessHandle.current().pid();
  }

  @Test
  void taskWhoseWorkersDie_isOneFuture_andNoOtherTaskIsRunTwice() throws Exception {
    try (SharedValue.OfLong attempts = SharedValue.ofLong(0);
        SharedValue.OfLong killings = SharedValue.ofLong(0);
        SharedValue.OfLong others = SharedValue.ofLong(0);
        ProcessPool pool = pool(3)) {
      TaskFuture<Long> dying = pool.submit(() -> dieUntil(attempts, 1));
      TaskFuture<Long> other = pool.submit(() -> others.addAndGet(1));
      TaskFuture<Long> killer = pool.submit(() -> dieUntil(killings, Integer.MAX_VALUE));
      TaskFuture<Long> last = pool.submit(() -> others.addAndGet(1));
      assertThat(dying.get()).isPositive();
      assertThat(attempts.get()).isEqualTo(2);
      assertThat(other.get()).isEqualTo(1);
      assertAllDeathsAreTold(killer, 3);
      assertThat(killings.get()).isEqualTo(3);
      assertThat(last.get()).isEqualTo(2);
    }
  }

  private static void assertAllDeathsAreTold(TaskFuture<?> killer, int deaths)
      throws InterruptedException {
    WorkerDiedException last = (WorkerDiedException) killer.exception();
    assertThat(last)
        .hasMessageStartingWith(
            "not run again, since "
                + deaths
                + " workers have died under it; the last: worker process "
                + last.pid()
                + " ended with exit status 9 while it ran ");
    assertThat(last.attempts()).isEqualTo(deaths);
    Set<Long> pids = new HashSet<>(Set.of(last.pid()));
    assertThat(Arrays.asList(last.getSuppressed()))
        .hasSize(deaths - 1)
        .allSatisfy(
            earlier -> {
              assertThat(earlier).hasMessageContaining("exit status 9");
              assertThat(((WorkerDiedException) earlier).attempts()).isEqualTo(1);
              assertThat(pids.add(((WorkerDiedException) earlier).pid())).isTrue();
            });
  }

  @Test
  void chunkOfAMap_isRunAgain_withTheFunctionInItsNewProcess() throws Exception {
    try (SharedValue.OfLong attempts = SharedValue.ofLong(0);
        ProcessPool pool = pool(2)) {
      PortableFunction<Integer, Integer> square =
          n -> {
            if (n == 5) {
              long _ = dieUntil(attempts, 1);
            }
            return n * n;
          };
      List<Integer> items = IntStream.range(0, 9).boxed().toList();
      assertThat(pool.map(square, items, MapOptions.defaults().withChunkSize(3)))
          .containsExactly(0, 1, 4, 9, 16, 25, 36, 49, 64);
      assertThat(attempts.get()).isEqualTo(2);
    }
  }

  @Test
  void cancelWhileItRunsAgain_tellsTheTruth() throws Exception {
    try (SharedValue.OfLong attempts = SharedValue.ofLong(0);
        ProcessPool pool = pool(9, options -> options.withCancelGrace(Delays.LONG))) {
      TaskFuture<Long> sleeping =
          pool.submit(
              () -> {
                long _ = dieUntil(attempts, 1);
                Thread.sleep(Duration.ofHours(1));
                return 0L;
              });
      await(attempts, 2);
      assertThat(sleeping.isRunning()).isTrue();
      assertThat(sleeping.cancelAndAwait(Delays.LONG)).isEqualTo(CancelOutcome.INTERRUPTED);
      assertThat(pool.submit(() -> Thread.currentThread().isInterrupted()).get()).isFalse();
      assertThat(attempts.get()).isEqualTo(2);
    }
  }

  /** Does not come to an end in any process but the first. */
  private static void prepareOnce(SharedValue.OfLong processes) {
    if (processes.addAndGet(1) == 2) {
      ThreadStates.awaitTrue("the end of the process", () -> false);
    }
  }

  @Test
  void cancelBetweenTwoAttempts_killsTheProcessThatStarts_andBreaksNothing() throws Exception {
    try (SharedValue.OfLong attempts = SharedValue.ofLong(0);
        SharedValue.OfLong processes = SharedValue.ofLong(0);
        ProcessPool pool =
            pool(
                9,
                options ->
                    options
                        .withCancelGrace(Delays.SHORT)
                        .withInitializer(() -> prepareOnce(processes)))) {
      TaskFuture<Long> dying = pool.submit(() -> dieUntil(attempts, 1));
      await(processes, 2);
      assertThat(dying.isRunning()).isTrue();
      assertThat(dying.cancelAndAwait(Delays.LONG)).isEqualTo(CancelOutcome.KILLED);
      assertThat(attempts.get()).isEqualTo(1);
      assertThat(pool.submit(() -> "the pool goes on").get()).isEqualTo("the pool goes on");
    }
  }

  @Test
  void cancelBeforeTheNextProcessIsReady_interruptsNothing_andLeavesItToTheNextTask()
      throws Exception {
    ProcessPoolOptions options =
        ProcessPoolOptions.defaults()
            .withMaxWorkers(1)
            .withMaxAttempts(9)
            .withCancelGrace(Delays.LONG);
    CompletableFuture<TaskFuture<Long>> submitted = new CompletableFuture<>();
    List<Long> started = new CopyOnWriteArrayList<>();
    AtomicBoolean cancelled = new AtomicBoolean();
    ObjLongConsumer<String> cancelTheSecond =
        (step, pid) -> {
          if (step.equals("started") && started.add(pid) && started.size() == 2) {
            cancelled.set(submitted.join().cancel(true));
          }
        };
    AtomicReference<Throwable> uncaught = new AtomicReference<>();
    Thread.setDefaultUncaughtExceptionHandler((_, failure) -> uncaught.set(failure));
    try (SharedValue.OfLong attempts = SharedValue.ofLong(0);
        ProcessPool pool = new ProcessPool(options, cancelTheSecond)) {
      submitted.complete(pool.submit(() -> dieUntil(attempts, 1)));
      PortableCallable<List<Object>> next =
          () -> List.of(ProcessHandle.current().pid(), Thread.currentThread().isInterrupted());
      assertThat(pool.submit(next).get()).containsExactly(started.get(1), false);
      assertThat(cancelled).isTrue();
      assertThat(attempts.get()).isEqualTo(1);
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(null);
    }
    assertThat(uncaught).hasNullValue();
  }

  /** Takes longer than the limit in the test below in the second process. */
  private static void prepareSlowly(SharedValue.OfLong processes) throws InterruptedException {
    if (processes.addAndGet(1) == 2) {
      Thread.sleep(Duration.ofMillis(1700));
    }
  }

  @Test
  void timeLimit_countsForEachAttempt_andNotBetweenThem() throws Exception {
    try (SharedValue.OfLong processes = SharedValue.ofLong(0);
        SharedValue.OfLong quick = SharedValue.ofLong(0);
        SharedValue.OfLong endless = SharedValue.ofLong(0);
        ProcessPool pool =
            pool(
                2,
                options ->
                    options
                        .withCancelGrace(Duration.ZERO)
                        .withInitializer(
                            () -> {
                              try {
                                prepareSlowly(processes);
                              } catch (InterruptedException e) {
                                throw new IllegalStateException(e);
                              }
                            }))) {
      Duration limit = Duration.ofMillis(1500);
      assertThat(pool.withTaskTimeout(limit).submit(() -> dieUntil(quick, 1)).get()).isPositive();
      PortableCallable<Long> body =
          () -> {
            long _ = dieUntil(endless, 1);
            Thread.sleep(Delays.LONG); // far beyond the limit
            return 0L;
          };
      TaskFuture<Long> late = pool.withTaskTimeout(limit).submit(body);
      assertThatThrownBy(() -> late.get(Delays.LONG)).hasCauseInstanceOf(TimeoutException.class);
      assertThat(endless.get()).isEqualTo(2);
    }
  }
}
