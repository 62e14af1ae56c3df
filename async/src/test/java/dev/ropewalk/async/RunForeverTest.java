package dev.ropewalk.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.ropewalk.async.testing.VirtualTime;
import dev.ropewalk.testkit.CoversScenario;
import dev.ropewalk.testkit.ThreadStates;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** On one thread, to which the runner of each test belongs. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SAME_THREAD)
class RunForeverTest {

  private final Runner runner = new Runner();
  private final EventLoop loop = runner.loop();
  private final List<String> log = new ArrayList<>();

  @AfterEach
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SAME_THREAD)
  void close() {
    runner.close();
  }

  @Test
  void stop_endsItAfterTheIteration() throws Exception {
    loop.callSoon(
        () -> {
          log.add("one");
          loop.stop();
          loop.callSoon(() -> log.add("next iteration"));
        });
    loop.callSoon(() -> log.add("two"));
    runner.runForever();
    assertThat(log).containsExactly("one", "two");
    assertThat(loop.isRunning()).isFalse();
    loop.stop();
    runner.runForever();
    assertThat(log).containsExactly("one", "two", "next iteration");
  }

  @Test
  void stopBeforeItRuns_letsOneIterationRun() throws Exception {
    loop.callSoon(() -> loop.callSoon(() -> log.add("second")));
    loop.callSoon(() -> log.add("first"));
    loop.stop();
    runner.runForever();
    assertThat(log).containsExactly("first");
    loop.stop();
    runner.runForever();
    assertThat(log).containsExactly("first", "second");
  }

  @Test
  void stopFromAnotherThread_comesThroughTheInbox() throws Exception {
    CountDownLatch runs = new CountDownLatch(1);
    loop.callSoon(runs::countDown);
    Thread other =
        new Thread(
            () -> {
              ThreadStates.awaitTrue("the loop to run", () -> runs.getCount() == 0);
              loop.callSoonThreadsafe(loop::stop);
            });
    other.start();
    runner.runForever();
    other.join();
    assertThat(runs.getCount()).isZero();
  }

  @Test
  void tasks_standStillBetweenTwoRuns() throws Exception {
    AtomicReference<Task<?>> task = new AtomicReference<>();
    loop.callSoon(
        () ->
            task.set(
                Async.createTask(
                    () -> {
                      log.add("begins");
                      loop.stop();
                      Async.sleep(Duration.ZERO);
                      log.add("goes on");
                      loop.stop();
                    })));
    runner.runForever();
    assertThat(log).containsExactly("begins");
    assertThat(task.get().isDone()).isFalse();
    runner.runForever();
    assertThat(log).containsExactly("begins", "goes on");
    runner.run(() -> Async.sleep(Duration.ZERO));
    assertThat(task.get().isDone()).isTrue();
  }

  @Test
  void runThatIsStoppedBeforeItsMainEnds_fails_andTheNextRunIsNotStopped() throws Exception {
    AtomicReference<Task<?>> main = new AtomicReference<>();
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                runner.run(
                    () -> {
                      main.set(Async.currentTask().orElseThrow());
                      loop.stop();
                      Async.sleep(Duration.ZERO);
                      log.add("later");
                    }))
        .withMessageContaining("was stopped before Task-1");
    assertThat(main.get().isDone()).isFalse();
    runner.run(
        () -> {
          main.get().await();
          Async.sleep(Duration.ZERO); // the end of the first main stops nothing
          Async.sleep(Duration.ZERO);
          log.add("second");
        });
    assertThat(log).containsExactly("later", "second");
  }

  @Test
  void anInterrupt_endsItAndCancelsNothing() throws Exception {
    Thread current = Thread.currentThread();
    AtomicReference<Task<?>> task = new AtomicReference<>();
    loop.callSoon(() -> task.set(Async.createTask(() -> Async.sleep(Duration.ofHours(1)))));
    loop.callSoon(current::interrupt);
    assertThatExceptionOfType(InterruptedException.class).isThrownBy(runner::runForever);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    assertThat(task.get().isDone()).isFalse();
    current.interrupt();
    assertThatExceptionOfType(InterruptedException.class).isThrownBy(runner::runForever);
  }

  @Test
  @CoversScenario("test_asyncio.test_runners.RunnerTests.test_custom_factory")
  void aRunnerWithALoopOfAnotherKind_usesThat() throws Exception {
    try (Runner virtual = VirtualTime.inOrder().newRunner()) {
      virtual.run(() -> Async.sleep(Duration.ofDays(1)));
      assertThat(virtual.loop().time()).isEqualTo(Duration.ofDays(1));
    }
  }

  @Test
  void withinARun_itIsRefused() throws Exception {
    runner.run(() -> assertThatIllegalStateException().isThrownBy(runner::runForever));
  }

  @Test
  void stop_inARunOfItsOwn_isNoEndOfMain_whateverMainDoesAsItIsCancelled() {
    for (boolean refuses : new boolean[] {false, true}) {
      assertThatIllegalStateException()
          .isThrownBy(
              () ->
                  Async.run(
                      () -> {
                        EventLoop.running().stop();
                        return refuses ? Bodies.refuse(42) : Bodies.after(3_600, 42);
                      }))
          .withMessageContaining("was stopped before Task-1, the main coroutine, ended");
    }
  }
}
