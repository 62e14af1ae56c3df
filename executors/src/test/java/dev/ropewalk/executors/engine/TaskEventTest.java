package dev.ropewalk.executors.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ropewalk.executors.thread.ThreadPool;
import dev.ropewalk.testkit.Delays;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskEventTest {

  @TempDir private Path folder;

  @Test
  void recording_hasOneEventForEachBodyThatRan() throws Exception {
    Path file = folder.resolve("tasks.jfr");
    try (Recording recording = new Recording()) {
      recording.enable("dev.ropewalk.Task").withoutThreshold();
      recording.start();
      try (ThreadPool pool = new ThreadPool(1)) {
        CountDownLatch begun = new CountDownLatch(1);
        var slow =
            pool.submit(
                () -> {
                  begun.countDown();
                  new CountDownLatch(1).await();
                  return 1;
                });
        begun.await();
        pool.submit(() -> 2).cancel(false);
        var failing =
            pool.submit(
                () -> {
                  throw new IllegalStateException();
                });
        Thread.sleep(Delays.SHORT); // a duration that the event must show
        slow.cancel(true);
        assertThat(failing.exception()).isNotNull();
        assertThat(pool.submit(() -> 3).get()).isEqualTo(3);
      }
      recording.stop();
      recording.dump(file);
    }
    List<RecordedEvent> events = RecordingFile.readAllEvents(file);
    assertThat(events)
        .extracting(event -> event.getString("outcome"))
        .containsExactlyInAnyOrder("cancelled", "failed", "succeeded");
    for (RecordedEvent event : events) {
      assertThat(event.getString("task"))
          .contains("a lambda in " + TaskEventTest.class.getName() + ".recording_has");
      boolean slow = event.getString("outcome").equals("cancelled");
      boolean waited = event.getString("outcome").equals("failed");
      assertThat(event.getDuration().compareTo(Delays.SHORT) >= 0).isEqualTo(slow);
      assertThat(event.getDuration("queued"))
          .isGreaterThanOrEqualTo(waited ? Delays.SHORT : Duration.ZERO);
    }
  }

  /** Its author has not thought of anybody asking. */
  private static final class Mute implements Callable<Integer> {
    @Override
    public Integer call() {
      return 1;
    }

    @Override
    public String toString() {
      throw new AssertionError("no words");
    }
  }

  @Test
  void recordedTask_whoseTextFails_endsAsAnyOther() throws Exception {
    try (Recording recording = new Recording();
        ThreadPool pool = new ThreadPool(1)) {
      recording.enable("dev.ropewalk.Task").withoutThreshold();
      recording.start();
      assertThat(pool.submit(new Mute()).get(Delays.LONG)).isEqualTo(1);
    }
  }

  @Test
  void nobodyRecording_costsNoEvent() {
    assertThat(TaskEvent.submitted()).isNull();
  }
}
