package dev.ropewalk.threads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ropewalk.testkit.ChildProgram;
import dev.ropewalk.testkit.Delays;
import dev.ropewalk.testkit.ThreadStates;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DelayedCallTest {

  private static final Duration FAR = Duration.ofDays(1);

  private final AtomicInteger calls = new AtomicInteger();

  @Test
  void call_isMadeOnceAfterTheDelay() throws Exception {
    long start = System.nanoTime();
    DelayedCall call = DelayedCall.of(Delays.SHORT, calls::incrementAndGet).start();
    assertThat(call.isAlive()).isTrue();
    call.join();
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(Delays.SHORT.toNanos());
    assertThat(calls).hasValue(1);
    assertThat(call.isAlive()).isFalse();
    assertThat(call.cancel()).isFalse();
    assertThat(call.isCancelled()).isFalse();
    assertThat(call.toString()).endsWith("[DONE]");
  }

  /** A cancel may come between the start's change of state and its way to the scheduler. */
  @Test
  void callCancelledOnItsWayToTheScheduler_isNotKept() {
    DelayedCall call = DelayedCall.of(FAR, calls::incrementAndGet).setDaemon(true).start();
    assertThat(call.cancel()).isTrue();
    int before = CallScheduler.DAEMON.size();
    try {
      CallScheduler.DAEMON.add(call);

      assertThat(CallScheduler.DAEMON.size()).isEqualTo(before);
    } finally {
      CallScheduler.DAEMON.remove(call);
    }
  }

  @Test
  void cancel_preventsTheCall_once() throws Exception {
    DelayedCall call = DelayedCall.of(FAR, calls::incrementAndGet).start();
    assertThat(call.join(Duration.ZERO)).isFalse();
    assertThat(call.cancel()).isTrue();
    assertThat(call.cancel()).isFalse();
    assertThat(call.isCancelled()).isTrue();
    assertThat(call.isAlive()).isFalse();
    call.join();
    assertThat(calls).hasValue(0);
  }

  @Test
  void cancel_beforeStart_preventsTheCall() throws Exception {
    DelayedCall call = DelayedCall.of(Duration.ZERO, calls::incrementAndGet);
    assertThat(call.cancel()).isTrue();
    call.start();
    assertThat(call.join(Delays.LONG)).isTrue();
    assertThat(call.isAlive()).isFalse();
    assertThat(calls).hasValue(0);
  }

  @Test
  void misuse_isRefused() {
    DelayedCall call = DelayedCall.of(FAR, calls::incrementAndGet);
    assertThatThrownBy(call::join).isInstanceOf(IllegalStateException.class);
    call.setDaemon(true).start();
    assertThatThrownBy(call::start).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> call.setDaemon(false)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> call.join(Duration.ofNanos(-1)))
        .isInstanceOf(IllegalArgumentException.class);
    call.cancel();
    assertThatThrownBy(() -> DelayedCall.of(Duration.ofNanos(-1), calls::incrementAndGet))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> DelayedCall.every(Duration.ZERO, calls::incrementAndGet))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void thousandCalls_shareOneThread_whichEndsWithThem() throws Exception {
    List<DelayedCall> waiting = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      waiting.add(DelayedCall.of(FAR, calls::incrementAndGet).setDaemon(true).start());
    }
    Thread thread = CallScheduler.DAEMON.thread();
    assertThat(CallScheduler.DAEMON.size()).isEqualTo(1000);
    assertThat(
            Thread.getAllStackTraces().keySet().stream()
                .filter(found -> found.getName().startsWith("delayed calls (daemon)")))
        .containsExactly(thread);
    waiting.forEach(DelayedCall::cancel);
    assertThat(CallScheduler.DAEMON.size()).isZero();
    ThreadStates.awaitEnded(thread);
    assertThat(CallScheduler.DAEMON.thread()).isNull();
  }

  @Test
  void thousandCalls_areAllMade_theEarlierDueFirst() throws Exception {
    CountDownLatch all = new CountDownLatch(1000);
    for (int i = 0; i < 1000; i++) {
      DelayedCall.of(Duration.ofMillis(i % 7), all::countDown).start();
    }
    assertThat(all.await(Delays.LONG.toNanos(), TimeUnit.NANOSECONDS)).isTrue();
    List<String> order = new CopyOnWriteArrayList<>();
    DelayedCall late = DelayedCall.of(Delays.MEDIUM, () -> order.add("late")).start();
    DelayedCall early = DelayedCall.of(Delays.SHORT, () -> order.add("early")).start();
    late.join();
    early.join();
    assertThat(order).containsExactly("early", "late");
  }

  @Test
  void callThatBlocks_holdsUpNoOther() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    DelayedCall blocking =
        DelayedCall.of(
                Duration.ZERO,
                () -> {
                  try {
                    gate.await();
                  } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                  }
                })
            .start();
    DelayedCall other = DelayedCall.of(Duration.ZERO, calls::incrementAndGet).start();
    assertThat(other.join(Delays.LONG)).isTrue();
    assertThat(blocking.join(Duration.ZERO)).isFalse();
    assertThat(blocking.isAlive()).isTrue();
    assertThat(blocking.cancel()).isFalse();
    gate.countDown();
    blocking.join();
  }

  @Test
  void periodic_callsAgainUntilCancelled_alsoAfterAFailure() throws Exception {
    CountDownLatch three = new CountDownLatch(3);
    List<ThreadFailure> reported = new CopyOnWriteArrayList<>();
    ExceptionHook before = ExceptionHook.set(reported::add);
    try {
      DelayedCall call =
          DelayedCall.every(
                  Duration.ofMillis(1),
                  () -> {
                    three.countDown();
                    if (calls.incrementAndGet() == 1) {
                      throw new IllegalStateException("frayed");
                    }
                  })
              .start();
      assertThat(three.await(Delays.LONG.toNanos(), TimeUnit.NANOSECONDS)).isTrue();
      assertThat(call.cancel()).isTrue();
      call.join();
      int made = calls.get();
      assertThat(call.join(Delays.SHORT)).isTrue();
      DelayedCall later = DelayedCall.of(Delays.SHORT, () -> {}).start();
      later.join();
      assertThat(calls).hasValue(made);
    } finally {
      ExceptionHook.set(before);
    }
    assertThat(reported)
        .singleElement()
        .satisfies(
            failure -> {
              assertThat(failure.throwable()).hasMessage("frayed");
              assertThat(failure.thread().getName()).startsWith("DelayedCall-");
            });
  }

  @Test
  void program_waitsForCallsStartedByMain_butNotForDaemons() throws Exception {
    ChildProgram program = ChildProgram.run(EndsWithCallsWaiting.class);
    assertThat(program.exitCode()).isZero();
    assertThat(program.output()).containsExactly("main ends", "called");
    assertThat(String.join("\n", program.errors())).contains("IllegalStateException: frayed");
  }

  /** Three calls are waiting when main ends; one of them is a daemon. */
  static final class EndsWithCallsWaiting {
    public static void main(String[] args) {
      DelayedCall.of(FAR, () -> System.out.println("never")).setDaemon(true).start();
      DelayedCall.of(Duration.ofMillis(300), () -> System.out.println("called")).start();
      DelayedCall.of(
              Duration.ofMillis(310),
              () -> {
                throw new IllegalStateException("frayed");
              })
          .start();
      System.out.println("main ends");
    }
  }

  @Test
  void of_withoutAFunction_isRefusedAndSaysSo() {
    assertThatThrownBy(() -> DelayedCall.of(Duration.ZERO, null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("function");
  }
}
