package dev.ropewalk.executors.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.MoreExecutors;
import dev.ropewalk.executors.CancelOutcome;
import dev.ropewalk.executors.PortableCallable;
import dev.ropewalk.executors.PortableRunnable;
import dev.ropewalk.executors.TaskExecutor;
import dev.ropewalk.executors.TaskFuture;
import dev.ropewalk.testkit.Delays;
import dev.ropewalk.testkit.JoinedThreads;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What submitting, waiting and cancelling do on every engine. */
public abstract class TaskContract extends EngineContract {

  private static <T> PortableCallable<T> failing(String message) {
    return () -> {
      throw new IllegalStateException(message);
    };
  }

  // ---- results

  @Test
  void submit_ofEachKind_givesItsResult() throws Exception {
    try (TaskExecutor executor = open(2)) {
      Signal ran = begun;
      assertThat(executor.submit(() -> "lambda").get()).isEqualTo("lambda");
      assertThat(executor.submit(n -> n + 1, 41).get()).isEqualTo(42);
      assertThat(executor.submit(String::length, "rope").get()).isEqualTo(4);
      PortableRunnable raising = TaskContract.raising(ran);
      assertThat(executor.submit(raising).get()).isNull();
      Object given = new Object();
      assertThat(executor.submit(raising, given).get()).isSameAs(given);
      executor.execute(raising);
      Runnable serializable = (Runnable & Serializable) raising::run;
      assertThat(executor.submit(serializable).get()).isNull();
      assertThat(executor.submit(serializable, given).get()).isSameAs(given);
      executor.execute(serializable);
      ran.await(6);
      assertThat(executor.<Object>submit(() -> null).get()).isNull();
    }
  }

  private static PortableRunnable raising(Signal signal) {
    return () -> {
      try {
        signal.raise();
      } catch (java.io.IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    };
  }

  @Test
  void failure_arrivesAsItWasThrown() throws Exception {
    try (TaskExecutor executor = open(1)) {
      TaskFuture<Integer> failed = executor.submit(failing("frayed"));
      assertThatThrownBy(failed::get)
          .isInstanceOf(ExecutionException.class)
          .cause()
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("frayed");
      assertThat(failed.exception()).hasMessage("frayed");
      assertThat(failed.state()).isEqualTo(Future.State.FAILED);
      assertThat(executor.submit(() -> 1).exception(Delays.LONG)).isNull();
    }
  }

  @Test
  void get_withTimeout_leavesTheTaskAlone() throws Exception {
    try (TaskExecutor executor = open(1);
        Signal.Raised _ = gate.raisedAtTheEnd()) {
      TaskFuture<Integer> task = running(executor, 1);
      assertThat(task.isRunning()).isTrue();
      assertThatThrownBy(() -> task.get(Delays.SHORT)).isInstanceOf(TimeoutException.class);
      assertThatThrownBy(() -> task.get(0, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);
      assertThatThrownBy(() -> task.exception(Duration.ZERO)).isInstanceOf(TimeoutException.class);
      gate.raise();
      assertThat(task.get(Delays.LONG)).isEqualTo(1);
      assertThat(task.isRunning()).isFalse();
    }
  }

  @Test
  void tasksOfSeveralSubmitters_allEnd() throws Exception {
    AtomicLong sum = new AtomicLong();
    try (TaskExecutor executor = open(2);
        JoinedThreads threads = new JoinedThreads()) {
      for (int thread = 0; thread < 3; thread++) {
        threads.start(
            () -> {
              List<TaskFuture<Integer>> tasks = new ArrayList<>();
              for (int i = 0; i < 300; i++) {
                tasks.add(executor.submit(n -> n * 2, i));
              }
              for (TaskFuture<Integer> task : tasks) {
                sum.addAndGet(task.get());
              }
            });
      }
      threads.join();
    }
    assertThat(sum).hasValue(3 * 300 * 299);
  }

  // ---- the JDK's and Guava's interfaces

  @Test
  void invokeAll_waitsForAll_orCancelsTheLate() throws Exception {
    try (TaskExecutor executor = open(2);
        Signal.Raised _ = gate.raisedAtTheEnd()) {
      List<PortableCallable<Integer>> tasks = List.of(() -> 1, () -> 2, () -> 3);
      assertThat(executor.invokeAll(tasks)).extracting(Future::resultNow).containsExactly(1, 2, 3);
      List<PortableCallable<Integer>> late = List.of(() -> 1, blocked(begun, gate, 2));
      List<Future<Integer>> ended =
          executor.invokeAll(late, Delays.MEDIUM.toMillis(), TimeUnit.MILLISECONDS);
      assertThat(ended.getFirst().resultNow()).isEqualTo(1);
      assertThat(ended.getLast().isCancelled()).isTrue();
      for (int none : List.of(0, -1)) {
        assertThat(executor.invokeAll(tasks, none, TimeUnit.SECONDS))
            .hasSize(3)
            .allMatch(Future::isDone);
      }
      assertThat(executor.invokeAll(List.<PortableCallable<Integer>>of())).isEmpty();
    }
  }

  @Test
  void invokeAny_givesTheFirstSuccess() throws Exception {
    try (TaskExecutor executor = open(2)) {
      PortableCallable<Integer> failing = failing("frayed");
      assertThat(executor.invokeAny(List.of(failing, () -> 2))).isEqualTo(2);
      assertThatThrownBy(() -> executor.invokeAny(List.of(failing, failing)))
          .isInstanceOf(ExecutionException.class)
          .hasRootCauseMessage("frayed");
    }
  }

  @Test
  void stages_followTheTask_andNeverTouchIt() throws Exception {
    try (TaskExecutor executor = open(1);
        Signal.Raised _ = gate.raisedAtTheEnd()) {
      TaskFuture<Integer> task = executor.submit(blocked(begun, gate, 20));
      CompletableFuture<Integer> dependent = task.thenApply(n -> n + 1).toCompletableFuture();
      CompletableFuture<Integer> copy = task.toCompletableFuture();
      assertThat(task.toCompletableFuture().complete(-1)).isTrue();
      assertThat(task.toCompletableFuture().cancel(true)).isTrue();
      assertThat(task.isDone()).isFalse();
      gate.raise();
      assertThat(dependent.get()).isEqualTo(21);
      assertThat(copy.get()).isEqualTo(20);
      assertThat(task.get()).isEqualTo(20);
    }
  }

  @Test
  void listeners_ofGuava_follow() throws Exception {
    try (TaskExecutor executor = open(1)) {
      ListenableFuture<Integer> lengths =
          Futures.transform(
              executor.submit(() -> "rope"), String::length, MoreExecutors.directExecutor());
      assertThat(lengths.get()).isEqualTo(4);
    }
  }

  @Test
  void callbacks_runOnceInTheOrderAdded_whateverTheyThrow() throws Exception {
    List<String> log = Collections.synchronizedList(new ArrayList<>());
    try (TaskExecutor executor = open(1);
        Signal.Raised _ = gate.raisedAtTheEnd()) {
      TaskFuture<Integer> task = executor.submit(blocked(begun, gate, 7));
      task.addDoneCallback(done -> log.add("first " + done.resultNow()));
      task.addDoneCallback(
          _ -> {
            throw new IllegalStateException("a callback that fails, on purpose");
          });
      task.addDoneCallback(_ -> log.add("third"));
      begun.await(1);
      assertThat(log).isEmpty();
      gate.raise();
    }
    // The pool is closed, so the callbacks have run.
    assertThat(log).containsExactly("first 7", "third");
  }

  @Test
  void callback_mayAddOthers_cancelOtherTasks_andSubmit() throws Exception {
    List<String> log = Collections.synchronizedList(new ArrayList<>());
    try (TaskExecutor executor = open(1)) {
      TaskFuture<Integer> first;
      TaskFuture<Integer> pending;
      try (Signal.Raised _ = gate.raisedAtTheEnd()) {
        first = running(executor, 1);
        pending = executor.submit(() -> 2);
        first.addDoneCallback(
            done -> {
              done.addDoneCallback(_ -> log.add("added, " + pending.isCancelled()));
              log.add("cancels: " + pending.cancel(false));
            });
        first.addDoneCallback(_ -> executor.submit(() -> 3).addDoneCallback(d -> logEnd(log, d)));
      }
      Signal last = begun;
      executor.submit(raising(last)).get(); // after what the callback has submitted
    }
    assertThat(log).containsExactly("added, false", "cancels: true", "3");
  }

  private static void logEnd(List<String> log, TaskFuture<Integer> done) {
    log.add(String.valueOf(done.resultNow()));
  }

  // ---- cancelling

  @Test
  void cancelFalse_isPythons() throws Exception {
    try (TaskExecutor executor = open(1);
        Signal.Raised _ = gate.raisedAtTheEnd()) {
      TaskFuture<Integer> running = running(executor, 1);
      Signal ran = begun;
      TaskFuture<Integer> pending = executor.submit(blocked(ran, gate, 2));
      assertThat(running.cancel(false)).isFalse();
      assertThat(pending.cancel(false)).isTrue();
      assertThat(pending.cancel(false)).isTrue();
      assertThatThrownBy(pending::get).isInstanceOf(CancellationException.class);
      assertThat(pending.cancelAndAwait(Duration.ZERO)).isEqualTo(CancelOutcome.NOT_STARTED);
      gate.raise();
      assertThat(running.get()).isEqualTo(1);
      assertThat(running.cancel(true)).isFalse();
      assertThat(running.cancelAndAwait(Duration.ZERO)).isEqualTo(CancelOutcome.TOO_LATE);
    }
    assertThat(begun.count()).isEqualTo(1);
  }

  @Test
  void cancelAndAwait_ofARunningTask_endsItAndTheExecutorGoesOn() throws Exception {
    try (TaskExecutor executor = open(1);
        Signal.Raised _ = gate.raisedAtTheEnd()) {
      TaskFuture<Integer> running = running(executor, 1);
      assertThat(running.cancelAndAwait(Delays.LONG))
          .isIn(CancelOutcome.INTERRUPTED, CancelOutcome.KILLED);
      assertThat(running.isCancelled()).isTrue();
      assertThat(running.isRunning()).isFalse();
      assertThat(executor.submit(() -> "next").get()).isEqualTo("next");
    }
  }

  @Test
  void close_waitsForTheBodyOfACancelledTask() throws Exception {
    TaskFuture<Integer> cancelled;
    try (TaskExecutor executor = open(1)) {
      cancelled = executor.submit(stubborn(begun));
      begun.await(1);
      assertThat(cancelled.cancel(true)).isTrue();
      assertThat(cancelled.isDone()).isTrue();
    }
    assertThat(cancelled.isRunning()).isFalse();
  }

  /** Takes its time to end when it is interrupted. */
  private static PortableCallable<Integer> stubborn(Signal begun) {
    return () -> {
      begun.raise();
      try {
        Thread.sleep(Duration.ofHours(1));
      } catch (InterruptedException e) {
        long interrupted = System.nanoTime();
        while (System.nanoTime() - interrupted < 50_000_000) {
          Thread.onSpinWait();
        }
      }
      return 0;
    };
  }

  // ---- views

  @Test
  void withTaskTimeout_stopsABodyThatRunsTooLong_andNoOther() throws Exception {
    try (TaskExecutor executor = open(1);
        Signal.Raised _ = gate.raisedAtTheEnd()) {
      Duration limit =
          Delays.MEDIUM.multipliedBy(3); // the quick task may be the first in its process
      TaskExecutor limited = executor.withTaskTimeout(limit);
      TaskFuture<Integer> slow = limited.submit(blocked(begun, gate, 1));
      TaskFuture<Integer> quick = limited.submit(() -> 2); // waits for longer than its limit
      assertThatThrownBy(slow::get)
          .isInstanceOf(ExecutionException.class)
          .cause()
          .isInstanceOf(TimeoutException.class)
          .hasMessageContaining(limit.toString());
      assertThat(slow.isCancelled()).isFalse();
      assertThat(slow.state()).isEqualTo(Future.State.FAILED);
      assertThat(quick.get()).isEqualTo(2);
      assertThat(slow.isRunning()).isFalse();
      assertThat(slow.cancelAndAwait(Delays.LONG)).isEqualTo(CancelOutcome.TOO_LATE);
    }
  }

  @Test
  void rateLimited_submitsNoFasterThanTheRate() throws Exception {
    try (TaskExecutor executor = open(2)) {
      TaskExecutor slowly = executor.rateLimited(50);
      long start = System.nanoTime();
      assertThat(slowly.map(n -> n, List.of(1, 2, 3, 4, 5, 6)).toList()).hasSize(6);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(99));
    }
  }
}
