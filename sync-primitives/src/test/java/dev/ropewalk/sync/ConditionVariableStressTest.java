package dev.ropewalk.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ropewalk.testkit.Delays;
import dev.ropewalk.testkit.JoinedThreads;
import dev.ropewalk.testkit.JoinedThreads.Started;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One signal, sent as one of two waiting threads gives up, always reaches one of them: either the first counts it as its
 * own, or the second gets it.
 */
final class ConditionVariableStressTest {

  private static final int ROUNDS = 300;

  @AutoClose private final JoinedThreads threads = new JoinedThreads();

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void signal_asTheFirstTimesOut_reachesOneOfBoth(boolean virtual) throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      ConditionVariable changed = new ConditionVariable(new Mutex());
      Duration brief = Duration.ofNanos(ThreadLocalRandom.current().nextLong(50_000, 400_000));
      Started<Boolean> first =
          start(
              virtual,
              () -> {
                try (Hold _ = changed.hold()) {
                  return changed.await(brief);
                }
              });
      signalOneOfBoth(virtual, changed, first);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void signal_asTheFirstIsInterrupted_reachesOneOfBoth(boolean virtual) throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      ConditionVariable changed = new ConditionVariable(new Mutex());
      Started<Boolean> first =
          start(
              virtual,
              () -> {
                try (Hold _ = changed.hold()) {
                  changed.await();
                  return true;
                } catch (InterruptedException e) {
                  return false;
                }
              });
      threads.start(first::interrupt);
      signalOneOfBoth(virtual, changed, first);
    }
  }

  private Started<Boolean> start(boolean virtual, Callable<Boolean> body) {
    return virtual ? threads.startVirtual(body) : threads.start(body);
  }

  private void signalOneOfBoth(boolean virtual, ConditionVariable changed, Started<Boolean> first)
      throws Exception {
    boolean[] waits = new boolean[1];
    Started<Boolean> second =
        start(
            virtual,
            () -> {
              try (Hold _ = changed.hold()) {
                waits[0] = true;
                return changed.await(Delays.LONG);
              }
            });
    // Once the lock is free and waits is true, the second is in the queue and stays there until a
    // signal.
    while (!signalIf(changed, waits)) {
      Thread.onSpinWait();
    }

    if (first.result()) {
      assertThat(second.isRunning()).isTrue();
      try (Hold _ = changed.hold()) {
        changed.signal();
      }
    }
    assertThat(second.result()).isTrue();
  }

  private static boolean signalIf(ConditionVariable changed, boolean[] waits)
      throws InterruptedException {
    try (Hold _ = changed.hold()) {
      if (waits[0]) {
        changed.signal();
      }
      return waits[0];
    }
  }
}
