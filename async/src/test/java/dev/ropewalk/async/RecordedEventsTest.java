package dev.ropewalk.async;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.DURATION;

import dev.ropewalk.testkit.Delays;
import dev.ropewalk.testkit.ThreadStates;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a JFR recording has of a loop. */
class RecordedEventsTest {

  private static final String TASK = "dev.ropewalk.AsyncTask";
  private static final String STEP = "dev.ropewalk.AsyncStep";
  private static final String BLOCKED = "dev.ropewalk.BlockedLoop";

  @TempDir private Path folder;

  private List<RecordedEvent> record(Recording recording, CoroutineAction main) throws Exception {
    Path file = folder.resolve("loop.jfr");
    recording.start();
    Async.run(main);
    recording.stop();
    recording.dump(file);
    return RecordingFile.readAllEvents(file);
  }

  private List<RecordedEvent> recordAll(CoroutineAction main) throws Exception {
    try (Recording recording = new Recording()) {
      for (String type : List.of(TASK, STEP, BLOCKED)) {
        recording.enable(type).withoutThreshold();
      }
      return record(recording, main);
    }
  }

  private static Stream<RecordedEvent> of(
      List<RecordedEvent> events, String type, String field, String value) {
    return events.stream()
        .filter(event -> event.getEventType().getName().equals(type))
        .filter(event -> event.getString(field).contains(value));
  }

  @Test
  void tasks_areRecordedFromTheirMakingToTheirEnd() throws Exception {
    List<RecordedEvent> events =
        recordAll(
            () -> {
              Async.createTask("returns", () -> Async.sleep(Delays.SHORT)).await();
              Async.createTask("never begins", () -> {}).cancel();
              Task<?> failing = Async.createTask("fails", () -> void_(Integer.parseInt("frayed")));
              var _ = Async.wait(List.of(failing));
              assertThat(failing.exception()).isPresent();
            });
    assertThat(events.stream().filter(event -> event.getEventType().getName().equals(TASK)))
        .extracting(event -> event.getString("task"), event -> event.getString("outcome"))
        .extracting(tuple -> tuple.toList().getFirst() + " " + tuple.toList().getLast())
        .containsExactlyInAnyOrder(
            "Task-1 returned", "returns returned", "never begins cancelled", "fails failed");
    assertThat(of(events, TASK, "task", "returns").map(RecordedEvent::getDuration))
        .allMatch(duration -> duration.compareTo(Delays.SHORT) >= 0);
  }

  private static void void_(Object ignored) {}

  @Test
  void steps_areRecordedForCoroutinesAndCallbacks() throws Exception {
    List<RecordedEvent> events =
        recordAll(
            () -> {
              EventLoop.running().callSoon(new Named(() -> {}));
              Async.createTask(
                      "stepper",
                      () -> {
                        Async.sleep(Delays.SHORT);
                        Async.sleep(Duration.ZERO);
                      })
                  .await();
            });
    assertThat(of(events, STEP, "step", "stepper")).hasSize(3);
    assertThat(of(events, STEP, "step", "Task-1")).hasSize(2);
    assertThat(of(events, STEP, "step", "a named callback")).hasSize(1);
  }

  @Test
  void steps_thatStartAnEagerTask_areRecordedToTheirEnd() throws Exception {
    List<RecordedEvent> events =
        recordAll(
            () -> {
              EventLoop.running().callSoon(new Named(() -> startEagerly("of a callback")));
              Async.createTask("creator", () -> startEagerly("of a task")).await();
              Async.sleep(Delays.SHORT.multipliedBy(2));
            });
    for (String child : List.of("of a task", "of a callback")) {
      assertThat(of(events, STEP, "step", child)).hasSize(2);
    }
    for (String creator : List.of("creator", "a named callback")) {
      assertThat(of(events, STEP, "step", creator))
          .singleElement()
          .extracting(RecordedEvent::getDuration, as(DURATION))
          .isGreaterThanOrEqualTo(Delays.SHORT); // all of it, and not only what follows
    }
  }

  private static void startEagerly(String name) {
    Async.createTask(
        TaskOptions.named(name).eager(),
        () -> {
          Thread.sleep(Delays.SHORT);
          Async.sleep(Duration.ZERO);
        });
  }

  private record Named(Runnable body) implements Runnable {
    @Override
    public void run() {
      body.run();
    }

    @Override
    public String toString() {
      return "a named callback";
    }
  }

  @Test
  void aLoopThatStandsStill_isRecordedWhenTheWatchdogWarns() throws Exception {
    CapturedLogs.ENTRIES.clear();
    List<RecordedEvent> events =
        recordAll(
            () -> {
              EventLoop.running().setSlowCallbackDuration(Delays.SHORT);
              Async.createTask("hog", RecordedEventsTest::blockUntilWarned).await();
            });
    RecordedEvent event = of(events, BLOCKED, "held", "hog").findFirst().orElseThrow();
    assertThat(event.getString("reason")).isEqualTo("blocked by a step");
    assertThat(event.getString("loop")).startsWith("EventLoop[");
    assertThat(event.getString("where")).contains("(");
    assertThat(event.getDuration("still")).isGreaterThanOrEqualTo(Delays.SHORT);
  }

  private static void blockUntilWarned() {
    ThreadStates.awaitTrue("a warning", () -> !CapturedLogs.ENTRIES.isEmpty());
  }

  @Test
  void nothingIsRecorded_unlessAskedFor() throws Exception {
    try (Recording recording = new Recording()) {
      recording.setSettings(Map.of(TASK + "#threshold", "0 ns", STEP + "#threshold", "0 ns"));
      assertThat(record(recording, () -> Async.createTask(() -> {}).await()))
          .noneMatch(event -> event.getEventType().getName().startsWith("dev.ropewalk.Async"));
    }
    assertThat(TaskLifeEvent.begun()).isNull();
    assertThat(StepEvent.begun()).isNull();
  }
}
