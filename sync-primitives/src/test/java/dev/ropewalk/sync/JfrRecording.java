package dev.ropewalk.sync;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/** Runs something with a recording on, and says which events came of it. */
final class JfrRecording {

  /** What is to be recorded. */
  interface Recorded {
    void run() throws Exception;
  }

  private JfrRecording() {}

  /** Events of this type that took at least this long. */
  static List<RecordedEvent> of(String type, Duration threshold, Recorded action) throws Exception {
    try (Recording recording = new Recording()) {
      recording.enable(type).withThreshold(threshold);
      return record(recording, type, action);
    }
  }

  /** Events of this type, however short, in a recording that does not switch them on. */
  static List<RecordedEvent> unasked(String type, Recorded action) throws Exception {
    try (Recording recording = new Recording()) {
      recording.setSettings(Map.of(type + "#threshold", "0 ns"));
      return record(recording, type, action);
    }
  }

  private static List<RecordedEvent> record(Recording recording, String type, Recorded action)
      throws Exception {
    Path file = Files.createTempFile("ropewalk-recording", ".jfr");
    try {
      recording.start();
      action.run();
      recording.stop();
      recording.dump(file);
      return RecordingFile.readAllEvents(file).stream()
          .filter(event -> event.getEventType().getName().equals(type))
          .toList();
    } finally {
      Files.delete(file);
    }
  }
}
