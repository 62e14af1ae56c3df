package dev.ropewalk.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ropewalk.testkit.Delays;
import dev.ropewalk.testkit.JoinedThreads;
import dev.ropewalk.testkit.JoinedThreads.Started;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The JFR event {@code dev.ropewalk.SignalWait}. */
final class SignalWaitEventTest {

  private static final String TYPE = "dev.ropewalk.SignalWait";

  @AutoClose private final JoinedThreads threads = new JoinedThreads();
  private final ConditionVariable condition = new ConditionVariable();
  private final Event event = new Event();

  @Test
  void waitsForASignal_areRecorded_withSourceStackAndOutcome() throws Exception {
    List<RecordedEvent> recorded =
        JfrRecording.of(
            TYPE,
            Duration.ZERO,
            () -> {
              Started<Boolean> waiting = threads.start(() -> awaitCondition()).awaitBlocked();
              try (Hold _ = condition.hold()) {
                condition.signal();
              }
              waiting.result();
            });

    assertThat(recorded).hasSize(1);
    assertIsAbout(condition, recorded, true);
  }

  private void awaitCondition() throws InterruptedException {
    try (Hold _ = condition.hold()) {
      condition.await();
    }
  }

  @Test
  void waitsForAnEvent_areRecorded_withSourceStackAndOutcome() throws Exception {
    List<RecordedEvent> recorded =
        JfrRecording.of(
            TYPE,
            Duration.ZERO,
            () -> {
              Started<Boolean> waiting = threads.start(() -> event.await()).awaitBlocked();
              event.set();
              waiting.result();
            });

    assertThat(recorded).hasSize(1);
    assertIsAbout(event, recorded, true);
  }

  @Test
  void waitsInTime_areRecordedAsSignalled() throws Exception {
    AtomicBoolean ready = new AtomicBoolean();
    List<RecordedEvent> recorded =
        JfrRecording.of(
            TYPE,
            Duration.ZERO,
            () -> {
              Started<Boolean> first = threads.start(() -> event.await(Delays.LONG)).awaitBlocked();
              event.set();
              assertThat(first.result()).isTrue();
              Started<Boolean> second = threads.start(() -> awaitCondition(ready)).awaitBlocked();
              try (Hold _ = condition.hold()) {
                ready.set(true);
                condition.signal();
              }
              assertThat(second.result()).isTrue();
            });

    assertThat(recorded).hasSize(2);
    assertIsAbout(event, recorded, true);
    assertIsAbout(condition, recorded, true);
  }

  private boolean awaitCondition(AtomicBoolean ready) throws InterruptedException {
    try (Hold _ = condition.hold()) {
      return condition.awaitUntil(ready::get, Delays.LONG);
    }
  }

  @Test
  void waitsInVain_areRecordedAsNotSignalled() throws Exception {
    List<RecordedEvent> recorded =
        JfrRecording.of(
            TYPE,
            Duration.ZERO,
            () -> {
              assertThat(event.await(Delays.SHORT)).isFalse();
              try (Hold _ = condition.hold()) {
                assertThat(condition.await(Delays.SHORT)).isFalse();
              }
            });

    assertThat(recorded).hasSize(2);
    assertIsAbout(event, recorded, false);
    assertIsAbout(condition, recorded, false);
    assertThat(recorded)
        .allSatisfy(
            wait ->
                assertThat(wait.getDuration()).isGreaterThanOrEqualTo(Delays.SHORT.minusMillis(1)));
  }

  @Test
  void interruptedWaits_areRecordedAsNotSignalled() throws Exception {
    List<RecordedEvent> recorded =
        JfrRecording.of(
            TYPE,
            Duration.ZERO,
            () -> {
              interrupt(threads.start(() -> event.await()));
              interrupt(threads.start(() -> awaitCondition()));
            });

    assertThat(recorded).hasSize(2);
    assertIsAbout(event, recorded, false);
    assertIsAbout(condition, recorded, false);
  }

  private static void interrupt(Started<Boolean> waiting) {
    waiting.awaitBlocked().interrupt();
    assertThatExceptionOfType(InterruptedException.class).isThrownBy(waiting::result);
  }

  @Test
  void callsThatDontWait_andShortWaits_areNot() throws Exception {
    assertThat(
            JfrRecording.of(
                TYPE,
                Duration.ZERO,
                () -> {
                  assertThat(event.await(Duration.ZERO)).isFalse();
                  event.set();
                  event.await();
                  assertThat(event.await(Delays.LONG)).isTrue();
                  try (Hold _ = condition.hold()) {
                    condition.awaitUntil(() -> true);
                    condition.signal();
                  }
                }))
        .isEmpty();
    assertThat(JfrRecording.of(TYPE, Delays.LONG, () -> new Event().await(Delays.SHORT))).isEmpty();
  }

  @Test
  void unlessARecordingAsks_nothingIsRecorded() throws Exception {
    assertThat(JfrRecording.unasked(TYPE, () -> event.await(Delays.SHORT))).isEmpty();
  }

  /** Of the recorded waits one is for this, with this outcome. */
  private static void assertIsAbout(
      Object source, List<RecordedEvent> recorded, boolean signalled) {
    assertThat(recorded)
        .filteredOn(wait -> source.toString().startsWith(wait.getString("source") + "["))
        .singleElement()
        .satisfies(
            wait -> {
              assertThat(wait.getBoolean("signalled")).isEqualTo(signalled);
              assertThat(wait.getStackTrace().getFrames()).isNotEmpty();
            });
  }
}
