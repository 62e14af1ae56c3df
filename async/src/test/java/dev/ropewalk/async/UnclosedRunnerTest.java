package dev.ropewalk.async;

import static dev.ropewalk.async.Bodies.HOUR;
import static dev.ropewalk.async.Bodies.letOthersRun;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ropewalk.testkit.ThreadStates;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
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
  private static EventLoop dropRunner(String name, CoroutineAction main) throws Exception {
    return dropRunner(name, () -> new Runner(true), main);
  }

  private static EventLoop dropRunner(String name, Callable<Runner> runner, CoroutineAction main)
      throws Exception {
    FutureTask<EventLoop> dropping = new FutureTask<>(() -> useRunner(runner.call(), main));
    ThreadStates.awaitEnded(Thread.ofPlatform().name(name).start(dropping));
    return dropping.get();
  }

  private static EventLoop useRunner(Runner runner, CoroutineAction main)
      throws InterruptedException {
    runner.run(
        () -> {
          main.run();
          letOthersRun();
          letOthersRun();
        });
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

  /** What the watchdog says of a machine that is slow today is left out. */
  private static List<CapturedLogs.Entry> about(EventLoop loop) {
    String name = loop.toString().replace("closed", "open");
    return CapturedLogs.ENTRIES.stream()
        .filter(entry -> entry.message().replace("closed", "open").contains(name + " was dropped"))
        .toList();
  }

  @Test
  void droppedRunner_withATaskThatHasNotEnded_isReportedWithIt_andClosed() throws Exception {
    EventLoop loop = dropRunner("dropper-1", UnclosedRunnerTest::makeOrphan);
    Task<?> orphan = loop.tasks().pending().getFirst();
    CompletableFuture<?> waitedFor = orphan.toCompletableFuture();
    collectUntilClosed(loop);
    List<CapturedLogs.Entry> told = about(loop);
    assertThat(told).hasSize(2);
    assertThat(told.getFirst().message())
        .startsWith("the runner of EventLoop[")
        .contains("was dropped without being closed");
    assertThat(told.getLast().message())
        .startsWith("a task had not ended when EventLoop[")
        .contains("was dropped, and is cancelled: orphan at dev.ropewalk.async.UnclosedRunnerTest");
    assertThat(Arrays.stream(told.getLast().thrown().getStackTrace()))
        .anyMatch(call -> call.getMethodName().equals("makeOrphan"));
    assertThatExceptionOfType(CancellationException.class).isThrownBy(waitedFor::join);
  }

  @Test
  void droppedRunner_withTasks_letsThemCleanUp_andTheirThreadsEnd() throws Exception {
    List<Thread> threads = new CopyOnWriteArrayList<>();
    List<String> steps = new CopyOnWriteArrayList<>();
    EventLoop loop =
        dropRunner(
            "dropper-3",
            () -> {
              for (int i = 0; i < 3; i++) {
                Async.createTask(() -> cleansUp(threads, steps));
              }
            });
    assertThat(threads).hasSize(3).allMatch(Thread::isAlive);
    collectUntilClosed(loop);
    for (Thread thread : threads) {
      ThreadStates.awaitEnded(thread);
    }
    assertThat(steps).containsExactly("first", "first", "first", "last", "last", "last");
    assertThat(loop.tasks().pending()).isEmpty();
  }

  private static void cleansUp(List<Thread> threads, List<String> steps) {
    threads.add(Thread.currentThread());
    try {
      Async.sleep(HOUR);
    } finally {
      steps.add("first");
      letOthersRun();
      steps.add("last");
    }
  }

  @Test
  void droppedRunner_withACallback_runsIt_ifATaskHasNotEnded_onADaemonThread() throws Exception {
    List<Thread> ran = new CopyOnWriteArrayList<>();
    EventLoop loop =
        dropRunner(
            "dropper-4",
            () ->
                Async.createTask(
                    () -> {
                      try {
                        Async.sleep(HOUR);
                      } finally {
                        EventLoop.running().callSoon(() -> ran.add(Thread.currentThread()));
                      }
                    }));
    collectUntilClosed(loop);
    assertThat(ran)
        .singleElement()
        .matches(Thread::isDaemon)
        .matches(thread -> !thread.isVirtual());
    ThreadStates.awaitEnded(ran.getFirst());
  }

  @Test
  void droppedRunner_whoseLoopFails_isClosed_andThatIsLogged() throws Exception {
    EventLoop loop =
        dropRunner(
            "dropper-5",
            () -> new Runner(new JumpingIdle(), Runner.COROUTINE_THREADS),
            () ->
                Async.createTask(
                    () -> {
                      try {
                        Async.sleep(HOUR);
                      } finally {
                        new AsyncFuture<>().await(); // for which this clock does not wait
                      }
                    }));
    collectUntilClosed(loop);
    ThreadStates.awaitTrue("the failure to be logged", () -> about(loop).size() == 3);
    assertThat(about(loop).getLast().thrown()).isInstanceOf(AssertionError.class);
  }

  @Test
  void droppedRunner_withoutTasks_isReported_andClosed() throws Exception {
    EventLoop loop = dropRunner("dropper-2", () -> {});
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
