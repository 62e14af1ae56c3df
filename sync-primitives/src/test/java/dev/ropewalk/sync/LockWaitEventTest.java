package dev.ropewalk.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ropewalk.testkit.Delays;
import dev.ropewalk.testkit.JoinedThreads;
import dev.ropewalk.testkit.JoinedThreads.Started;
import java.time.Duration;
import java.util.List;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The JFR event {@code dev.ropewalk.LockWait}. */
final class LockWaitEventTest {

  private static final String TYPE = "dev.ropewalk.LockWait";

  @AutoClose private final JoinedThreads threads = new JoinedThreads();

  @Test
  void contendedAcquires_areRecorded_withLockLengthAndOutcome() throws Exception {
    Mutex mutex = new Mutex();
    mutex.acquire();
    CountingSemaphore semaphore = new CountingSemaphore(0);

    List<RecordedEvent> events =
        JfrRecording.of(
            TYPE,
            Duration.ZERO,
            () -> {
              Started<Boolean> waiter = threads.start(() -> mutex.lock()).awaitBlocked();
              mutex.release();
              waiter.result();
              assertThat(semaphore.acquire(Delays.SHORT)).isFalse();
            });

    assertThat(events).hasSize(2);
    assertThat(eventOf(mutex, events).getBoolean("acquired")).isTrue();
    assertThat(eventOf(mutex, events).getStackTrace().getFrames()).isNotEmpty();
    assertThat(eventOf(semaphore, events).getBoolean("acquired")).isFalse();
    assertThat(eventOf(semaphore, events).getDuration())
        .isGreaterThanOrEqualTo(Delays.SHORT.minusMillis(1));
  }

  private static RecordedEvent eventOf(Object primitive, List<RecordedEvent> events) {
    String name = primitive.toString().substring(0, primitive.toString().indexOf('['));
    return events.stream()
        .filter(event -> event.getString("lock").equals(name))
        .findAny()
        .orElseThrow();
  }

  @Test
  void uncontendedAndShortWaits_areNot() throws Exception {
    ReentrantMutex mutex = new ReentrantMutex();
    CountingSemaphore semaphore = new CountingSemaphore(0);

    List<RecordedEvent> events =
        JfrRecording.of(
            TYPE,
            Delays.LONG,
            () -> {
              try (Hold _ = mutex.hold()) {
                assertThat(semaphore.acquire(Delays.SHORT)).isFalse();
              }
            });

    assertThat(events).isEmpty();
  }
}
