package dev.ropewalk.executors.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.util.concurrent.UncheckedTimeoutException;
import dev.ropewalk.executors.DoneAndPending;
import dev.ropewalk.executors.Futures;
import dev.ropewalk.executors.LazyResults;
import dev.ropewalk.executors.ReturnWhen;
import dev.ropewalk.executors.TaskExecutor;
import dev.ropewalk.executors.TaskFuture;
import dev.ropewalk.testkit.CoversScenario;
import dev.ropewalk.testkit.Delays;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Waiting for several futures of any engine. */
public abstract class WaitContract extends EngineContract {

  private static final String WAIT = "test_concurrent_futures.test_wait.WaitTests.";

  private static TaskFuture<Integer> failing(TaskExecutor executor) {
    return executor.submit(
        () -> {
          throw new IllegalStateException("frayed");
        });
  }

  // ---- wait

  @Test
  @CoversScenario(WAIT + "test_first_completed")
  void wait_firstCompleted_countsACancelledFutureAtOnce() throws Exception {
    try (TaskExecutor executor = open(1);
        Signal.Raised _ = gate.raisedAtTheEnd()) {
      TaskFuture<Integer> running = running(executor, 1);
      TaskFuture<Integer> pending = executor.submit(() -> 2);
      List<TaskFuture<Integer>> both = List.of(running, pending);
      assertThat(Futures.wait(both, ReturnWhen.FIRST_COMPLETED, Delays.SHORT).done()).isEmpty();
      pending.cancel(false); // the only worker is busy, and has not come across it
      DoneAndPending<TaskFuture<Integer>> found = Futures.wait(both, ReturnWhen.FIRST_COMPLETED);
      assertThat(found.done()).containsExactly(pending);
      assertThat(found.pending()).containsExactly(running);
      gate.raise();
    }
  }

  @Test
  @CoversScenario(WAIT + "test_all_completed")
  void wait_allCompleted_waitsForEveryKindOfEnd() throws Exception {
    try (TaskExecutor executor = open(1);
        Signal.Raised _ = gate.raisedAtTheEnd()) {
      TaskFuture<Integer> failed = failing(executor);
      TaskFuture<Integer> last = running(executor, 1);
      TaskFuture<Integer> cancelled = executor.submit(() -> 2);
      cancelled.cancel(false);
      last.addDoneCallback(_ -> {});
      List<TaskFuture<Integer>> all = List.of(failed, last, cancelled, last);
      assertThat(Futures.wait(all, ReturnWhen.ALL_COMPLETED, Duration.ZERO).pending())
          .containsExactly(last);
      gate.raise();
      DoneAndPending<TaskFuture<Integer>> found = Futures.wait(all);
      assertThat(found.done()).containsExactly(failed, last, cancelled);
      assertThat(found.pending()).isEmpty();
    }
  }

  @Test
  void wait_firstException_isNotToldByResultsAndCancellations() throws Exception {
    try (TaskExecutor executor = open(2);
        Signal.Raised _ = gate.raisedAtTheEnd()) {
      TaskFuture<Integer> running = running(executor, 1);
      TaskFuture<Integer> result = executor.submit(() -> 2);
      assertThat(result.get()).isEqualTo(2);
      TaskFuture<Integer> cancelled = executor.submit(() -> 3);
      boolean _ = cancelled.cancel(true);
      List<TaskFuture<Integer>> futures = new ArrayList<>(List.of(running, result, cancelled));
      assertThat(Futures.wait(futures, ReturnWhen.FIRST_EXCEPTION, Delays.SHORT).pending())
          .contains(running);
      futures.add(failing(executor));
      DoneAndPending<TaskFuture<Integer>> found = Futures.wait(futures, ReturnWhen.FIRST_EXCEPTION);
      assertThat(found.done()).contains(futures.getLast());
      assertThat(found.pending()).contains(running);
      gate.raise();
      assertThat(Futures.wait(List.of(running, result), ReturnWhen.FIRST_EXCEPTION).pending())
          .isEmpty();
    }
  }

  @Test
  @CoversScenario(WAIT + "test_timeout")
  void wait_pastItsTimeout_returnsBothSets() throws Exception {
    try (TaskExecutor executor = open(1);
        Signal.Raised _ = gate.raisedAtTheEnd()) {
      TaskFuture<Integer> done = executor.submit(() -> 1);
      TaskFuture<Integer> running = running(executor, 2);
      DoneAndPending<TaskFuture<Integer>> found =
          Futures.wait(List.of(running, done), ReturnWhen.ALL_COMPLETED, Delays.SHORT);
      assertThat(found.done()).containsExactly(done);
      assertThat(found.pending()).containsExactly(running);
      assertThat(running.isDone()).isFalse();
      gate.raise();
    }
  }

  @Test
  @CoversScenario("test_concurrent_futures.test_wait.ThreadPoolWaitTests.test_pending_calls_race")
  void wait_forManyThatEndAtOnce_losesNone() throws Exception {
    try (TaskExecutor executor = open(2)) {
      for (int round = 0; round < 20; round++) {
        List<TaskFuture<Integer>> futures =
            IntStream.range(0, 100).mapToObj(i -> executor.submit(n -> n, i)).toList();
        assertThat(Futures.wait(futures, ReturnWhen.ALL_COMPLETED, Delays.LONG).done())
            .hasSize(100);
      }
    }
  }

  @Test
  void wait_forNothing_returnsAtOnce_andANegativeTimeoutIsRefused() throws Exception {
    for (ReturnWhen when : ReturnWhen.values()) {
      DoneAndPending<TaskFuture<Integer>> found = Futures.wait(List.of(), when);
      assertThat(found.done()).isEmpty();
      assertThat(found.pending()).isEmpty();
      assertThatThrownBy(() -> Futures.wait(List.of(), when, Duration.ofNanos(-1)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void wait_interrupted_leavesTheTasks() throws Exception {
    try (TaskExecutor executor = open(1);
        Signal.Raised _ = gate.raisedAtTheEnd()) {
      TaskFuture<Integer> running = executor.submit(blocked(begun, gate, 1));
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> Futures.wait(List.of(running)))
          .isInstanceOf(InterruptedException.class);
      assertThat(running.isDone()).isFalse();
      gate.raise();
    }
  }

  // ---- asCompleted

  @Test
  void asCompleted_givesThoseThatAreDone_thenTheOthersAsTheyCome_eachOnce() throws Exception {
    try (TaskExecutor executor = open(2);
        Signal.Raised _ = gate.raisedAtTheEnd()) {
      TaskFuture<Integer> slow = running(executor, 1);
      TaskFuture<Integer> failed = failing(executor);
      assertThat(failed.exception()).isNotNull();
      Iterator<TaskFuture<Integer>> order =
          Futures.asCompleted(List.of(slow, failed, failed, slow)).iterator();
      assertThat((Object) order.next()).isSameAs(failed);
      gate.raise();
      assertThat(order.next().get()).isEqualTo(1);
      assertThat(order.hasNext()).isFalse();
    }
  }

  @Test
  void asCompleted_pastItsTimeout_hasEnded() throws Exception {
    try (TaskExecutor executor = open(1);
        Signal.Raised _ = gate.raisedAtTheEnd()) {
      TaskFuture<Integer> slow = executor.submit(blocked(begun, gate, 1));
      Iterator<TaskFuture<Integer>> order =
          Futures.asCompleted(List.of(slow), Delays.SHORT).iterator();
      assertThatThrownBy(order::next)
          .isInstanceOf(UncheckedTimeoutException.class)
          .hasMessageContaining("1 of 1");
      assertThat(order.hasNext()).isFalse();
      assertThat(slow.isCancelled()).isFalse();
      gate.raise();
    }
  }

  @Test
  void asCompleted_ofAnEndlessStream_takesOnlySoManyAhead() throws Exception {
    AtomicInteger taken = new AtomicInteger();
    AtomicBoolean closed = new AtomicBoolean();
    try (TaskExecutor executor = open(2)) {
      Stream<TaskFuture<Integer>> endless =
          Stream.generate(() -> executor.submit(n -> n, taken.getAndIncrement()))
              .onClose(() -> closed.set(true));
      try (LazyResults<TaskFuture<Integer>> order = Futures.asCompleted(endless, 4)) {
        assertThat(taken).hasValue(4);
        List<Integer> read = order.stream().limit(50).map(TaskFuture::resultNow).toList();
        assertThat(read).hasSize(50).doesNotHaveDuplicates();
        assertThat(taken.get()).isBetween(50, 55);
      }
      assertThat(closed).isTrue();
      assertThatThrownBy(() -> Futures.asCompleted(Stream.<TaskFuture<Integer>>of(), 0))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void asCompleted_ofAStreamThatFails_throwsAndHasEnded() {
    try (TaskExecutor executor = open(1)) {
      Stream<TaskFuture<Integer>> failing =
          Stream.of(1, 2, 0).map(n -> executor.submit(m -> m, 6 / n));
      Iterator<TaskFuture<Integer>> order = Futures.asCompleted(failing, 2).iterator();
      assertThat(order.next().isDone()).isTrue();
      assertThatThrownBy(order::next).isInstanceOf(ArithmeticException.class);
      assertThat(order.hasNext()).isFalse();
    }
  }
}
