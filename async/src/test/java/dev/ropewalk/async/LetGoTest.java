package dev.ropewalk.async;

import static dev.ropewalk.async.Bodies.HOUR;
import static dev.ropewalk.async.Bodies.letOthersRun;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What nobody needs any more is let go of, though the loop and its futures live on. */
class LetGoTest {

  @Test
  void coroutineOfAnotherThread_cancelledBeforeItBegan_isForgotten() throws Exception {
    TestRun.run(
        () -> {
          EventLoop loop = EventLoop.running();
          CompletableFuture<Integer> copy = loop.runCoroutineThreadsafe(() -> 1);
          assertThat(loop.outsiders()).hasSize(1);
          assertThat(copy.cancel(true)).isTrue();
          letOthersRun();
          assertThat(loop.outsiders()).isEmpty();
        });
  }

  @Test
  void coroutineOfAnotherThread_cancelledBeforeTheFactoryWasAsked_isForgotten() throws Exception {
    TestRun.run(
        () -> {
          EventLoop loop = EventLoop.running();
          loop.setTaskFactory(TaskFactory.STANDARD);
          CompletableFuture<Integer> copy = loop.runCoroutineThreadsafe(() -> 1);
          copy.cancel(true);
          letOthersRun();
          letOthersRun();
          assertThat(loop.outsiders()).isEmpty();
          assertThat(Async.allTasks()).hasSize(1);
        });
  }

  @Test
  void copyOfAFuture_endedOtherwise_isForgottenByItsLoopAndItsSource() throws Exception {
    Async.run(
        () -> {
          EventLoop loop = EventLoop.running();
          AsyncFuture<Integer> source = new AsyncFuture<>();
          assertThat(source.toCompletableFuture().complete(1))
              .isTrue(); // the loop knows nothing of it yet
          CompletableFuture<Integer> byHand = source.toCompletableFuture();
          CompletableFuture<Integer> inTime =
              source.toCompletableFuture().orTimeout(1, TimeUnit.MILLISECONDS);
          CompletableFuture<Integer> stays = source.toCompletableFuture();
          letOthersRun();
          byHand.complete(2);
          while (!inTime.isDone()) {
            Async.sleep(Duration.ofMillis(1));
          }
          Async.sleep(Duration.ofMillis(1));
          assertThat(loop.outsiders().toArray()).containsExactly(stays);
          stays.complete(3);
          letOthersRun();
          assertThat(source.completion().isAwaited()).isFalse();
          source.setResult(4);
          assertThat(source.await()).isEqualTo(4);
        });
  }

  @Test
  void doneCallback_calledOff_isForgotten() throws Exception {
    TestRun.run(
        () -> {
          AsyncFuture<Integer> future = new AsyncFuture<>();
          future.addDoneCallback(_ -> {}).cancel();
          assertThat(future.completion().isAwaited()).isFalse();
          Handle byAThread = future.addDoneCallback(_ -> {});
          Thread other = Thread.ofPlatform().start(byAThread::cancel);
          other.join();
          letOthersRun();
          assertThat(future.completion().isAwaited()).isFalse();
        });
  }

  @Test
  void timers_calledOffByAnotherThread_areForgottenBeforeTheyAreDue() throws Exception {
    TestRun.run(
        () -> {
          EventLoop loop = EventLoop.running();
          loop.callLater(Duration.ofMinutes(1), () -> {});
          List<TimerHandle> timers = new ArrayList<>();
          for (int i = 0; i < 10 * Schedule.PURGE_AT_LEAST; i++) {
            timers.add(loop.callLater(HOUR, () -> {}));
          }
          Thread other = Thread.ofPlatform().start(() -> timers.forEach(Handle::cancel));
          other.join();
          letOthersRun();
          assertThat(loop.schedule().timers()).isLessThan(2 * Schedule.PURGE_AT_LEAST);
        });
  }
}
