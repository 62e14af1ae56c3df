package dev.ropewalk.async;

import static dev.ropewalk.async.Bodies.letOthersRun;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ropewalk.executors.thread.ThreadPool;
import dev.ropewalk.testkit.ThreadStates;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** When an idle pool is let go, the second being over when the test says so. */
class DefaultExecutorTest {

  /** What is done when the second is over. */
  private final Queue<Runnable> later = new ArrayDeque<>();

  private interface Use {
    void of(DefaultExecutor executor) throws Exception;
  }

  /** Coroutines run on daemon threads, so what they make is that of a loop on one. */
  private void onADaemonThread(Use use) throws Exception {
    Async.run(() -> useAndClose(new DefaultExecutor(later::add), use));
  }

  private static void useAndClose(DefaultExecutor executor, Use use) throws Exception {
    try {
      use.of(executor);
    } finally {
      executor.close();
    }
  }

  /** A call that ends when the gate opens, and says on what thread. */
  private static AsyncFuture<Thread> submit(DefaultExecutor executor, CountDownLatch gate) {
    return executor.submit(
        EventLoop.running(),
        () -> {
          gate.await();
          return Thread.currentThread();
        });
  }

  /** Returns once the loop knows that it has ended. */
  private static Thread call(DefaultExecutor executor) {
    CountDownLatch gate = new CountDownLatch(1);
    AsyncFuture<Thread> called = submit(executor, gate);
    gate.countDown();
    Thread thread = called.await();
    letOthersRun();
    return thread;
  }

  private void aSecondLater() {
    later.remove().run();
    letOthersRun();
    letOthersRun();
  }

  @Test
  void idleForASecond_isLetGo() throws Exception {
    onADaemonThread(
        executor -> {
          Thread thread = call(executor);
          aSecondLater();
          assertThat(executor.isThere()).isFalse();
          ThreadStates.awaitEnded(thread);
          assertThat(later).isEmpty();
        });
  }

  @Test
  void usedInThatSecond_staysForAnother() throws Exception {
    onADaemonThread(
        executor -> {
          Thread thread = call(executor);
          assertThat(call(executor)).isSameAs(thread);
          assertThat(later).hasSize(1);
          aSecondLater();
          assertThat(executor.isThere()).isTrue();
          assertThat(later).hasSize(1);
          aSecondLater();
          assertThat(executor.isThere()).isFalse();
        });
  }

  @Test
  void inUseWhenThatSecondIsOver_staysUntilASecondAfterThat() throws Exception {
    onADaemonThread(
        executor -> {
          var _ = call(executor);
          CountDownLatch gate = new CountDownLatch(1);
          AsyncFuture<Thread> called = submit(executor, gate);
          aSecondLater();
          assertThat(executor.isThere()).isTrue();
          assertThat(later).isEmpty();
          gate.countDown();
          var _ = called.await();
          letOthersRun();
          assertThat(later).hasSize(1);
          aSecondLater();
          assertThat(executor.isThere()).isFalse();
        });
  }

  @Test
  void replacedInThatSecond_theOtherOneStays() throws Exception {
    try (ThreadPool other = new ThreadPool(1, "mine")) {
      onADaemonThread(
          executor -> {
            var _ = call(executor);
            executor.use(other);
            aSecondLater();
            assertThat(call(executor).getName()).startsWith("mine");
            assertThat(later).isEmpty();
          });
    }
  }

  @Test
  void onAThreadThatKeepsTheJvm_staysUntilTheLoopEnds() throws Exception {
    FutureTask<DefaultExecutor> making = new FutureTask<>(() -> new DefaultExecutor(later::add));
    Thread.ofPlatform().daemon(false).start(making);
    DefaultExecutor executor = making.get();
    Async.run(
        () ->
            useAndClose(
                executor,
                same -> {
                  var _ = call(same);
                  assertThat(later).isEmpty();
                }));
  }
}
