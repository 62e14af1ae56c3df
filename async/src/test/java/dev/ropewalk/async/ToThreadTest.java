package dev.ropewalk.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.ropewalk.executors.thread.ThreadPool;
import dev.ropewalk.executors.thread.VirtualThreadExecutor;
import dev.ropewalk.testkit.CoversScenario;
import dev.ropewalk.testkit.ThreadStates;
import dev.ropewalk.threads.ContextVar;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Blocking calls on threads beside the loop. */
class ToThreadTest {

  private static final String TO_THREAD = "test_asyncio.test_threads.ToThreadTests.";
  private static final String LOOP = "test_asyncio.test_base_events.BaseEventLoopTests.";

  private final CountDownLatch gate = new CountDownLatch(1);

  private Void blockedCall() throws InterruptedException {
    gate.await();
    return null;
  }

  @Test
  @CoversScenario({
    TO_THREAD + "test_to_thread",
    TO_THREAD + "test_to_thread_once",
    TO_THREAD + "test_to_thread_args_kwargs"
  })
  void toThread_runsTheCallOnceOnAPlatformThreadBesideTheLoop() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    AtomicReference<Thread> thread = new AtomicReference<>();
    Async.run(
        () -> {
          int a = 40;
          int sum =
              Async.toThread(
                  () -> {
                    calls.incrementAndGet();
                    thread.set(Thread.currentThread());
                    return a + 2;
                  });
          assertThat(sum).isEqualTo(42);
        });
    assertThat(calls).hasValue(1);
    assertThat(thread.get().isVirtual()).isFalse();
    assertThat(thread.get().getName()).startsWith("async");
    ThreadStates.awaitEnded(
        thread.get()); // a pool is terminated a moment before its last thread ends
  }

  @Test
  @CoversScenario(TO_THREAD + "test_to_thread_exception")
  void toThread_theCallFails_isTheCause() throws Exception {
    Async.run(
        () ->
            assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(
                    () ->
                        Async.toThread(
                            () -> {
                              throw new java.io.IOException("expected");
                            }))
                .withCauseInstanceOf(java.io.IOException.class));
  }

  @Test
  @CoversScenario(TO_THREAD + "test_to_thread_concurrent")
  void toThread_several_runAtTheSameTime() throws Exception {
    CyclicBarrier together = new CyclicBarrier(3);
    int result =
        Async.run(
            () -> {
              List<Task<Integer>> tasks = new ArrayList<>();
              for (int i = 0; i < 3; i++) {
                tasks.add(Async.createTask(() -> Async.toThread(together::await)));
              }
              return Async.gather(tasks).await().stream().mapToInt(Integer::intValue).sum();
            });
    assertThat(result).isEqualTo(3); // 0 + 1 + 2
  }

  @Test
  @CoversScenario(TO_THREAD + "test_to_thread_contextvars")
  void toThread_runsInACopyOfTheContext() throws Exception {
    ContextVar<String> variable = ContextVar.of("variable");
    Async.run(
        () -> {
          variable.set("parrot");
          String seen =
              Async.toThread(
                  () -> {
                    String before = variable.get();
                    variable.set("changed");
                    return before;
                  });
          assertThat(seen).isEqualTo("parrot");
          assertThat(variable.get()).isEqualTo("parrot");
        });
  }

  @Test
  void toThread_cancelled_theTaskEndsAtOnce_andTheCallGoesOn() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    AtomicInteger finished = new AtomicInteger();
    Async.run(
        () -> {
          EventLoop loop = EventLoop.running();
          Task<?> waiting =
              Async.createTask(
                  () ->
                      Async.toThread(
                          () -> {
                            begun.countDown();
                            gate.await();
                            return finished.incrementAndGet();
                          }));
          loop.runInExecutor(
                  () -> {
                    begun.await();
                    return null;
                  })
              .await();
          waiting.cancel();
          assertThatExceptionOfType(CancelledError.class).isThrownBy(waiting::await);
          gate.countDown();
        });
    assertThat(finished).hasValue(1); // the end of the run waits for it
  }

  @Test
  void runInExecutor_cancelledBeforeItBegins_neverRuns() throws Exception {
    AtomicInteger ran = new AtomicInteger();
    try (ThreadPool one = new ThreadPool(1)) {
      Async.run(
          () -> {
            EventLoop loop = EventLoop.running();
            loop.setDefaultExecutor(one);
            AsyncFuture<Void> first = loop.runInExecutor(this::blockedCall);
            AsyncFuture<Integer> second = loop.runInExecutor(ran::incrementAndGet);
            second.cancel();
            assertThatExceptionOfType(CancelledError.class).isThrownBy(second::await);
            Async.sleep(Duration.ZERO); // the cancellation goes to the pool in a callback
            gate.countDown();
            first.await();
          });
      assertThat(one.isShutdown()).isTrue();
    }
    assertThat(ran).hasValue(0);
  }

  @Test
  @CoversScenario({LOOP + "test_set_default_executor", LOOP + "test_set_default_executor_error"})
  void setDefaultExecutor_isUsedAndShutDownWithTheLoop() throws Exception {
    ThreadPool pool = new ThreadPool(1, "mine");
    String name =
        Async.run(
            () -> {
              EventLoop.running().setDefaultExecutor(pool);
              return Async.toThread(() -> Thread.currentThread().getName());
            });
    assertThat(name).startsWith("mine");
    assertThat(pool.isTerminated()).isTrue();
  }

  @Test
  void setDefaultExecutor_theLoopsOwnPool_finishesWhatItHasAndEnds() throws Exception {
    try (ThreadPool pool = new ThreadPool(1)) {
      Async.run(
          () -> {
            EventLoop loop = EventLoop.running();
            AsyncFuture<Thread> call =
                loop.runInExecutor(
                    () -> {
                      gate.await();
                      return Thread.currentThread();
                    });
            loop.setDefaultExecutor(pool);
            gate.countDown();
            ThreadStates.awaitEnded(call.await());
            ThreadPool another = new ThreadPool(1);
            loop.setDefaultExecutor(another);
            assertThat(pool.isShutdown()).isFalse(); // that is its maker's
          });
    }
  }

  @Test
  void toThread_onADaemonThread_idleThreadsDoNotKeepTheJvm() throws Exception {
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread server =
        Thread.ofPlatform()
            .daemon()
            .start(
                () -> {
                  try {
                    Async.run(
                        () -> {
                          Thread first = Async.toThread(Thread::currentThread);
                          Async.sleep(Duration.ofMillis(100));
                          assertThat(Async.<Thread>toThread(Thread::currentThread)).isSameAs(first);
                          letTheLoopGoOnUntilItEnded(first);
                          Thread second = Async.toThread(Thread::currentThread);
                          assertThat(second).isNotSameAs(first);
                          assertThat(second.isDaemon()).isFalse();
                        });
                  } catch (Throwable e) {
                    failure.set(e);
                  }
                });
    ThreadStates.awaitEnded(server);
    assertThat(failure).hasNullValue();
  }

  private static void letTheLoopGoOnUntilItEnded(Thread thread) throws TimeoutException {
    Async.timeout(
        Duration.ofSeconds(20),
        () -> {
          while (thread.isAlive()) {
            Async.sleep(Duration.ofMillis(10));
          }
        });
  }

  @Test
  void runInExecutor_given_usesThatAndLeavesItOpen() throws Exception {
    try (VirtualThreadExecutor executor = new VirtualThreadExecutor()) {
      boolean virtual =
          Async.run(
              () ->
                  EventLoop.running()
                      .runInExecutor(executor, () -> Thread.currentThread().isVirtual())
                      .await());
      assertThat(virtual).isTrue();
      assertThat(executor.isShutdown()).isFalse();
    }
  }

  @Test
  void shutdownDefaultExecutor_finishesWhatItHas_andRefusesMore() throws Exception {
    Async.run(
        () -> {
          EventLoop loop = EventLoop.running();
          assertThat(loop.shutdownDefaultExecutor(Duration.ZERO)).isTrue(); // there is none yet
          assertThatIllegalStateException().isThrownBy(() -> loop.runInExecutor(() -> 1));
        });
    Async.run(
        () -> {
          EventLoop loop = EventLoop.running();
          AsyncFuture<Void> call = loop.runInExecutor(this::blockedCall);
          Task<Boolean> end =
              Async.createTask(() -> loop.shutdownDefaultExecutor(Duration.ofSeconds(60)));
          Async.sleep(Duration.ZERO);
          assertThat(end.isDone()).isFalse();
          gate.countDown();
          assertThat(end.await()).isTrue();
          call.await();
          assertThatIllegalStateException().isThrownBy(() -> Async.toThread(() -> 1));
          assertThatIllegalArgumentException()
              .isThrownBy(() -> loop.shutdownDefaultExecutor(Duration.ofSeconds(-1)));
        });
  }

  @Test
  void shutdownDefaultExecutor_notInTime_warnsAndGoesOn() throws Exception {
    try (ThreadPool pool = new ThreadPool(1)) {
      Async.run(
          () -> {
            EventLoop loop = EventLoop.running();
            loop.setDefaultExecutor(pool);
            AsyncFuture<Void> call = loop.runInExecutor(this::blockedCall);
            assertThat(loop.shutdownDefaultExecutor(Duration.ofMillis(20))).isFalse();
            assertThat(call.isDone()).isFalse();
            gate.countDown();
          });
      assertThat(CapturedLogs.ENTRIES)
          .anyMatch(entry -> entry.message().contains("has not ended within PT0.02S"));
    }
  }

  @Test
  void interrupt_whileTheRunWaitsForThePool_endsTheWait() throws Exception {
    try (ThreadPool pool = new ThreadPool(1)) {
      AtomicInteger interrupted = new AtomicInteger();
      CountDownLatch mainEnded = new CountDownLatch(1);
      Thread runner =
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      Async.run(
                          () -> {
                            EventLoop.running().setDefaultExecutor(pool);
                            EventLoop.running().runInExecutor(this::blockedCall);
                            mainEnded.countDown();
                          });
                    } catch (InterruptedException e) {
                      interrupted.set(2);
                    }
                    if (Thread.currentThread().isInterrupted()) {
                      interrupted.set(1); // main had ended: the status is kept
                    }
                  });
      mainEnded.await();
      ThreadStates.awaitTrue("the shutdown to begin", pool::isShutdown);
      runner.interrupt();
      ThreadStates.awaitEnded(runner);
      assertThat(interrupted).hasValue(1);
      gate.countDown();
    }
  }
}
