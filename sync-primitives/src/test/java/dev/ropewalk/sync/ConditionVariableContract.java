package dev.ropewalk.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.ropewalk.testkit.CoversScenario;
import dev.ropewalk.testkit.Delays;
import dev.ropewalk.testkit.JoinedThreads;
import dev.ropewalk.testkit.JoinedThreads.Started;
import dev.ropewalk.testkit.ThreadStates;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What {@link ConditionVariable} does over either of our locks. */
abstract class ConditionVariableContract {

  @AutoClose final JoinedThreads threads = new JoinedThreads();
  final ExclusiveLock lock = newLock();
  final ConditionVariable changed = new ConditionVariable(lock);

  abstract ExclusiveLock newLock();

  /** A thread that does something with the lock held and is blocked in it. */
  final <T> Started<T> waiting(Callable<T> body) {
    return threads
        .start(
            () -> {
              try (Hold _ = changed.hold()) {
                return body.call();
              }
            })
        .awaitBlocked();
  }

  final Started<Boolean> waiting() {
    return waiting(
        () -> {
          changed.await();
          return true;
        });
  }

  final void locked(Runnable body) throws InterruptedException {
    try (Hold _ = changed.hold()) {
      body.run();
    }
  }

  final boolean isHeldByAnother() throws Exception {
    return threads.start(() -> !lock.tryLock()).result();
  }

  @Test
  @CoversScenario("lock_tests.ConditionTests.test_acquire")
  void acquireReleaseAndHold_actOnTheGivenLock() throws Exception {
    changed.acquire();
    assertThat(lock.locked()).isTrue();
    assertThat(changed.locked()).isTrue();
    assertThat(threads.start(() -> changed.acquire(Duration.ZERO)).result()).isFalse();
    changed.release();
    assertThat(lock.locked()).isFalse();

    try (Hold _ = changed.hold()) {
      assertThat(isHeldByAnother()).isTrue();
    }
    assertThat(changed.locked()).isFalse();

    assertThat(changed.acquire(Delays.LONG)).isTrue();
    lock.release();
    assertThat(changed.locked()).isFalse();
  }

  @Test
  @CoversScenario("lock_tests.ConditionTests.test_unacquired_wait")
  void everything_lockNotHeld_isRefusedAndSaysSo() {
    List<ThrowingCallable> calls =
        List.of(
            changed::await,
            () -> changed.await(Delays.SHORT),
            () -> changed.await(Duration.ZERO),
            () -> changed.awaitUntil(() -> true),
            () -> changed.awaitUntil(() -> true, Delays.SHORT),
            changed::signal,
            () -> changed.signal(1),
            () -> changed.signal(0),
            changed::signalAll,
            changed::release);

    for (ThrowingCallable call : calls) {
      assertThatExceptionOfType(IllegalMonitorStateException.class)
          .isThrownBy(call)
          .withMessageContaining("unlocked");
    }
    assertThat(changed.locked()).isFalse();
  }

  @Test
  @CoversScenario("lock_tests.ConditionTests.test_timeout")
  void awaitTimed_noSignal_isFalseAfterTheTimeWithTheLockHeld() throws Exception {
    try (Hold _ = changed.hold()) {
      long start = System.nanoTime();
      assertThat(changed.await(Delays.SHORT)).isFalse();
      assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(Delays.SHORT.toNanos());
      assertThat(isHeldByAnother()).isTrue();

      assertThat(changed.await(Duration.ZERO)).isFalse();
      assertThat(isHeldByAnother()).isTrue();
    }
  }

  @Test
  void awaitTimed_signalledInTime_isTrue() throws Exception {
    Started<Boolean> waiter = waiting(() -> changed.await(Duration.ofSeconds(Long.MAX_VALUE)));

    locked(changed::signal);

    assertThat(waiter.result()).isTrue();
  }

  @Test
  void awaitTimed_signalledInTimeButLockComesLate_isTrue() throws Exception {
    boolean inTime = false;
    while (!inTime) { // on a busy machine the signal may come too late to prove anything
      long start = System.nanoTime();
      Started<Boolean> waiter = waiting(() -> changed.await(Delays.MEDIUM));
      try (Hold _ = changed.hold()) {
        changed.signal();
        inTime = System.nanoTime() - start < Delays.MEDIUM.toNanos();
        assertThat(new Event().await(Delays.MEDIUM.plus(Delays.SHORT))).isFalse();
      }
      boolean signalled = waiter.result();
      assertThat(signalled || !inTime).isTrue();
    }
  }

  @Test
  void negativeTimeout_isRefusedAndChangesNothing() throws Exception {
    Duration negative = Duration.ofNanos(-1);
    assertThatIllegalArgumentException().isThrownBy(() -> changed.acquire(negative));
    assertThat(changed.locked()).isFalse();

    locked(
        () -> {
          assertThatIllegalArgumentException().isThrownBy(() -> changed.await(negative));
          assertThatIllegalArgumentException()
              .isThrownBy(() -> changed.awaitUntil(() -> true, negative));
          assertThat(changed.locked()).isTrue();
        });
  }

  @Test
  void await_releasesTheLockWhileItWaits() throws Exception {
    Started<Boolean> waiter = waiting();

    assertThat(lock.tryLock()).isTrue();
    assertThat(waiter.isRunning()).isTrue();
    changed.signal();
    lock.release();

    assertThat(waiter.result()).isTrue();
  }

  @Test
  void signal_nobodyWaits_isNotKept() throws Exception {
    locked(changed::signal);
    locked(changed::signalAll);

    Started<Boolean> waiter = waiting();
    assertThat(waiter.isRunning()).isTrue();
  }

  @Test
  void signalN_wakesThatManyLongestWaitingFirst() throws Exception {
    List<Started<Boolean>> waiters = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      waiters.add(waiting());
    }

    locked(() -> changed.signal(0));
    locked(() -> changed.signal(3));

    for (Started<Boolean> woken : waiters.subList(0, 3)) {
      assertThat(woken.result()).isTrue();
    }
    for (Started<Boolean> still : waiters.subList(3, 5)) {
      assertThat(still.awaitBlocked().isRunning()).isTrue();
    }
    locked(() -> changed.signal(Integer.MAX_VALUE));
    threads.join();
  }

  @Test
  void signalN_negative_isRefusedAndWakesNobody() throws Exception {
    Started<Boolean> waiter = waiting();

    locked(
        () ->
            assertThatIllegalArgumentException()
                .isThrownBy(() -> changed.signal(-1))
                .withMessageContaining("-1"));

    assertThat(waiter.awaitBlocked().isRunning()).isTrue();
  }

  @Test
  void signalAll_wakesAll() throws Exception {
    for (int i = 0; i < 5; i++) {
      waiting();
    }

    locked(changed::signalAll);

    threads.join();
  }

  @Test
  @CoversScenario("lock_tests.ConditionTests.test_waitfor")
  void awaitUntil_asksAfterEachSignalAndReturnsOnceTrue() throws Exception {
    int[] state = new int[1];
    AtomicInteger asked = new AtomicInteger();
    Started<Integer> waiter =
        waiting(
            () -> {
              changed.awaitUntil(
                  () -> {
                    asked.incrementAndGet();
                    return state[0] == 4;
                  });
              return state[0];
            });
    assertThat(asked).hasValue(1);

    for (int i = 1; i <= 4; i++) {
      int now = i;
      locked(
          () -> {
            state[0] = now;
            changed.signal();
          });
      if (i < 4) {
        awaitAsked(asked, i + 1);
        waiter.awaitBlocked();
      }
    }

    assertThat(waiter.result()).isEqualTo(4);
    assertThat(asked).hasValue(5);
  }

  private static void awaitAsked(AtomicInteger asked, int times) {
    ThreadStates.awaitTrue("the predicate to be asked", () -> asked.get() == times);
  }

  @Test
  void awaitUntilTimed_signalledInTime_isTrue() throws Exception {
    boolean[] ready = new boolean[1];
    Started<Boolean> waiter =
        waiting(() -> changed.awaitUntil(() -> ready[0], Duration.ofSeconds(Long.MAX_VALUE)));

    locked(
        () -> {
          ready[0] = true;
          changed.signal();
        });

    assertThat(waiter.result()).isTrue();
  }

  @Test
  @CoversScenario("lock_tests.ConditionTests.test_waitfor_timeout")
  void awaitUntilTimed_signalsWithoutEffect_doNotExtendTheTime() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    Event over = new Event();
    Started<Boolean> signalling =
        threads.start(
            () -> {
              while (!over.await(Duration.ofMillis(1))) {
                locked(changed::signal);
              }
            });
    long start = System.nanoTime();

    try (Hold _ = changed.hold()) {
      assertThat(changed.awaitUntil(() -> asked.incrementAndGet() < 0, Delays.MEDIUM)).isFalse();
    }
    long took = System.nanoTime() - start;
    over.set();
    signalling.result();

    assertThat(took).isBetween(Delays.MEDIUM.toNanos(), Delays.LONG.toNanos());
    assertThat(asked.get()).isGreaterThanOrEqualTo(3);
  }

  @Test
  void awaitUntilTimed_timeIsOver_saysWhatThePredicateSaidLast() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    // A thread that does not run for the whole time asks only once; not several times in a row.
    for (int attempt = 0; attempt < 5 && asked.get() < 2; attempt++) {
      asked.set(0);
      try (Hold _ = changed.hold()) {
        boolean said = changed.awaitUntil(() -> asked.incrementAndGet() == 2, Delays.SHORT);
        assertThat(said).isEqualTo(asked.get() == 2);
      }
    }

    assertThat(asked).hasValue(2);
  }

  @Test
  void awaitUntilZero_asksOnceAndKeepsTheLock() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    try (Hold _ = changed.hold()) {
      Started<Boolean> next = threads.start(() -> lock.acquire()).awaitBlocked();

      assertThat(changed.awaitUntil(() -> asked.incrementAndGet() > 1, Duration.ZERO)).isFalse();
      assertThat(changed.awaitUntil(() -> true, Duration.ZERO)).isTrue();

      assertThat(next.isRunning()).isTrue();
    }
    assertThat(asked).hasValue(1);
  }

  @Test
  void awaitUntil_predicateThrows_throwsItWithTheLockHeld() throws Exception {
    changed.acquire();
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                changed.awaitUntil(
                    () -> {
                      throw new IllegalStateException("asked");
                    }))
        .withMessage("asked");

    assertThat(isHeldByAnother()).isTrue();
    changed.release();
  }

  @Test
  void waits_interruptedOnEntry_throwWithTheLockHeld() throws Exception {
    List<ThrowingCallable> waits =
        List.of(
            changed::await,
            () -> changed.await(Duration.ZERO),
            () -> changed.awaitUntil(() -> true),
            () -> changed.awaitUntil(() -> true, Duration.ZERO));
    changed.acquire();

    for (ThrowingCallable wait : waits) {
      Thread.currentThread().interrupt();
      assertThatExceptionOfType(InterruptedException.class).isThrownBy(wait);
    }

    assertThat(Thread.interrupted()).isFalse();
    assertThat(isHeldByAnother()).isTrue();
    changed.release();
  }

  @Test
  void waits_interruptedWhileWaiting_throwAndLeaveTheSignalToOthers() throws Exception {
    List<Started<Boolean>> interrupted =
        List.of(
            waiting(),
            waiting(() -> changed.await(Delays.LONG)),
            waiting(
                () -> {
                  changed.awaitUntil(() -> false);
                  return true;
                }),
            waiting(() -> changed.awaitUntil(() -> false, Delays.LONG)));
    Started<Boolean> patient = waiting();

    interrupted.forEach(Started::interrupt);
    for (Started<Boolean> started : interrupted) {
      assertThatExceptionOfType(InterruptedException.class).isThrownBy(started::result);
    }
    locked(changed::signal);

    assertThat(patient.result()).isTrue();
    assertThat(changed.locked()).isFalse();
  }

  @Test
  void holdTimed_takesTheLockAndReleasesIt_orGivesUp() throws Exception {
    try (Hold _ = changed.hold(Delays.LONG)) {
      assertThat(isHeldByAnother()).isTrue();
      assertThatExceptionOfType(TimeoutException.class)
          .isThrownBy(() -> threads.start(() -> changed.hold(Delays.SHORT)).result());
    }

    assertThat(changed.locked()).isFalse();
    assertThatIllegalArgumentException().isThrownBy(() -> changed.hold(Duration.ofNanos(-1)));
    assertThat(changed.locked()).isFalse();
  }

  @Test
  void toString_tellsWaitersAndLock() throws Exception {
    waiting();
    waiting(() -> changed.await(Delays.LONG));

    assertThat(changed.toString())
        .matches("ConditionVariable@[0-9a-f]+\\[2 waiting, .*]")
        .contains(lock.toString());
    locked(changed::signalAll);
    threads.join();
    assertThat(changed.toString()).contains("[0 waiting, ");
  }
}
