package dev.ropewalk.executors.thread;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ropewalk.executors.Futures;
import dev.ropewalk.executors.PortableFunction;
import dev.ropewalk.executors.TaskExecutor;
import dev.ropewalk.executors.TaskFuture;
import dev.ropewalk.testkit.Delays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What tasks, callbacks and initializers do to the pool that runs them. */
class OwnPoolTest {

  private static void assertCannotWait(Throwable failure) {
    assertThat(failure)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("can't wait for the end of the executor that runs it");
  }

  private static void assertEnds(TaskExecutor executor) throws InterruptedException {
    assertThat(executor.isShutdown()).isTrue();
    assertThat(executor.awaitTermination(Delays.LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
  }

  /** Python's is RuntimeError("cannot join current thread"); there, too, the shutdown stands. */
  @Test
  void waitingForTheEnd_inATask_isRefused_andTheShutdownStands() throws Exception {
    for (TaskExecutor executor : List.of(new ThreadPool(1), new VirtualThreadExecutor(1))) {
      CountDownLatch gate = new CountDownLatch(1);
      TaskFuture<?> closing =
          executor.submit(
              () -> {
                gate.await();
                executor.close();
                return 1;
              });
      TaskFuture<?> next = executor.submit(() -> 2);
      gate.countDown();
      assertCannotWait(closing.exception(Delays.LONG));
      assertThat(next.get()).isEqualTo(2);
      assertEnds(executor);
    }
  }

  @Test
  void waitingForTheEnd_withGrace_isRefusedToo() throws Exception {
    for (TaskExecutor executor : List.of(new ThreadPool(1), new VirtualThreadExecutor(1))) {
      TaskExecutor view = executor.withTaskTimeout(Delays.LONG);
      CountDownLatch gate = new CountDownLatch(1);
      TaskFuture<?> closing =
          executor.submit(
              () -> {
                gate.await();
                return executor.close(Delays.LONG);
              });
      TaskFuture<?> closingView = executor.submit(() -> view.close(Delays.LONG));
      gate.countDown();
      assertCannotWait(closing.exception(Delays.LONG));
      assertCannotWait(closingView.exception(Delays.LONG));
      assertEnds(executor);
    }
  }

  @Test
  void waitingForTheEnd_throughAView_isRefusedToo() throws Exception {
    for (TaskExecutor executor : List.of(new ThreadPool(1), new VirtualThreadExecutor())) {
      TaskExecutor view = executor.withTaskTimeout(Delays.LONG);
      assertCannotWait(executor.submit(() -> view.close()).exception(Delays.LONG));
      assertEnds(executor);
    }
    for (TaskExecutor executor : List.of(new ThreadPool(1), new VirtualThreadExecutor())) {
      TaskFuture<?> closing =
          executor.submit(
              () -> {
                executor.withTaskTimeout(Delays.LONG).shutdown(true, true);
                return 1;
              });
      assertCannotWait(closing.exception(Delays.LONG));
      assertEnds(executor);
    }
  }

  @Test
  void waitingForTheEnd_inACallback_isRefused() throws Exception {
    BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();
    CountDownLatch gate = new CountDownLatch(1);
    ThreadPool pool = new ThreadPool(1);
    TaskFuture<?> task =
        pool.submit(
            () -> {
              gate.await();
              return 1;
            });
    task.addDoneCallback(
        _ -> {
          try {
            pool.shutdown(true, false);
          } catch (Exception failure) {
            failures.add(failure);
          }
        });
    gate.countDown();
    assertCannotWait(failures.poll(Delays.LONG.toSeconds(), TimeUnit.SECONDS));
    assertEnds(pool);
  }

  @Test
  void anotherPool_mayBeClosedInATask() throws Exception {
    try (ThreadPool pool = new ThreadPool(1)) {
      TaskFuture<Integer> outer =
          pool.submit(
              () -> {
                TaskFuture<Integer> inner;
                try (VirtualThreadExecutor virtual = new VirtualThreadExecutor();
                    ThreadPool own = new ThreadPool(1)) {
                  inner = own.submit(() -> virtual.submit(() -> 7).get());
                }
                return inner.resultNow();
              });
      assertThat(outer.get()).isEqualTo(7);
    }
  }

  /** A pool with one worker, whose initializer works with the pool. */
  private static ThreadPool initializedBy(PoolAction initializer) {
    AtomicReference<ThreadPool> self = new AtomicReference<>();
    ThreadPool pool =
        new ThreadPool(
            ThreadPoolOptions.defaults()
                .withMaxWorkers(1)
                .withInitializer(
                    () -> {
                      try {
                        initializer.on(self.get());
                      } catch (Exception failure) {
                        throw new IllegalStateException(failure);
                      }
                    }));
    self.set(pool);
    return pool;
  }

  private interface PoolAction {
    void on(ThreadPool pool) throws Exception;
  }

  @Test
  void initializer_thatSubmits_hasItsTaskRun() throws Exception {
    BlockingQueue<TaskFuture<Integer>> submitted = new LinkedBlockingQueue<>();
    try (ThreadPool pool = initializedBy(self -> submitted.add(self.submit(() -> 2)))) {
      assertThat(pool.submit(() -> 1).get()).isEqualTo(1);
      assertThat(submitted.take().get()).isEqualTo(2);
    }
  }

  /** In Python it waits forever. */
  @Test
  void initializer_thatWaitsForATaskOfTheFullPool_breaksIt() throws Exception {
    try (ThreadPool pool = initializedBy(self -> self.submit(() -> 2).get())) {
      assertThat(pool.submit(() -> 1).exception(Delays.LONG))
          .isInstanceOf(BrokenThreadPoolException.class)
          .hasRootCauseInstanceOf(StarvedPoolException.class);
    }
  }

  // ---- what threads inherit

  private static final InheritableThreadLocal<String> KNOT = new InheritableThreadLocal<>();

  /** Its value in a task of a worker that was made for somebody who had one. */
  private static void assertInheritsNothing(TaskExecutor executor) throws Exception {
    try (executor) {
      KNOT.set("of the submitter");
      assertThat(executor.submit(() -> KNOT.get()).get()).isNull();
    } finally {
      KNOT.remove();
    }
  }

  @Test
  void threads_inheritNoThreadLocals() throws Exception {
    assertInheritsNothing(new ThreadPool(1));
    assertInheritsNothing(new VirtualThreadExecutor());
    try (VirtualThreadExecutor executor = new VirtualThreadExecutor(1)) {
      CountDownLatch gate = new CountDownLatch(1);
      TaskFuture<?> before =
          executor.submit(
              () -> {
                gate.await();
                KNOT.set("of the task whose thread makes the next one");
                return 1;
              });
      TaskFuture<String> next = executor.submit(() -> KNOT.get());
      gate.countDown();
      assertThat(next.get()).isNull();
      assertThat(before.isDone()).isTrue();
    }
  }

  @Test
  @SuppressWarnings("ThreadPriorityCheck") // only whether it is taken over is asked
  void threads_haveTheClassLoaderOfWhoMadeTheExecutor_andItsOwnPriority() throws Exception {
    Thread current = Thread.currentThread();
    ClassLoader own = current.getContextClassLoader();
    int priority = current.getPriority();
    ClassLoader other = new ClassLoader(own) {};
    for (TaskExecutor executor : List.of(new ThreadPool(1), new VirtualThreadExecutor())) {
      try (executor) {
        current.setContextClassLoader(other);
        current.setPriority(Thread.MIN_PRIORITY);
        Thread worker = executor.submit(Thread::currentThread).get();
        assertThat(executor.submit(() -> Thread.currentThread().getContextClassLoader()).get())
            .isSameAs(own);
        assertThat(worker.getPriority()).isEqualTo(Thread.NORM_PRIORITY);
      } finally {
        current.setContextClassLoader(own);
        current.setPriority(priority);
      }
    }
  }

  // ---- what is refused at once

  @Test
  void nothing_insteadOfAFunctionOrListener_isRefusedAtOnce() throws Exception {
    try (TaskExecutor pool = new ThreadPool(1)) {
      PortableFunction<Integer, Integer> none = null;
      Runnable noListener = null;
      Executor nobody = null;
      assertThatThrownBy(() -> pool.submit(none, 1)).isInstanceOf(NullPointerException.class);
      assertThatThrownBy(() -> pool.map(none, List.of())).isInstanceOf(NullPointerException.class);
      assertThatThrownBy(() -> pool.map(null, List.of(), List.of()))
          .isInstanceOf(NullPointerException.class);
      ThreadPoolOptions options = ThreadPoolOptions.defaults();
      assertThatThrownBy(() -> options.withQueue(1, null)).isInstanceOf(NullPointerException.class);
      assertThatThrownBy(() -> options.withStarvation(null))
          .isInstanceOf(NullPointerException.class);
      assertThatThrownBy(() -> new WorkerState<>(null)).isInstanceOf(NullPointerException.class);
      assertThatThrownBy(() -> Futures.wait(List.of(), null))
          .isInstanceOf(NullPointerException.class);
      TaskFuture<Integer> task = pool.submit(() -> 1);
      assertThatThrownBy(() -> task.addListener(noListener, Runnable::run))
          .isInstanceOf(NullPointerException.class);
      assertThatThrownBy(() -> task.addListener(() -> {}, nobody))
          .isInstanceOf(NullPointerException.class);
      assertThat(task.get()).isEqualTo(1);
    }
  }
}
