package dev.ropewalk.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ropewalk.testkit.Delays;
import dev.ropewalk.testkit.JoinedThreads;
import dev.ropewalk.testkit.JoinedThreads.Started;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The JFR event {@code dev.ropewalk.LockWait}. */
final class LockWaitEventTest {

  @TempDir Path folder;
  @AutoClose private final JoinedThreads threads = new JoinedThreads();

  private interface Recorded {
    void run() throws Exception;
  }

  private List<RecordedEvent> record(Duration threshold, Recorded action) throws Exception {
    Path file = folder.resolve("recording.jfr");
    try (Recording recording = new Recording()) {
      recording.enable("dev.ropewalk.LockWait").withThreshold(threshold);
      recording.start();
      action.run();
      recording.stop();
      recording.dump(file);
    }
    return RecordingFile.readAllEvents(file).stream()
        .filter(event -> event.getEventType().getName().equals("dev.ropewalk.LockWait"))
        .toList();
  }

  @Test
  void contendedAcquires_areRecorded_withLockLengthAndOutcome() throws Exception {
    Mutex mutex = new Mutex();
    mutex.acquire();
    CountingSemaphore semaphore = new CountingSemaphore(0);

    List<RecordedEvent> events =
        record(
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
        record(
            Delays.LONG,
            () -> {
              try (Hold _ = mutex.hold()) {
                assertThat(semaphore.acquire(Delays.SHORT)).isFalse();
              }
            });

    assertThat(events).isEmpty();
  }
}
