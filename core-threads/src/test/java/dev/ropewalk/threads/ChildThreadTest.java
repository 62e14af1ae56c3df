package dev.ropewalk.threads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ropewalk.testkit.CoversScenario;
import dev.ropewalk.testkit.Delays;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ChildThreadTest {

  @Test
  void result_ofBody_isWhatItReturned() throws Exception {
    assertThat(ChildThread.of(() -> 6 * 7).start().result()).isEqualTo(42);
  }

  @Test
  void result_ofBodyWithoutOne_isNull() throws Exception {
    List<String> seen = new ArrayList<>();
    ThreadBody body = () -> seen.add("ran");
    assertThat(ChildThread.of(body).start().result()).isNull();
    Runnable runnable = () -> seen.add("ran too");
    assertThat(ChildThread.ofVirtual(runnable::run).start().result()).isNull();
    assertThat(seen).containsExactly("ran", "ran too");
  }

  @Test
  void result_ofBodyWithoutOneThatWaits_isTheInterrupt() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    ExceptionHook before = ExceptionHook.set(_ -> {});
    try {
      for (ChildThread<?> child :
          List.of(
              ChildThread.of(() -> never.await()),
              ChildThread.ofVirtual(() -> never.await()),
              ChildThread.withStackSize(1 << 20, () -> never.await()))) {
        child.start().interrupt();
        assertThatThrownBy(child::result).hasCauseInstanceOf(InterruptedException.class);
      }
    } finally {
      ExceptionHook.set(before);
    }
  }

  @Test
  void result_ofFailedBody_isThrownAndReportedToTheUncaughtHandler() throws Exception {
    AtomicReference<Throwable> reported = new AtomicReference<>();
    Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler((_, failure) -> reported.set(failure));
    try {
      IOException failure = new IOException("no such rope");
      ChildThread<Object> thread =
          ChildThread.of(
                  () -> {
                    throw failure;
                  })
              .start();
      assertThatThrownBy(thread::result)
          .isInstanceOf(ExecutionException.class)
          .cause()
          .isSameAs(failure);
      assertThat(reported.get()).isSameAs(failure);
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
  }

  @Test
  void start_twice_fails() throws Exception {
    ChildThread<?> thread = ChildThread.of(() -> {}).start();
    thread.join();
    assertThatThrownBy(thread::start)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(thread.getName());
  }

  @Test
  void join_beforeStart_fails() {
    ChildThread<?> thread = ChildThread.of(() -> {});
    assertThatThrownBy(thread::join)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("before it is started");
    assertThatThrownBy(() -> thread.join(Duration.ZERO)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  @CoversScenario("test_threading.ThreadingExceptionTests.test_joining_current_thread")
  void join_ofItself_fails() throws Exception {
    AtomicReference<ChildThread<?>> self = new AtomicReference<>();
    CountDownLatch known = new CountDownLatch(1);
    ChildThread<Throwable> thread =
        ChildThread.of(
            () -> {
              known.await();
              try {
                self.get().join();
                return null;
              } catch (IllegalStateException e) {
                return e;
              }
            });
    self.set(thread);
    thread.start();
    known.countDown();
    assertThat(thread.result()).hasMessageContaining("cannot join itself");
  }

  @Test
  @CoversScenario("test_threading.ThreadTests.test_join_with_timeout")
  void join_withTimeout_tellsWhetherTheBodyHasEnded() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    ChildThread<?> thread = ChildThread.of(() -> gate.await()).start();
    assertThat(thread.join(Delays.SHORT)).isFalse();
    assertThat(thread.join(Duration.ZERO)).isFalse();
    assertThat(thread.isAlive()).isTrue();
    gate.countDown();
    assertThat(thread.join(Delays.LONG)).isTrue();
    assertThat(thread.isAlive()).isFalse();
    thread.join();
  }

  @Test
  void of_withoutABody_isRefusedAndSaysSo() {
    assertThatThrownBy(() -> ChildThread.of((Callable<?>) null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("body");
    assertThatThrownBy(() -> ChildThread.ofVirtual((ThreadBody) null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("body");
  }

  @Test
  void join_negativeTimeout_isRefused() throws Exception {
    ChildThread<?> thread = ChildThread.of(() -> {}).start();
    assertThatThrownBy(() -> thread.join(Duration.ofMillis(-1)))
        .isInstanceOf(IllegalArgumentException.class);
    thread.join();
  }

  @Test
  @CoversScenario("test_threading.ThreadTests.test_join_from_multiple_threads")
  void join_fromManyThreads_allReturn() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    ChildThread<String> joined =
        ChildThread.of(
                () -> {
                  gate.await();
                  return "done";
                })
            .start();
    List<ChildThread<String>> joiners = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      joiners.add(ChildThread.of(joined::result).start());
    }
    gate.countDown();
    for (ChildThread<String> joiner : joiners) {
      assertThat(joiner.result()).isEqualTo("done");
    }
  }

  @Test
  @CoversScenario("test_threading.ThreadTests.test_daemon_param")
  void daemon_inheritsFromItsMakerUnlessSet() throws Exception {
    ChildThread<List<Boolean>> maker =
        ChildThread.of(
                () ->
                    List.of(
                        ChildThread.of(() -> {}).isDaemon(),
                        ChildThread.of(() -> {}).setDaemon(false).isDaemon()))
            .setDaemon(true)
            .start();
    assertThat(maker.result()).containsExactly(true, false);
    assertThat(maker.isDaemon()).isTrue();
    ChildThread<List<Boolean>> ordinary =
        ChildThread.of(
                () ->
                    List.of(
                        ChildThread.of(() -> {}).isDaemon(),
                        ChildThread.of(() -> {}).setDaemon(true).isDaemon()))
            .setDaemon(false)
            .start();
    assertThat(ordinary.result()).containsExactly(false, true);
  }

  @Test
  void setDaemon_afterStart_failsAndChangesNothing() throws Exception {
    ChildThread<?> thread = ChildThread.of(() -> {}).setDaemon(false).start();
    assertThatThrownBy(() -> thread.setDaemon(true)).isInstanceOf(IllegalStateException.class);
    thread.join();
    assertThatThrownBy(() -> thread.setDaemon(true)).isInstanceOf(IllegalStateException.class);
    assertThat(thread.isDaemon()).isFalse();
  }

  @Test
  @CoversScenario("test_threading.ThreadTests.test_name")
  void name_isKeptAndShown_defaultIsNumbered() throws Exception {
    ChildThread<?> named = ChildThread.of(() -> {}).setName("strand");
    assertThat(named.getName()).isEqualTo("strand");
    assertThat(named).hasToString("ChildThread[strand, initial]");
    ChildThread<String> numbered = ChildThread.of(() -> Thread.currentThread().getName());
    assertThat(numbered.getName()).matches("ChildThread-\\d+");
    assertThat(numbered.start().result()).isEqualTo(numbered.getName());
    assertThat(ChildThread.of(() -> {}).getName()).isNotEqualTo(numbered.getName());
  }

  @Test
  void interrupt_endsABlockingCall() throws Exception {
    ChildThread<String> thread =
        ChildThread.of(
                () -> {
                  try {
                    new CountDownLatch(1).await();
                    return "released";
                  } catch (InterruptedException e) {
                    return "interrupted";
                  }
                })
            .start();
    thread.interrupt();
    assertThat(thread.result()).isEqualTo("interrupted");
  }

  @Test
  void join_whenInterrupted_throwsAndTheThreadGoesOn() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    ChildThread<?> thread = ChildThread.of(() -> gate.await()).start();
    Thread.currentThread().interrupt();
    assertThatThrownBy(thread::join).isInstanceOf(InterruptedException.class);
    assertThat(thread.isAlive()).isTrue();
    gate.countDown();
    thread.join();
  }

  @Test
  @CoversScenario("test_threading.InterruptMainTests.test_can_interrupt_tight_loops")
  void spinningThread_seesAnotherThreadsWrite() throws Exception {
    AtomicBoolean stop = new AtomicBoolean();
    CountDownLatch spinning = new CountDownLatch(1);
    ChildThread<Long> spinner =
        ChildThread.of(
                () -> {
                  spinning.countDown();
                  long turns = 0;
                  while (!stop.get()) {
                    turns++;
                  }
                  return turns;
                })
            .start();
    spinning.await();
    stop.set(true);
    assertThat(spinner.join(Delays.LONG)).isTrue();
  }

  @Test
  void idents_ofThreads_differAndBelongToThem() throws Exception {
    ChildThread<Long> first = ChildThread.of(() -> Thread.currentThread().threadId());
    ChildThread<Long> second = ChildThread.of(() -> Thread.currentThread().threadId());
    assertThat(first.start().result()).isEqualTo(first.ident()).isPositive();
    assertThat(second.start().result()).isEqualTo(second.ident()).isNotEqualTo(first.ident());
  }

  @Test
  void nativeId_isTheOperatingSystemsThread() throws Exception {
    ChildThread<String> thread =
        ChildThread.of(
            () ->
                java.nio.file.Files.readSymbolicLink(java.nio.file.Path.of("/proc/thread-self"))
                    .toString());
    assertThat(thread.nativeId()).isEmpty();
    String self = thread.start().result();
    assertThat(self).endsWith("/task/" + thread.nativeId().getAsLong());
  }
}
