package dev.ropewalk.multiprocess;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ropewalk.executors.PortableCallable;
import dev.ropewalk.executors.TaskFuture;
import dev.ropewalk.multiprocess.shared.SharedValue;
import dev.ropewalk.testkit.Delays;
import dev.ropewalk.testkit.ThreadStates;
import java.lang.ref.WeakReference;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What callbacks, which run on the threads of workers, do to a pool and find there. */
@ExtendWith(NothingLeftBehind.class)
class PoolCallbacksTest {

  private static final PortableCallable<Long> PID = () -> ProcessHandle.current().pid();

  /** A task whose callback is there before it ends. */
  private static void whenDone(ProcessPool pool, Runnable callback) throws Exception {
    try (SharedValue.OfLong begun = SharedValue.ofLong(0);
        SharedValue.OfLong gate = SharedValue.ofLong(0)) {
      TaskFuture<Long> task = pool.submit(ProcessPoolTest.waitingFor(begun, gate));
      CountDownLatch added = new CountDownLatch(1);
      task.addDoneCallback(
          _ -> {
            added.countDown();
            callback.run();
          });
      gate.set(1);
      assertThat(added.await(Delays.LONG.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
    }
  }

  @Test
  void workerWhoseCallbackTakesLong_isNotIdle() throws Exception {
    CompletableFuture<Long> other = new CompletableFuture<>();
    CompletableFuture<Long> seen = new CompletableFuture<>();
    try (ProcessPool pool = new ProcessPool(2)) {
      whenDone(pool, () -> seen.complete(other.join()));
      long pid = pool.submit(PID).get(Delays.LONG);
      other.complete(pid);
      assertThat(seen.get(Delays.LONG.toMillis(), TimeUnit.MILLISECONDS)).isEqualTo(pid);
      assertThat(pool.workerCount()).isEqualTo(2);
    }
  }

  @Test
  void close_inACallback_isRefusedInsteadOfWaitingForItself() throws Exception {
    ProcessPool pool = new ProcessPool(1);
    CompletableFuture<Object> failure = new CompletableFuture<>();
    whenDone(
        pool,
        () -> {
          try {
            pool.close();
            failure.complete("closed");
          } catch (IllegalStateException e) {
            failure.complete(e);
          }
        });
    assertThat(failure.get(Delays.LONG.toMillis(), TimeUnit.MILLISECONDS))
        .asInstanceOf(InstanceOfAssertFactories.THROWABLE)
        .hasMessageContaining("can't wait for the end of the executor that runs it");
    assertThat(pool.awaitTermination(Delays.LONG.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
  }

  @Test
  void callback_findsNothingOfTheThreadThatFirstSubmitted() throws Exception {
    InheritableThreadLocal<String> name = new InheritableThreadLocal<>();
    CompletableFuture<String> seen = new CompletableFuture<>();
    try (ProcessPool pool = new ProcessPool(1)) {
      name.set("alice");
      whenDone(pool, () -> seen.complete("" + name.get()));
      assertThat(seen.get(Delays.LONG.toMillis(), TimeUnit.MILLISECONDS)).isEqualTo("null");
    } finally {
      name.remove();
    }
  }

  @Test
  void idlePool_holdsNoTask() throws Exception {
    try (ProcessPool pool = new ProcessPool(1)) {
      WeakReference<TaskFuture<Integer>> future =
          new WeakReference<>(pool.submit(array -> array.length, new byte[1000]));
      ThreadStates.awaitTrue(
          "the task to be done", () -> future.get() == null || future.get().isDone());
      Awaitility.await()
          .atMost(Delays.LONG)
          .until(
              () -> {
                System.gc();
                return future.get() == null;
              });
    }
  }
}
