package dev.ropewalk.threads.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Name;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RopewalkEventTest {

  @TempDir Path folder;

  @Name("dev.ropewalk.TestWait")
  static final class TestWaitEvent extends RopewalkEvent {
    String what = "";
  }

  private List<RecordedEvent> record(boolean enable) throws Exception {
    Path file = folder.resolve("recording.jfr");
    try (Recording recording = new Recording()) {
      if (enable) {
        recording.enable("dev.ropewalk.TestWait").withoutThreshold();
      }
      recording.start();
      TestWaitEvent event = new TestWaitEvent();
      event.begin();
      if (event.shouldCommit()) {
        event.what = "strand";
        event.commit();
      }
      recording.stop();
      recording.dump(file);
    }
    return RecordingFile.readAllEvents(file).stream()
        .filter(event -> event.getEventType().getName().equals("dev.ropewalk.TestWait"))
        .toList();
  }

  @Test
  void event_unlessAskedFor_isOff() throws Exception {
    assertThat(record(false)).isEmpty();
  }

  @Test
  void event_whenAskedFor_isRecordedInTheCategoryRopewalk() throws Exception {
    List<RecordedEvent> events = record(true);
    assertThat(events).hasSize(1);
    assertThat(events.getFirst().getEventType().getCategoryNames()).containsExactly("Ropewalk");
    assertThat(events.getFirst().getString("what")).isEqualTo("strand");
    assertThat(events.getFirst().getStackTrace()).isNull();
  }
}
