package dev.ropewalk.async;

import static dev.ropewalk.async.Bodies.HOUR;
import static dev.ropewalk.async.Bodies.letOthersRun;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ropewalk.testkit.ThreadStates;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A runner that nobody closes is closed when it is collected, and that is not passed over in silence. */
@Timeout(60)
class UnclosedRunnerTest {

  @BeforeEach
  void forget() {
    CapturedLogs.ENTRIES.clear();
  }

  /** Its loop has a name of its own, by which it is told from those that other tests left. */
  private static EventLoop dropRunner(String name, boolean withTask) throws Exception {
    FutureTask<EventLoop> dropping = new FutureTask<>(() -> useRunner(withTask));
    ThreadStates.awaitEnded(Thread.ofPlatform().name(name).start(dropping));
    return dropping.get();
  }

  private static EventLoop useRunner(boolean withTask) throws InterruptedException {
    Runner runner = new Runner(true);
    if (withTask) {
      runner.run(
          () -> {
            makeOrphan();
            letOthersRun();
            letOthersRun();
          });
    }
    return runner.loop();
  }

  private static void makeOrphan() {
    Async.createTask("orphan", () -> Async.sleep(HOUR));
  }

  private static void collectUntilClosed(EventLoop loop) {
    ThreadStates.awaitTrue(
        loop + " to be closed",
        () -> {
          System.gc();
          return loop.isClosed();
        });
  }

  private static List<CapturedLogs.Entry> about(EventLoop loop) {
    String name = loop.toString().replace("closed", "open");
    return CapturedLogs.ENTRIES.stream().filter(e -> e.message().contains(name)).toList();
  }

  @Test
  void droppedRunner_withATaskThatHasNotEnded_isReportedWithIt_andClosed() throws Exception {
    EventLoop loop = dropRunner("dropper-1", true);
    Task<?> orphan = loop.tasks().pending().getFirst();
    CompletableFuture<?> waitedFor = orphan.toCompletableFuture();
    collectUntilClosed(loop);
    List<CapturedLogs.Entry> told = about(loop);
    assertThat(told).hasSize(2);
    assertThat(told.getFirst().message())
        .startsWith("the runner of EventLoop[")
        .contains("was dropped without being closed");
    assertThat(told.getLast().message())
        .startsWith("a task has not ended, and never will")
        .contains("orphan at dev.ropewalk.async.UnclosedRunnerTest");
    assertThat(Arrays.stream(told.getLast().thrown().getStackTrace()))
        .anyMatch(call -> call.getMethodName().equals("makeOrphan"));
    assertThatExceptionOfType(CompletionException.class)
        .isThrownBy(waitedFor::join)
        .havingCause()
        .withMessageContaining("orphan has not ended, and will not");
  }

  @Test
  void droppedRunner_withoutTasks_isReported_andClosed() throws Exception {
    EventLoop loop = dropRunner("dropper-2", false);
    collectUntilClosed(loop);
    assertThat(about(loop)).hasSize(1);
  }

  @Test
  void runnerThatRuns_isNotTakenForDropped() throws Exception {
    EventLoop[] loop = new EventLoop[1];
    new Runner()
        .run(
            () -> {
              loop[0] = EventLoop.running();
              for (int i = 0; i < 5; i++) {
                System.gc();
                Thread.sleep(10); // for the cleaner
                letOthersRun();
              }
              assertThat(loop[0].isClosed()).isFalse();
            });
    collectUntilClosed(loop[0]);
  }
}
