package dev.ropewalk.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.common.util.concurrent.AbstractFuture;
import com.google.common.util.concurrent.SettableFuture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import jdk.jfr.Recording;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Objects of users whose {@code toString} throws: that costs them their name in a message, and nobody anything else. */
@Timeout(60)
class UnprintableTest {

  private static final class Unprintable extends RuntimeException {
    private static final long serialVersionUID = 1;

    @Override
    public String getMessage() {
      throw new IllegalStateException("no message");
    }
  }

  private static final class Subject implements Runnable {
    @Override
    public void run() {}

    @Override
    public String toString() {
      throw new IllegalStateException("no name");
    }
  }

  private static final class UnprintableFuture extends CompletableFuture<String> {
    private final AtomicInteger asked = new AtomicInteger();

    @Override
    public String toString() {
      asked.incrementAndGet();
      throw new IllegalStateException("no name");
    }
  }

  private final Unprintable failure = new Unprintable();

  private Integer fail() {
    throw failure;
  }

  /** Fails with the failure itself as cause, and its class in the message. */
  private void assertFails(org.assertj.core.api.ThrowableAssert.ThrowingCallable what) {
    CompletionException thrown = catchThrowableOfType(CompletionException.class, what);
    assertThat(thrown.getCause()).isSameAs(failure);
    assertThat(thrown.getMessage()).endsWith(" failed: " + Unprintable.class.getName());
  }

  @Test
  void subject_ofAFutureThatFails_whoWaitsIsTold() throws Exception {
    RuntimeException cause = new RuntimeException("boom");
    TestRun.run(
        () -> {
          AsyncFuture<Integer> future = new AsyncFuture<>(new Subject());
          EventLoop.running().callSoon(() -> future.setException(cause));
          assertThatExceptionOfType(CompletionException.class)
              .isThrownBy(future::await)
              .withCause(cause)
              .withMessageStartingWith(Subject.class.getName() + " failed: ");
          assertThat(future.toString()).contains(Subject.class.getName());
        });
  }

  @Test
  void subject_ofAGatheredFutureThatIsCancelled_whoWaitsIsTold() throws Exception {
    TestRun.run(
        () -> {
          AsyncFuture<Integer> future = new AsyncFuture<>(new Subject());
          EventLoop.running().callSoon(future::cancel);
          assertThatExceptionOfType(CancelledError.class).isThrownBy(Async.gather(future)::await);
        });
  }

  @Test
  void foreignFuture_isNotAskedForItsNameByTheLoop_andItsFailureArrives() throws Exception {
    UnprintableFuture source = new UnprintableFuture();
    RuntimeException cause = new RuntimeException("boom");
    Thread[] other = {null};
    Async.run(
        () -> {
          AsyncFuture<String> wrapper = Async.wrapFuture(source);
          other[0] = Thread.startVirtualThread(() -> source.completeExceptionally(cause));
          while (!wrapper.isDone()) {
            Async.sleep(Duration.ofMillis(1));
          }
          assertThat(source.asked).hasValue(0);
          assertThatExceptionOfType(CompletionException.class)
              .isThrownBy(wrapper::await)
              .withCause(cause);
        });
    other[0].join();
  }

  @Test
  void failure_inAnotherThread_arrives() throws Exception {
    CompletableFuture<Integer> stage = new CompletableFuture<>();
    SettableFuture<Integer> guava = SettableFuture.create();
    Async.run(
        () -> {
          assertFails(() -> Async.toThread(this::fail));
          stage.completeExceptionally(failure);
          assertFails(Async.wrapFuture(stage)::await);
          guava.setException(failure);
          assertFails(Async.wrapFuture(guava)::await);
        });
  }

  /** One whose get throws something else than it promises. */
  private static final class Broken extends AbstractFuture<Integer> {
    private final RuntimeException thrown = new IllegalStateException("get throws");

    @Override
    public Integer get() {
      throw thrown;
    }

    void end() {
      set(1);
    }
  }

  @Test
  void foreignFuture_whoseGetThrows_failsWithThat() throws Exception {
    Broken source = new Broken();
    TestRun.run(
        () -> {
          AsyncFuture<Integer> wrapper = Async.wrapFuture(source);
          source.end();
          assertThatExceptionOfType(CompletionException.class)
              .isThrownBy(wrapper::await)
              .withCause(source.thrown);
        });
  }

  @Test
  void failure_ofACoroutine_arrivesWhereverItIsAwaited() throws Exception {
    TestRun.run(
        () -> {
          assertFails(Async.createTask(this::fail)::await);
          assertFails(Async.gather(this::fail, () -> 1)::await);
          assertFails(Async.shield(this::fail)::await);
          assertFails(() -> AsyncIterator.of(_ -> fail()).hasNext());
          AsyncIterator<Integer> published =
              AsyncIterator.from(EventLoop.running().publisher(_ -> fail()));
          assertFails(published::hasNext);
          TaskGroupException group =
              catchThrowableOfType(
                  TaskGroupException.class,
                  () -> TaskGroup.within(tasks -> tasks.createTask(this::fail)));
          assertThat(group.failures().getFirst()).isSameAs(failure);
          Task<Integer> task = Async.createTask(this::fail);
          Async.wait(List.of(task));
          assertThat(task.toString()).contains(Unprintable.class.getName());
          assertThat(task.exception().orElseThrow()).isSameAs(failure);
        });
    assertFails(() -> TestRun.run(this::fail));
  }

  @Test
  void failure_thatIsReported_canBePrinted() {
    assertThat(ErrorReport.of("a report", failure).toString())
        .isEqualTo("a report: " + Unprintable.class.getName());
  }

  @Test
  void callback_whileStepsAreRecorded_theLoopGoesOn() throws Exception {
    List<String> log = new ArrayList<>();
    try (Recording recording = new Recording()) {
      recording.enable("dev.ropewalk.AsyncStep").withoutThreshold();
      recording.start();
      TestRun.run(
          () -> {
            EventLoop.running().callSoon(new Subject());
            Async.sleep(Duration.ZERO);
            log.add("went on");
          });
    }
    assertThat(log).containsExactly("went on");
  }

  @Test
  void nobodyAsked_theReportNamesTheSubject_ifNeedBeByItsClass() throws Exception {
    List<ErrorReport> reports =
        CollectedReports.of(
            () -> {
              failAndForget(List.of("a list"));
              failAndForget(new Subject());
              CompletableFuture<Integer> source = new CompletableFuture<>();
              Async.wrapFuture(source);
              source.completeExceptionally(new RuntimeException("boom"));
              Async.sleep(Duration.ZERO);
              Async.sleep(Duration.ZERO);
            });
    assertThat(reports)
        .extracting(report -> report.message().replaceFirst(" of EventLoop.*", ""))
        .containsExactlyInAnyOrder(
            "[a list]",
            Subject.class.getName(),
            "a future for " + CompletableFuture.class.getName());
  }

  private static void failAndForget(Object subject) {
    new AsyncFuture<>(subject).setException(new RuntimeException("boom"));
  }
}
