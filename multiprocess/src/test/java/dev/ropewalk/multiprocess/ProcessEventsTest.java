package dev.ropewalk.multiprocess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ropewalk.executors.TaskFuture;
import dev.ropewalk.testkit.Delays;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What the JDK's flight recorder records of pools. */
@ExtendWith(NothingLeftBehind.class)
class ProcessEventsTest {

  private static final List<String> TYPES =
      List.of(
          "dev.ropewalk.ProcessSpawn",
          "dev.ropewalk.ProcessLife",
          "dev.ropewalk.ProcessTask",
          "dev.ropewalk.Task");

  private static final int LARGE = 1 << 20;

  private static void work() throws Exception {
    try (ProcessPool pool =
        new ProcessPool(ProcessPoolOptions.defaults().withMaxWorkers(1).withName("p"))) {
      byte[] result = pool.submit(bytes -> bytes, new byte[LARGE]).get(Delays.LONG);
      assertThat(result).hasSize(LARGE);
      TaskFuture<?> death = pool.submit(() -> Runtime.getRuntime().halt(3));
      assertThatThrownBy(() -> death.get(Delays.LONG))
          .hasCauseInstanceOf(WorkerDiedException.class);
    }
  }

  private interface Work {
    void run() throws Exception;
  }

  private static Map<String, List<RecordedEvent>> record(Path file, List<String> types)
      throws Exception {
    return record(file, types, ProcessEventsTest::work);
  }

  private static Map<String, List<RecordedEvent>> record(Path file, List<String> types, Work work)
      throws Exception {
    try (Recording recording = new Recording()) {
      types.forEach(type -> recording.enable(type).withoutThreshold());
      recording.start();
      work.run();
      recording.stop();
      recording.dump(file);
      Stream<RecordedEvent> events = RecordingFile.readAllEvents(file).stream();
      return events
          .filter(event -> event.getEventType().getName().startsWith("dev.ropewalk."))
          .collect(Collectors.groupingBy(event -> event.getEventType().getName()));
    }
  }

  @Test
  void tasksAndProcesses_areRecorded(@TempDir Path folder) throws Exception {
    Map<String, List<RecordedEvent>> events = record(folder.resolve("on.jfr"), TYPES);
    assertThat(events.keySet()).containsExactlyInAnyOrderElementsOf(TYPES);

    RecordedEvent life = only(events, "dev.ropewalk.ProcessLife");
    assertThat(life.getString("name")).isEqualTo("p_0");
    assertThat(life.getInt("exitCode")).isEqualTo(3);
    RecordedEvent spawn = only(events, "dev.ropewalk.ProcessSpawn");
    assertThat(life.getLong("pid")).isEqualTo(spawn.getLong("pid"));
    assertThat(life.getDuration()).isGreaterThan(spawn.getDuration());

    List<RecordedEvent> tasks = events.get("dev.ropewalk.ProcessTask");
    assertThat(tasks).hasSize(2);
    RecordedEvent there = tasks.getFirst();
    assertThat(there.getLong("pid")).isEqualTo(life.getLong("pid"));
    assertThat(there.getLong("sent")).isBetween((long) LARGE, 2L * LARGE);
    assertThat(there.getLong("received")).isBetween((long) LARGE, 2L * LARGE);
    assertThat(there.getDuration()).isPositive();
    assertThat(there.getString("task"))
        .isEqualTo("a lambda in " + ProcessEventsTest.class.getName() + ".work");
    RecordedEvent death = tasks.getLast();
    assertThat(death.getLong("received")).isZero();
    assertThat(death.getLong("sent")).isBetween(1L, (long) LARGE);
    assertThat(events.get("dev.ropewalk.Task"))
        .extracting(event -> event.getString("outcome"))
        .containsExactly("succeeded", "failed");
  }

  private static void endWhileStarting(ProcessPoolOptions options) {
    try (ProcessPool pool = new ProcessPool(options.withMaxWorkers(1))) {
      TaskFuture<Integer> future = pool.submit(() -> 1);
      assertThatThrownBy(() -> future.get(Delays.LONG)).isInstanceOf(ExecutionException.class);
    }
  }

  @Test
  void processThatEndsWhileItStarts_hasOneLife(@TempDir Path folder) throws Exception {
    ProcessPoolOptions options = ProcessPoolOptions.defaults();
    ProcessOptions broken = ProcessOptions.builder().addJvmOptions("-XX:NoSuchOption").build();
    RecordedEvent neverReady =
        only(
            record(
                folder.resolve("never.jfr"),
                List.of("dev.ropewalk.ProcessLife"),
                () -> endWhileStarting(options.withWorkers(broken))),
            "dev.ropewalk.ProcessLife");
    assertThat(neverReady.getInt("exitCode")).isEqualTo(1);
    RecordedEvent initialized =
        only(
            record(
                folder.resolve("ended.jfr"),
                List.of("dev.ropewalk.ProcessLife"),
                () -> endWhileStarting(options.withInitializer(() -> System.exit(3)))),
            "dev.ropewalk.ProcessLife");
    assertThat(initialized.getInt("exitCode")).isEqualTo(3);
  }

  @Test
  void nothing_isRecordedUnlessAskedFor(@TempDir Path folder) throws Exception {
    assertThat(record(folder.resolve("off.jfr"), List.of())).isEmpty();
  }

  private static RecordedEvent only(Map<String, List<RecordedEvent>> events, String type) {
    assertThat(events.get(type)).hasSize(1);
    return events.get(type).getFirst();
  }
}
