package dev.ropewalk.async;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ropewalk.executors.thread.ThreadPool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What still runs when the main coroutine has ended: how many callbacks of a chain, each of which adds the next one, was
 * counted in CPython 3.13.
 */
@Timeout(60)
class AfterMainTest {

  private final List<String> log = new ArrayList<>();
  private int links;

  private void chain() {
    links++;
    EventLoop.running().callSoon(this::chain);
  }

  private void cleanUpThatChains() {
    try {
      Async.sleep(Duration.ofHours(1));
    } finally {
      chain();
    }
  }

  @Test
  void chain_ofMain_runsFiveLinks() throws Exception {
    TestRun.run(() -> EventLoop.running().callSoon(this::chain));
    assertThat(links).isEqualTo(5);
  }

  @Test
  void chain_ofMainThatLeavesATask_runsEightLinks() throws Exception {
    TestRun.run(
        () -> {
          Async.createTask(() -> Async.sleep(Duration.ofHours(1)));
          Async.sleep(Duration.ZERO);
          EventLoop.running().callSoon(this::chain);
        });
    assertThat(links).isEqualTo(8);
  }

  @Test
  void chain_ofATaskThatIsCancelledInTheEnd_runsSixLinksAfterItsFirst() throws Exception {
    TestRun.run(
        () -> {
          Async.createTask(this::cleanUpThatChains);
          Async.sleep(Duration.ZERO);
        });
    assertThat(links - 1).isEqualTo(6);
  }

  @Test
  void chain_betweenRuns_runsFourLinksAsTheRunnerCloses() {
    try (Runner runner = new Runner()) {
      runner.loop().callSoon(this::chain);
    }
    assertThat(links).isEqualTo(4);
  }

  @Test
  void callback_ofAnotherThread_beforeTheRunnerCloses_runs() throws Exception {
    try (Runner runner = new Runner()) {
      EventLoop loop = runner.loop();
      Thread.startVirtualThread(() -> loop.callSoonThreadsafe(() -> log.add("ran"))).join();
    }
    assertThat(log).containsExactly("ran");
  }

  @Test
  void doneCallback_ofATaskThatEndsWithMain_runs() throws Exception {
    TestRun.run(
        () -> {
          Task<Void> task = Async.createTask(() -> {});
          task.addDoneCallback(_ -> log.add("done"));
        });
    assertThat(log).containsExactly("done");
  }

  @Test
  void task_madeByACallbackAfterMain_isCancelled_andLeavesNothingBehind() throws Exception {
    TestRun.run(
        () -> {
          EventLoop loop = EventLoop.running();
          loop.callSoon(
              () ->
                  loop.callSoon(
                      () ->
                          Async.createTask(
                              () -> {
                                log.add("began");
                                try {
                                  Async.sleep(Duration.ofHours(1));
                                } finally {
                                  log.add("cleaned up");
                                }
                              })));
        });
    assertThat(log).containsExactly("began", "cleaned up");
  }

  @Test
  void stop_byACallbackWhileTheExecutorEnds_doesNotCutThatShort() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    try (ThreadPool pool = new ThreadPool(1)) {
      Async.run(
          () -> {
            EventLoop loop = EventLoop.running();
            loop.setDefaultExecutor(pool);
            loop.runInExecutor(
                () -> {
                  gate.await();
                  return null;
                });
            loop.callLater(Duration.ofMillis(10), loop::stop);
            loop.callLater(Duration.ofMillis(20), gate::countDown);
          });
      boolean terminated = pool.isTerminated();
      gate.countDown(); // if need be
      assertThat(terminated).isTrue();
    }
  }
}
