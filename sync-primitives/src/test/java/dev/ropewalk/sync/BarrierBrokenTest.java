package dev.ropewalk.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ropewalk.testkit.CoversScenario;
import dev.ropewalk.testkit.Delays;
import dev.ropewalk.testkit.JoinedThreads;
import dev.ropewalk.testkit.JoinedThreads.Started;
import dev.ropewalk.testkit.NotInterrupted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** {@link Barrier}: what breaks it, for whom, and how it is used again. */
final class BarrierBrokenTest {

  @AutoClose private final JoinedThreads threads = new JoinedThreads();
  private final Barrier barrier = new Barrier(3);

  private List<Started<Integer>> twoWaiters() {
    List<Started<Integer>> waiters = new ArrayList<>();
    waiters.add(threads.start(() -> barrier.await()).awaitBlocked());
    waiters.add(threads.start(() -> barrier.await(Delays.LONG)).awaitBlocked());
    return waiters;
  }

  private static ThrowableAssertAlternative<BarrierBrokenException> assertBroken(
      ThrowingCallable await) {
    return assertThatExceptionOfType(BarrierBrokenException.class).isThrownBy(await);
  }

  private void assertAllBroken(List<Started<Integer>> waiters, String why) {
    for (Started<Integer> waiter : waiters) {
      assertBroken(waiter::result).withMessageContaining(why);
    }
  }

  private void assertLateArrivalsFail(String why) {
    assertThat(barrier.isBroken()).isTrue();
    assertThat(barrier.waiting()).isZero();
    for (int i = 0; i < 4; i++) {
      assertBroken(() -> barrier.await()).withMessageContaining(why).withNoCause();
      assertBroken(() -> barrier.await(Delays.LONG)).withMessageContaining("reset()");
      assertBroken(() -> barrier.await(Duration.ZERO));
    }
  }

  private void assertUsable() throws Exception {
    assertThat(barrier.isBroken()).isFalse();
    assertThat(barrier.waiting()).isZero();
    List<Started<Integer>> waiters = twoWaiters();
    assertThat(barrier.waiting()).isEqualTo(2);
    assertThat(barrier.await()).isEqualTo(2);
    assertThat(waiters.get(0).result()).isZero();
    assertThat(waiters.get(1).result()).isEqualTo(1);
  }

  @Test
  @CoversScenario("lock_tests.BarrierTests.test_abort")
  void abort_breaksItForAll() {
    List<Started<Integer>> waiters = twoWaiters();

    barrier.abort();

    assertAllBroken(waiters, "aborted");
    assertLateArrivalsFail("aborted");
  }

  @Test
  void abort_empty_breaksItForThoseToCome() {
    barrier.abort();
    barrier.abort();

    assertLateArrivalsFail("aborted");
  }

  @Test
  @CoversScenario("lock_tests.BarrierTests.test_abort_and_reset")
  void reset_afterAbort_makesItUsable() throws Exception {
    List<Started<Integer>> waiters = twoWaiters();
    barrier.abort();
    barrier.reset();

    assertUsable();
    assertAllBroken(waiters, "aborted");
    barrier.abort();
    barrier.reset();
    assertUsable();
  }

  @Test
  void reset_withWaiters_breaksThemAndLeavesItUsable() throws Exception {
    List<Started<Integer>> waiters = twoWaiters();

    barrier.reset();

    assertUsable();
    assertAllBroken(waiters, "reset");
  }

  @Test
  void reset_empty_changesNothing() throws Exception {
    barrier.reset();
    assertUsable();
    barrier.reset();
    barrier.reset();
    assertUsable();
  }

  @Test
  void abort_afterARound_breaksTheNextAndSparesTheParties() throws Exception {
    List<Started<Integer>> waiters = twoWaiters();

    assertThat(barrier.await()).isEqualTo(2);
    barrier.abort();

    assertThat(waiters.get(0).result()).isZero();
    assertThat(waiters.get(1).result()).isEqualTo(1);
    assertLateArrivalsFail("aborted");
  }

  @Test
  void timeout_breaksItForAll() throws Exception {
    Started<Integer> waiter = threads.start(() -> barrier.await()).awaitBlocked();

    long start = System.nanoTime();
    assertBroken(() -> barrier.await(Delays.SHORT)).withMessageContaining("time ran out");
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(Delays.SHORT.toNanos());

    assertAllBroken(List.of(waiter), "time ran out");
    assertLateArrivalsFail("time ran out");
    barrier.reset();
    assertUsable();
  }

  @Test
  void timeout_zero_passesAsTheLastPartyAndBreaksItOtherwise() throws Exception {
    List<Started<Integer>> waiters = twoWaiters();
    assertThat(barrier.await(Duration.ZERO)).isEqualTo(2);
    assertThat(waiters.get(0).result()).isZero();
    assertThat(waiters.get(1).result()).isEqualTo(1);

    waiters = twoWaiters().subList(0, 1);
    barrier.reset();
    assertAllBroken(waiters, "reset");
    assertBroken(() -> barrier.await(Duration.ZERO));
    assertLateArrivalsFail("time ran out");
  }

  @Test
  void timeout_givenToTheConstructor_isForAwaitWithoutOne() throws Exception {
    Barrier impatient = new Barrier(2, Delays.SHORT);

    assertBroken(impatient::await).withMessageContaining("time ran out");
    assertThat(impatient.isBroken()).isTrue();

    impatient.reset();
    Started<Integer> patient = threads.start(() -> impatient.await(Delays.LONG)).awaitBlocked();
    assertThat(impatient.await()).isEqualTo(1);
    assertThat(patient.result()).isZero();
    Barrier zero = new Barrier(2, () -> {}, Duration.ZERO);
    assertBroken(zero::await);
  }

  @Test
  void interrupt_onEntry_breaksItForAll() {
    Started<Integer> waiter = threads.start(() -> barrier.await()).awaitBlocked();

    Thread.currentThread().interrupt();
    assertThatExceptionOfType(InterruptedException.class).isThrownBy(barrier::await);

    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    assertAllBroken(List.of(waiter), "interrupted");
    assertLateArrivalsFail("interrupted");
    Thread.currentThread().interrupt();
    assertThatExceptionOfType(InterruptedException.class)
        .isThrownBy(() -> barrier.await(Duration.ZERO));
  }

  @Test
  void interrupt_whileWaiting_breaksItForAll() throws Exception {
    List<Started<Integer>> waiters = twoWaiters();

    waiters.get(1).interrupt();

    assertThatExceptionOfType(InterruptedException.class).isThrownBy(waiters.get(1)::result);
    assertAllBroken(waiters.subList(0, 1), "interrupted");
    assertLateArrivalsFail("interrupted");
    barrier.reset();
    assertUsable();
  }

  @Test
  void interrupt_afterTheBarrierBroke_staysPending() throws Exception {
    for (int round = 0; round < 50; round++) {
      Event interrupted = new Event();
      AtomicReference<Boolean> pending = new AtomicReference<>();
      Barrier own = new Barrier(2);
      Started<Boolean> party =
          threads
              .start(
                  () -> {
                    assertBroken(own::await).withMessageContaining("aborted");
                    while (!interrupted.isSet()) {
                      Thread.onSpinWait();
                    }
                    pending.set(Thread.interrupted());
                  })
              .awaitBlocked();

      own.abort();
      party.interrupt();
      interrupted.set();

      party.result();
      assertThat(pending).hasValue(true);
    }
  }

  @Test
  void abort_rightAfterAReset_breaksItForThoseToCome() {
    List<Started<Integer>> waiters = twoWaiters();

    barrier.reset();
    barrier.abort();

    assertAllBroken(waiters, "reset");
    assertLateArrivalsFail("aborted");
  }

  @Test
  void action_thatThrows_breaksItForAllAndReachesItsParty() throws Exception {
    AtomicInteger runs = new AtomicInteger();
    IllegalArgumentException thrown = new IllegalArgumentException("in the action");
    Barrier failing =
        new Barrier(
            2,
            () -> {
              if (runs.getAndIncrement() == 0) {
                throw thrown;
              }
            });
    Started<Integer> first = threads.start(() -> failing.await()).awaitBlocked();

    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(failing::await)
        .isSameAs(thrown);

    assertBroken(first::result).withMessageContaining("action failed").withCause(thrown);
    assertThat(failing.isBroken()).isTrue();
    assertBroken(failing::await).withCause(thrown);
    assertThat(runs).hasValue(1);
    failing.reset();
    first = threads.start(() -> failing.await()).awaitBlocked();
    assertThat(failing.await()).isEqualTo(1);
    assertThat(first.result()).isZero();
    assertThat(runs).hasValue(2);
  }

  @Test
  void action_whileItRuns_abortAndInterruptBreakTheRound_resetDoesNot() throws Exception {
    for (String how : List.of("reset", "abort", "interrupt", "interrupt a newcomer")) {
      Event started = new Event();
      Event finish = new Event();
      Barrier held =
          new Barrier(
              2,
              () -> {
                started.set();
                NotInterrupted.run(finish::await);
              });
      Started<Integer> first = threads.start(() -> held.await()).awaitBlocked();
      Started<Integer> last = threads.start(() -> held.await());
      started.await();
      Started<Integer> newcomer = threads.start(() -> held.await()).awaitBlocked();

      switch (how) {
        case "reset" -> held.reset();
        case "abort" -> held.abort();
        case "interrupt" -> first.interrupt();
        default -> newcomer.interrupt();
      }

      if (how.equals("reset")) {
        finish.set();
        assertThat(first.result()).isZero();
        assertThat(last.result()).isEqualTo(1);
        // The newcomer, let go at the same time, may come to the next round before or after this
        // thread.
        assertThat(List.of(held.await(), newcomer.result())).containsExactlyInAnyOrder(0, 1);
        continue;
      }
      if (how.equals("interrupt")) {
        assertThatExceptionOfType(InterruptedException.class).isThrownBy(first::result);
      } else {
        assertBroken(first::result);
      }
      if (how.equals("interrupt a newcomer")) {
        assertThatExceptionOfType(InterruptedException.class).isThrownBy(newcomer::result);
      } else {
        assertBroken(newcomer::result);
      }
      assertThat(last.isRunning()).isTrue();
      assertThat(held.isBroken()).isTrue();
      finish.set();
      assertBroken(last::result).withMessageContaining(how.equals("abort") ? "abort" : "interr");
    }
  }

  @Test
  void action_mayAbort() {
    Barrier[] own = new Barrier[1];
    own[0] = new Barrier(1, () -> own[0].abort());

    assertBroken(() -> own[0].await()).withMessageContaining("aborted");
    assertThat(own[0].isBroken()).isTrue();
  }
}
