package dev.ropewalk.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.ropewalk.testkit.CoversScenario;
import dev.ropewalk.testkit.Delays;
import dev.ropewalk.testkit.JoinedThreads;
import dev.ropewalk.testkit.JoinedThreads.Started;
import dev.ropewalk.testkit.NotInterrupted;
import dev.ropewalk.testkit.ThreadStates;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link Barrier}: rounds that are complete, and bad input. {@link BarrierBrokenTest} has the others. */
final class BarrierTest {

  private static final int PARTIES = 5;

  @AutoClose private final JoinedThreads threads = new JoinedThreads();

  @ParameterizedTest
  @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
  @CoversScenario("lock_tests.BarrierTests.test_constructor")
  void constructor_withoutParties_isRefused(int parties) {
    Duration wait = Delays.LONG;
    Runnable nothing = () -> {};
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Barrier(parties))
        .withMessageContaining(Integer.toString(parties));
    assertThatIllegalArgumentException().isThrownBy(() -> new Barrier(parties, nothing));
    assertThatIllegalArgumentException().isThrownBy(() -> new Barrier(parties, wait));
    assertThatIllegalArgumentException().isThrownBy(() -> new Barrier(parties, nothing, wait));
  }

  @Test
  void constructor_badTimeoutOrNull_isRefused() {
    Duration negative = Duration.ofNanos(-1);
    Runnable nothing = () -> {};
    assertThatIllegalArgumentException().isThrownBy(() -> new Barrier(1, negative));
    assertThatIllegalArgumentException().isThrownBy(() -> new Barrier(1, nothing, negative));
    assertThatNullPointerException()
        .isThrownBy(() -> new Barrier(1, (Runnable) null))
        .withMessage("action");
    assertThatNullPointerException()
        .isThrownBy(() -> new Barrier(1, (Duration) null))
        .withMessage("timeout");
    assertThatNullPointerException()
        .isThrownBy(() -> new Barrier(1, null, Delays.LONG))
        .withMessage("action");
    assertThatNullPointerException()
        .isThrownBy(() -> new Barrier(1, nothing, null))
        .withMessage("timeout");
  }

  @Test
  void newBarrier_isEmpty() {
    Barrier barrier = new Barrier(3, Delays.LONG);

    assertThat(barrier.parties()).isEqualTo(3);
    assertThat(barrier.waiting()).isZero();
    assertThat(barrier.isBroken()).isFalse();
  }

  @Test
  void await_oneParty_neverWaits() throws Exception {
    AtomicInteger runs = new AtomicInteger();
    Barrier barrier = new Barrier(1, runs::incrementAndGet);

    assertThat(barrier.await()).isZero();
    assertThat(barrier.await(Duration.ZERO)).isZero();
    assertThat(barrier.await(Delays.LONG)).isZero();

    assertThat(runs).hasValue(3);
    assertThat(barrier.waiting()).isZero();
  }

  @Test
  @CoversScenario("lock_tests.BarrierTests.test_barrier")
  void await_tenRounds_areInLockstep() throws Exception {
    Barrier barrier = new Barrier(PARTIES);
    List<AtomicInteger> rounds = IntStream.range(0, 10).mapToObj(_ -> new AtomicInteger()).toList();
    for (int i = 0; i < PARTIES; i++) {
      threads.start(
          () -> {
            for (AtomicInteger round : rounds) {
              round.incrementAndGet();
              barrier.await();
              assertThat(round).hasValue(PARTIES);
              barrier.await(Delays.LONG);
            }
          });
    }
    threads.join();

    assertThat(barrier.waiting()).isZero();
    assertThat(barrier.isBroken()).isFalse();
  }

  @Test
  @CoversScenario("lock_tests.BarrierTests.test_wait_return")
  void await_countsThePartiesThatCameBefore() throws Exception {
    Barrier barrier = new Barrier(PARTIES);
    List<Started<Integer>> waiters = new ArrayList<>();
    for (int i = 0; i < PARTIES - 1; i++) {
      waiters.add(threads.start(() -> barrier.await()).awaitBlocked());
      assertThat(barrier.waiting()).isEqualTo(i + 1);
    }

    assertThat(barrier.await()).isEqualTo(PARTIES - 1);

    for (int i = 0; i < PARTIES - 1; i++) {
      assertThat(waiters.get(i).result()).isEqualTo(i);
    }
    assertThat(barrier.waiting()).isZero();
  }

  @Test
  void await_oneMissing_letsNobodyPass() {
    Barrier barrier = new Barrier(3);
    Started<Integer> first = threads.start(() -> barrier.await()).awaitBlocked();
    Started<Integer> second = threads.start(() -> barrier.await(Delays.LONG)).awaitBlocked();

    assertThat(first.isRunning()).isTrue();
    assertThat(second.isRunning()).isTrue();
    assertThat(barrier.waiting()).isEqualTo(2);
  }

  @Test
  void await_longerThanLongNanos_waitsForEver() throws Exception {
    Barrier barrier = new Barrier(2, Duration.ofSeconds(Long.MAX_VALUE));
    Started<Integer> first = threads.start(() -> barrier.await()).awaitBlocked();

    assertThat(barrier.await(Duration.ofSeconds(Long.MAX_VALUE))).isEqualTo(1);
    assertThat(first.result()).isZero();
  }

  @Test
  void await_negativeTimeout_isRefusedAndChangesNothing() {
    Barrier barrier = new Barrier(1);

    assertThatIllegalArgumentException().isThrownBy(() -> barrier.await(Duration.ofNanos(-1)));
    assertThatNullPointerException().isThrownBy(() -> barrier.await(null));

    assertThat(barrier.isBroken()).isFalse();
    assertThat(barrier.waiting()).isZero();
  }

  @Test
  void action_runsOnceByTheLastPartyBeforeAnyGoesOn() throws Exception {
    List<String> order = Collections.synchronizedList(new ArrayList<>());
    Barrier barrier = new Barrier(2, () -> order.add("action in " + Thread.currentThread()));
    for (int round = 0; round < 20; round++) {
      Started<Boolean> first =
          threads
              .start(
                  () -> {
                    barrier.await();
                    order.add("through");
                  })
              .awaitBlocked();

      assertThat(barrier.await()).isEqualTo(1);
      first.result();

      assertThat(order).containsExactly("action in " + Thread.currentThread(), "through");
      order.clear();
    }
  }

  @Test
  void action_whileItRuns_seesAllPartiesThereAndTheBarrierUnbroken() throws Exception {
    List<String> seen = new ArrayList<>();
    Barrier[] barrier = new Barrier[1];
    barrier[0] = new Barrier(2, () -> seen.add(barrier[0].waiting() + " " + barrier[0].isBroken()));
    Started<Integer> first = threads.start(() -> barrier[0].await()).awaitBlocked();

    barrier[0].await();

    assertThat(first.result()).isZero();
    assertThat(seen).containsExactly("2 false");
  }

  @Test
  void action_whileItRuns_keepsNewcomersForTheNextRound() throws Exception {
    Event started = new Event();
    Event finish = new Event();
    AtomicInteger runs = new AtomicInteger();
    Barrier barrier =
        new Barrier(
            2,
            () -> {
              runs.incrementAndGet();
              started.set();
              NotInterrupted.run(finish::await);
            });
    Started<Integer> first = threads.start(() -> barrier.await()).awaitBlocked();
    Started<Integer> last = threads.start(() -> barrier.await());
    started.await();
    // Their time runs out while the action runs, which is no reason to break anything.
    Started<Integer> third = threads.start(() -> barrier.await(Delays.LONG)).awaitBlocked();
    assertThat(barrier.waiting()).isEqualTo(2);
    assertThat(first.isRunning()).isTrue();

    finish.set();

    assertThat(first.result()).isZero();
    assertThat(last.result()).isEqualTo(1);
    ThreadStates.awaitTrue("the newcomer to count", () -> barrier.waiting() == 1);
    assertThat(barrier.await()).isEqualTo(1);
    assertThat(third.result()).isZero();
    assertThat(runs).hasValue(2);
  }

  @Test
  void action_takingLongerThanTheTimeout_breaksNothing() throws Exception {
    Event timedOut = new Event();
    Barrier barrier = new Barrier(2, () -> NotInterrupted.run(timedOut::await));
    Started<Integer> first = threads.start(() -> barrier.await(Delays.MEDIUM)).awaitBlocked();
    Started<Integer> last = threads.start(() -> barrier.await(Delays.MEDIUM));
    // Without its own timeout over, the first party waits with one: TIMED_WAITING.
    ThreadStates.awaitTrue(
        "the time to run out", () -> first.thread().getState() == Thread.State.WAITING);

    timedOut.set();

    assertThat(first.result()).isZero();
    assertThat(last.result()).isEqualTo(1);
    assertThat(barrier.isBroken()).isFalse();
  }

  @Test
  void toString_tellsTheState() {
    Barrier barrier = new Barrier(3);
    assertThat(barrier.toString()).matches("Barrier@[0-9a-f]+\\[0 of 3 waiting]");
    threads.start(() -> barrier.await()).awaitBlocked();
    assertThat(barrier.toString()).contains("[1 of 3 waiting]");
    barrier.abort();
    assertThat(barrier.toString()).contains("[broken: it was aborted]");
  }

  @Test
  void wait_whenARecordingAsksForIt_isAnEvent() throws Exception {
    assertThat(JfrRecording.unasked("dev.ropewalk.BarrierWait", this::passOneRound)).isEmpty();
    List<RecordedEvent> events =
        JfrRecording.of("dev.ropewalk.BarrierWait", Duration.ZERO, this::passOneRound);

    assertThat(events).hasSize(1); // the last party does not wait
    RecordedEvent event = events.getFirst();
    assertThat(event.getInt("parties")).isEqualTo(2);
    assertThat(event.getInt("index")).isZero();
    assertThat(event.getBoolean("passed")).isTrue();
    assertThat(event.getString("barrier")).startsWith("Barrier@");
    assertThat(event.getDuration()).isPositive();
  }

  private void passOneRound() throws Exception {
    Barrier barrier = new Barrier(2);
    Started<Integer> first = threads.start(() -> barrier.await()).awaitBlocked();
    barrier.await();
    int _ = first.result();
  }
}
