package dev.ropewalk.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ropewalk.testkit.CoversScenario;
import dev.ropewalk.testkit.Delays;
import dev.ropewalk.testkit.JoinedThreads;
import dev.ropewalk.testkit.JoinedThreads.Started;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** {@link Event}: the flag, and who is released when. */
final class EventTest {

  @AutoClose private final JoinedThreads threads = new JoinedThreads();
  private final Event event = new Event();

  private List<Started<Boolean>> fiveWaiters() {
    List<Started<Boolean>> waiters = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      waiters.add(threads.start(() -> event.await(Delays.LONG)).awaitBlocked());
    }
    return waiters;
  }

  @Test
  void newEvent_isNotSet() {
    assertThat(event.isSet()).isFalse();
  }

  @Test
  @CoversScenario("lock_tests.EventTests.test_notify")
  void set_wakesAllAndStaysSetUntilCleared() throws Exception {
    List<Started<Boolean>> waiters = fiveWaiters();
    Started<Boolean> untimed = threads.start(() -> event.await()).awaitBlocked();
    waiters.forEach(waiter -> assertThat(waiter.isRunning()).isTrue());

    event.set();

    for (Started<Boolean> waiter : waiters) {
      assertThat(waiter.result()).isTrue();
    }
    untimed.result();
    assertThat(event.isSet()).isTrue();
    assertThat(event.await(Duration.ZERO)).isTrue();
    event.await();
    event.clear();
    assertThat(event.isSet()).isFalse();
    assertThat(event.await(Duration.ZERO)).isFalse();
  }

  @Test
  @CoversScenario("lock_tests.EventTests.test_timeout")
  void awaitTimed_isFalseAfterTheTimeIfUnset_trueAtOnceIfSet() throws Exception {
    assertThat(event.await(Duration.ZERO)).isFalse();
    long start = System.nanoTime();
    assertThat(event.await(Delays.SHORT)).isFalse();
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(Delays.SHORT.toNanos());

    event.set();

    start = System.nanoTime();
    assertThat(event.await(Duration.ZERO)).isTrue();
    assertThat(event.await(Delays.LONG)).isTrue();
    assertThat(System.nanoTime() - start).isLessThan(Delays.LONG.toNanos());
  }

  @Test
  @CoversScenario("lock_tests.EventTests.test_set_and_clear")
  void set_clearedAtOnce_stillReleasesThoseWhoWaited() throws Exception {
    for (int round = 0; round < 50; round++) {
      List<Started<Boolean>> waiters = fiveWaiters();

      event.set();
      event.clear();

      for (Started<Boolean> waiter : waiters) {
        assertThat(waiter.result()).isTrue();
      }
      assertThat(event.isSet()).isFalse();
    }
  }

  @Test
  void clear_whileSomebodyWaits_leavesTheWaiterToTheNextSet() throws Exception {
    Started<Boolean> waiter = threads.start(() -> event.await()).awaitBlocked();

    event.clear();
    assertThat(waiter.awaitBlocked().isRunning()).isTrue();
    event.set();

    assertThat(waiter.result()).isTrue();
  }

  @Test
  void setAndClear_repeated_areIdempotent() throws Exception {
    event.clear();
    assertThat(event.isSet()).isFalse();
    event.set();
    event.set();
    assertThat(event.isSet()).isTrue();
    event.clear();
    event.clear();
    assertThat(event.isSet()).isFalse();

    Started<Boolean> waiter = threads.start(() -> event.await()).awaitBlocked();
    event.set();
    assertThat(waiter.result()).isTrue();
  }

  @Test
  void awaitTimed_negative_isRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> event.await(Duration.ofNanos(-1)));
    event.set();
    assertThatIllegalArgumentException().isThrownBy(() -> event.await(Duration.ofNanos(-1)));
  }

  @Test
  void awaitTimed_longerThanLongNanos_waitsForEver() throws Exception {
    Started<Boolean> waiter =
        threads.start(() -> event.await(Duration.ofSeconds(Long.MAX_VALUE))).awaitBlocked();

    event.set();

    assertThat(waiter.result()).isTrue();
  }

  @Test
  void await_interruptedOnEntry_throwsEvenIfSet() {
    event.set();
    Thread.currentThread().interrupt();
    assertThatExceptionOfType(InterruptedException.class).isThrownBy(event::await);
    Thread.currentThread().interrupt();
    assertThatExceptionOfType(InterruptedException.class)
        .isThrownBy(() -> event.await(Duration.ZERO));
  }

  @Test
  void await_interruptedWhileWaiting_throwsAndLeavesTheOthersWaiting() throws Exception {
    Started<Boolean> untimed = threads.start(() -> event.await()).awaitBlocked();
    Started<Boolean> timed = threads.start(() -> event.await(Delays.LONG)).awaitBlocked();
    Started<Boolean> patient = threads.start(() -> event.await()).awaitBlocked();

    untimed.interrupt();
    timed.interrupt();

    assertThatExceptionOfType(InterruptedException.class).isThrownBy(untimed::result);
    assertThatExceptionOfType(InterruptedException.class).isThrownBy(timed::result);
    assertThat(patient.isRunning()).isTrue();
    event.set();
    assertThat(patient.result()).isTrue();
  }

  @Test
  void virtualThreads_waitingByTheThousand_areAllReleased() throws Exception {
    List<Started<Boolean>> waiters = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      waiters.add(threads.startVirtual(() -> event.await(Delays.LONG)));
    }
    waiters.forEach(Started::awaitBlocked);

    event.set();
    event.clear();

    for (Started<Boolean> waiter : waiters) {
      assertThat(waiter.result()).isTrue();
    }
  }

  @Test
  void toString_tellsTheState() {
    assertThat(event.toString()).matches("Event@[0-9a-f]+\\[cleared, 0 waiting]");
    threads.start(() -> event.await()).awaitBlocked();
    assertThat(event.toString()).contains("[cleared, 1 waiting]");
    event.set();
    assertThat(event.toString()).contains("[set, ");
  }
}
