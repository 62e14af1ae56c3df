package dev.ropewalk.async;

import static dev.ropewalk.async.Bodies.SECOND;
import static dev.ropewalk.async.Bodies.failAfter;
import static dev.ropewalk.async.Bodies.letOthersRun;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ropewalk.testkit.ThreadStates;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** What becomes of a generator's body that ends, or is told to, while nobody asks it for an item. */
class UnaskedGeneratorTest {

  private final List<Object> log = new ArrayList<>();

  /** Emits numbers in a group of which one task fails after two seconds. */
  private static AsyncIterator<Integer> numbersOfAFailingGroup() {
    return AsyncIterator.of(
        out ->
            TaskGroup.within(
                group -> {
                  group.createTask(() -> failAfter(2, "worker died"));
                  emitUpTo(5, out);
                }));
  }

  private static void emitUpTo(int last, Yielder<Integer> out) {
    for (int i = 1; i <= last; i++) {
      out.emit(i);
    }
  }

  @Test
  void groupAroundTheEmit_fails_comesOutOfTheLoop() throws Exception {
    TestRun.run(
        () -> {
          AsyncIterator<Integer> numbers = numbersOfAFailingGroup();
          assertThatExceptionOfType(CompletionException.class)
              .isThrownBy(
                  () -> {
                    for (int number : numbers) {
                      log.add(number);
                      Async.sleep(Duration.ofMillis(1_500));
                    }
                  })
              .withMessageStartingWith("AsyncIterator[generator of Task-1, ended] failed: ")
              .withCauseInstanceOf(TaskGroupException.class);
          assertThat(log).containsExactly(1, 2);
          assertThat(numbers.hasNext()).isFalse();
        });
  }

  @Test
  void groupAroundTheEmit_failsBeforeTheItemIsTaken_comesAfterTheItem() throws Exception {
    TestRun.run(
        () -> {
          AsyncIterator<Integer> numbers = numbersOfAFailingGroup();
          assertThat(numbers.hasNext()).isTrue();
          Async.sleep(Duration.ofSeconds(3));
          assertThat(numbers.next()).isEqualTo(1);
          assertThatExceptionOfType(CompletionException.class).isThrownBy(numbers::next);
        });
  }

  @Test
  void groupAroundTheEmit_fails_comesOutOfClose_once() throws Exception {
    TestRun.run(
        () -> {
          AsyncIterator<Integer> numbers = numbersOfAFailingGroup();
          numbers.next();
          Async.sleep(Duration.ofSeconds(3));
          assertThatExceptionOfType(CompletionException.class)
              .isThrownBy(numbers::close)
              .withCauseInstanceOf(TaskGroupException.class);
          numbers.close();
          assertThat(numbers.hasNext()).isFalse();
        });
  }

  @Test
  void failure_thatNobodyAsksFor_isReported() throws Exception {
    List<ErrorReport> reports =
        CollectedReports.of(
            () -> {
              AsyncIterator<Integer> numbers =
                  AsyncIterator.of(
                      out -> Async.timeout(Duration.ofMillis(1), () -> emitUpTo(5, out)));
              numbers.next();
              Async.sleep(Duration.ofMillis(5));
            });
    assertThat(reports)
        .singleElement()
        .satisfies(
            report -> {
              assertThat(report.message()).startsWith("generator of Task-1 of ");
              assertThat(report.exception()).isInstanceOf(TimeoutException.class);
            });
  }

  @Test
  void failure_thatCameOut_isNotReported() throws Exception {
    List<ErrorReport> reports =
        CollectedReports.of(
            () -> {
              AsyncIterator<Integer> numbers =
                  AsyncIterator.of(
                      out -> Async.timeout(Duration.ofMillis(1), () -> emitUpTo(5, out)));
              numbers.next();
              Async.sleep(Duration.ofMillis(5));
              assertThatExceptionOfType(CompletionException.class).isThrownBy(numbers::next);
            });
    assertThat(reports).isEmpty();
  }

  private AsyncIterator<Integer> emittingAfterItsTimeout() {
    return AsyncIterator.of(
        out -> {
          try {
            Async.timeout(SECOND, () -> emitUpTo(5, out));
          } catch (TimeoutException e) {
            log.add("body timed out");
            out.emit(99);
            log.add("body goes on");
          }
        });
  }

  @Test
  void timeoutAroundTheEmit_isCaught_theNextItemWaitsUntilItIsAskedFor() throws Exception {
    TestRun.run(
        () -> {
          AsyncIterator<Integer> numbers = emittingAfterItsTimeout();
          assertThat(numbers.next()).isEqualTo(1);
          Async.sleep(Duration.ofSeconds(2));
          assertThat(numbers.next()).isEqualTo(99);
          assertThat(log).containsExactly("body timed out");
          assertThat(numbers.hasNext()).isFalse();
        });
    assertThat(log).containsExactly("body timed out", "body goes on");
  }

  @Test
  void timeoutAroundTheEmit_beforeTheItemIsTaken_losesNoItem() throws Exception {
    TestRun.run(
        () -> {
          AsyncIterator<Integer> numbers = emittingAfterItsTimeout();
          assertThat(numbers.hasNext()).isTrue();
          Async.sleep(Duration.ofSeconds(2));
          numbers.forEachRemaining(log::add);
        });
    assertThat(log).containsExactly("body timed out", 1, 99, "body goes on");
  }

  @Test
  void timeoutAroundTheEmit_isCaught_closeEndsTheBodyAtItsNextEmit() throws Exception {
    TestRun.run(
        () -> {
          AsyncIterator<Integer> numbers = emittingAfterItsTimeout();
          numbers.next();
          Async.sleep(Duration.ofSeconds(2));
          numbers.close();
          assertThat(numbers.hasNext()).isFalse();
        });
    assertThat(log).containsExactly("body timed out");
  }

  @Test
  void hasNext_whileTheBodyCleansUpAfterItsTimeout_waitsForIt() throws Exception {
    TestRun.run(
        () -> {
          AsyncIterator<Integer> numbers =
              AsyncIterator.of(
                  out -> {
                    try {
                      Async.timeout(SECOND, () -> emitUpTo(5, out));
                    } catch (TimeoutException e) {
                      Async.sleep(Duration.ofSeconds(5));
                      out.emit(99);
                    }
                  });
          numbers.next();
          Async.sleep(Duration.ofSeconds(2));
          assertThat(numbers.next()).isEqualTo(99);
          numbers.close();
        });
  }

  private static Task<?> bodyOf(AsyncIterator<Integer> numbers) {
    assertThat(numbers.next()).isEqualTo(1);
    return Async.allTasks().stream()
        .filter(task -> task.name().startsWith("generator"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void body_isCancelled_andAskedInTheSameStep_saysSo() throws Exception {
    TestRun.run(
        () -> {
          AsyncIterator<Integer> numbers = AsyncIterator.of(out -> emitUpTo(2, out));
          bodyOf(numbers).cancel();
          assertThatExceptionOfType(CancelledError.class).isThrownBy(numbers::hasNext);
          assertThat(numbers.hasNext()).isFalse();
          numbers.close();
        });
  }

  @Test
  void body_isCancelled_andAskedLater_saysSoOnce_butNotAsItIsClosed() throws Exception {
    TestRun.run(
        () -> {
          AsyncIterator<Integer> numbers = AsyncIterator.of(out -> emitUpTo(2, out));
          bodyOf(numbers).cancel();
          letOthersRun();
          letOthersRun();
          assertThatExceptionOfType(CancelledError.class).isThrownBy(numbers::hasNext);
          assertThat(numbers.hasNext()).isFalse();
          AsyncIterator<Integer> closed = AsyncIterator.of(out -> emitUpTo(2, out));
          bodyOf(closed).cancel();
          letOthersRun();
          letOthersRun();
          closed.close();
          assertThat(closed.hasNext()).isFalse();
        });
  }

  @Test
  void runEnds_theConsumerAsksAndClosesAsItIsCancelled() throws Exception {
    TestRun.run(
        () -> {
          AsyncIterator<Integer> numbers = AsyncIterator.of(out -> emitUpTo(2, out));
          Async.createTask(
              () -> {
                try {
                  numbers.next();
                  Async.sleep(SECOND);
                } finally {
                  assertThatExceptionOfType(CancelledError.class).isThrownBy(numbers::hasNext);
                  numbers.close();
                  log.add("closed");
                }
              });
          letOthersRun();
          letOthersRun();
          letOthersRun();
        });
    assertThat(log).containsExactly("closed");
  }

  private static AsyncIterator<Integer> unbegun() {
    return AsyncIterator.of(out -> out.emit(1));
  }

  /** A method, since the caller's frame would hold on to it. */
  private static void dropUnbegun() {
    assertThat(unbegun().toString()).isEqualTo("AsyncIterator[a generator, not begun]");
  }

  private static void useUp() {
    try (AsyncIterator<Integer> begun = unbegun()) {
      assertThat(begun.next()).isEqualTo(1);
    }
  }

  private static void closeUnbegun() {
    unbegun().close();
  }

  private static List<CapturedLogs.Entry> toldOfUnbegun() {
    return CapturedLogs.ENTRIES.stream()
        .filter(
            entry -> entry.message().startsWith("an iterator was dropped before its body began"))
        .toList();
  }

  /** Returns once what was dropped before was reported, if it ever is: the cleaner tells in order. */
  private static void collectUntilTold(int times) {
    ThreadStates.awaitTrue(
        "an iterator to be collected",
        () -> {
          System.gc();
          return toldOfUnbegun().size() >= times;
        });
  }

  @Test
  void droppedBeforeItsBodyBegan_isLoggedInDebugMode_withWhereItWasMade() throws Exception {
    CapturedLogs.ENTRIES.clear();
    Async.run(
        () -> {
          dropUnbegun(); // not in debug mode
          EventLoop.running().setDebug(true);
          for (int i = 0; i < 50; i++) {
            closeUnbegun();
            useUp();
          }
          dropUnbegun();
          collectUntilTold(1);
          dropUnbegun();
          collectUntilTold(2);
        });
    assertThat(toldOfUnbegun()).hasSize(2);
    assertThat(toldOfUnbegun())
        .allSatisfy(
            entry ->
                assertThat(entry.thrown().getStackTrace())
                    .anyMatch(call -> call.getMethodName().equals("unbegun")));
  }
}
