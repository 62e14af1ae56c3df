package dev.ropewalk.async.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.ropewalk.async.Async;
import dev.ropewalk.async.EventLoop;
import dev.ropewalk.async.TestRun;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Which threads and loops may use a primitive. */
class LoopBoundTest {

  private final AsyncMutex mutex = new AsyncMutex();
  private final AsyncEvent event = new AsyncEvent();
  private final AsyncSemaphore semaphore = new AsyncSemaphore(0);
  private final AsyncQueue<String> queue = new AsyncQueue<>();
  private final AsyncCondition condition = new AsyncCondition();
  private final List<ThrowingCallable> thatMayWait =
      List.of(
          mutex::acquire,
          event::await,
          semaphore::acquire,
          queue::take,
          () -> queue.put("item"),
          queue::join,
          condition::acquire,
          () -> new AsyncBarrier(1).await());
  private final List<ThrowingCallable> thatWake =
      List.of(
          event::set,
          event::clear,
          semaphore::release,
          mutex::release,
          () -> queue.add("item"),
          () -> queue.offer("item"),
          queue::poll,
          queue::remove,
          queue::taskDone,
          queue::shutdown);

  private static void refused(ThrowingCallable call) {
    assertThatExceptionOfType(WrongThreadException.class).isThrownBy(call);
  }

  private void letEachHaveAWaiter() {
    mutex.acquire();
    Async.createTask(mutex::acquire);
    Async.createTask(event::await);
    Async.createTask(semaphore::acquire);
    Async.createTask(() -> queue.take());
    Turns.settle();
  }

  private static Throwable onAnotherThread(ThrowingCallable call) throws Exception {
    FutureTask<Throwable> task = new FutureTask<>(() -> catchThrowable(call));
    Thread.ofPlatform().start(task);
    return task.get();
  }

  @Test
  void waiting_outsideACoroutine_isRefused_alsoIfThereIsNoNeedToWait() throws Exception {
    thatMayWait.forEach(LoopBoundTest::refused);
    TestRun.run(
        () -> {
          int[] checked = {0};
          EventLoop.running()
              .callSoon(
                  () ->
                      thatMayWait.forEach(
                          call -> {
                            refused(call);
                            checked[0]++;
                          }));
          Turns.settle();
          assertThat(checked[0]).isEqualTo(thatMayWait.size());
        });
  }

  @Test
  void changing_onAnotherThread_isRefusedOnceBound_andChangesNothing() throws Exception {
    TestRun.run(
        () -> {
          letEachHaveAWaiter();
          for (ThrowingCallable call : thatWake) {
            assertThat(onAnotherThread(call))
                .isInstanceOf(WrongThreadException.class)
                .hasMessageContaining("callSoonThreadsafe");
          }
          assertThat(mutex.toString()).endsWith("[locked, 1 waiting]");
          assertThat(event.isSet()).isFalse();
          assertThat(semaphore.permits()).isZero();
          assertThat(queue.isEmpty()).isTrue();
          assertThat(queue.isShutdown()).isFalse();
        });
  }

  @Test
  void changing_onAnotherThreadWithNobodyWaiting_isRefusedOnceBound() throws Exception {
    TestRun.run(
        () -> {
          letEachHaveAWaiter();
          event.set();
          Turns.settle();
          assertThat(onAnotherThread(event::clear)).isInstanceOf(WrongThreadException.class);
          assertThat(event.isSet()).isTrue();
        });
  }

  @Test
  void waiting_onAnotherLoop_isRefused_notWaitingIsNot() throws Exception {
    TestRun.run(this::letEachHaveAWaiter);
    TestRun.run(
        () -> {
          for (ThrowingCallable call :
              List.<ThrowingCallable>of(
                  mutex::acquire, event::await, semaphore::acquire, queue::take)) {
            assertThatIllegalStateException()
                .isThrownBy(call)
                .withMessageContaining("is bound to a different event loop");
          }
          mutex.release();
          mutex.acquire();
          queue.put("item");
          assertThat(queue.take()).isEqualTo("item");
        });
  }

  @Test
  void waiting_onASecondLoopWhileTheFirstIsOpen_leavesTheLineAlone() throws Exception {
    TestRun.run(
        () -> {
          letEachHaveAWaiter();
          Throwable thrown =
              onAnotherThread(
                  () ->
                      Async.run(
                          () -> {
                            refused(mutex::release); // somebody waits on the other loop
                            mutex.acquire();
                          }));
          assertThat(thrown).rootCause().hasMessageContaining("is bound to a different event loop");
          assertThat(mutex.toString()).endsWith("[locked, 1 waiting]");
        });
  }
}
