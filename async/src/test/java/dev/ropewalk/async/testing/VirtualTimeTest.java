package dev.ropewalk.async.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ropewalk.async.Async;
import dev.ropewalk.async.AsyncFuture;
import dev.ropewalk.async.AsyncServerSocket;
import dev.ropewalk.async.AsyncSocket;
import dev.ropewalk.async.CancelledError;
import dev.ropewalk.async.EventLoop;
import dev.ropewalk.async.Runner;
import dev.ropewalk.async.Task;
import dev.ropewalk.testkit.ThreadStates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class VirtualTimeTest {

  private static final VirtualTime TIME = VirtualTime.inOrder().withPatience(Duration.ZERO);
  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private final List<String> log = new ArrayList<>();

  // ---- time

  @Test
  void sleeps_takeTheirTimeOnTheLoopsClockOnly() throws Exception {
    Duration took =
        TIME.run(
            () -> {
              Task<?> other = Async.createTask(() -> Async.sleep(Duration.ofDays(30)));
              Async.sleep(Duration.ofHours(1));
              assertThat(EventLoop.running().time()).isEqualTo(Duration.ofHours(1));
              assertThat(other.isDone()).isFalse();
              other.await();
              return EventLoop.running().time();
            });
    assertThat(took).isEqualTo(Duration.ofDays(30));
  }

  @Test
  void theClock_standsStillWhileAnythingIsReady() throws Exception {
    TIME.run(
        () -> {
          Task<?> sleeper = Async.createTask(() -> Async.sleep(Duration.ofNanos(1)));
          for (int i = 0; i < 1_000; i++) {
            Async.sleep(Duration.ZERO);
          }
          assertThat(EventLoop.running().time()).isEqualTo(Duration.ZERO);
          assertThat(sleeper.isDone()).isFalse();
          Async.sleep(Duration.ofNanos(1));
          assertThat(sleeper.isDone()).isTrue();
        });
  }

  @Test
  void timersGoOffInTheOrderOfTheirTimes() throws Exception {
    TIME.run(
        () -> {
          EventLoop loop = EventLoop.running();
          for (int hours : new int[] {3, 1, 2}) {
            loop.callLater(Duration.ofHours(hours), () -> log.add(hours + " at " + loop.time()));
          }
          Async.sleep(Duration.ofHours(4));
        });
    assertThat(log).containsExactly("1 at PT1H", "2 at PT2H", "3 at PT3H");
  }

  @Test
  void aTimeout_isOverInVirtualTime() throws Exception {
    TIME.run(
        () -> {
          assertThatThrownBy(
                  () ->
                      Async.timeout(Duration.ofMinutes(59), () -> Async.sleep(Duration.ofHours(1))))
              .isInstanceOf(TimeoutException.class);
          assertThat(EventLoop.running().time()).isEqualTo(Duration.ofMinutes(59));
        });
  }

  @Test
  void aRunner_goesOnWithItsTimeInTheNextRun() throws Exception {
    try (Runner runner = TIME.newRunner()) {
      runner.run(() -> Async.sleep(Duration.ofHours(1)));
      Duration time = runner.run(() -> EventLoop.running().time());
      assertThat(time).isEqualTo(Duration.ofHours(1));
    }
  }

  @Test
  void aFailureOfTheMainCoroutine_comesOutAsFromAnyRun() {
    assertThatThrownBy(
            () ->
                TIME.run(
                    () -> {
                      Async.sleep(Duration.ofHours(1));
                      throw new IOException("frayed");
                    }))
        .isInstanceOf(CompletionException.class)
        .hasRootCauseMessage("frayed");
  }

  @Test
  void anInterrupt_endsTheRun() throws Exception {
    assertThatThrownBy(
            () ->
                TIME.run(
                    () -> {
                      Thread.currentThread().interrupt(); // of a coroutine: ends nothing
                      EventLoop.running().callSoon(() -> Thread.currentThread().interrupt());
                      new AsyncFuture<>().await();
                    }))
        .isInstanceOf(InterruptedException.class);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  // ---- nothing can happen any more

  @Test
  void tasksThatWaitForEver_areNamedWithWhatTheyWaitForAndWhere() {
    AtomicReference<Task<?>> ended = new AtomicReference<>();
    assertThatThrownBy(
            () ->
                TIME.run(
                    () -> {
                      Task<?> inner = Async.createTask("inner", VirtualTimeTest::waitsForNobody);
                      Task<?> outer = Async.createTask("outer", () -> void_(inner.await()));
                      ended.set(outer);
                      Async.sleep(Duration.ofHours(1));
                      Async.gather(inner, outer).await();
                    }))
        .isInstanceOfSatisfying(
            LoopDeadlockError.class,
            error -> {
              assertThat(error.waits()).hasSize(3);
              assertThat(error.waits().get(0))
                  .startsWith("Task-1 at " + VirtualTimeTest.class.getName())
                  .endsWith(" of inner, outer");
              assertThat(error.waits().get(1))
                  .contains("VirtualTimeTest.waitsForNobody(VirtualTimeTest.java:")
                  .endsWith(" waits for a future");
              assertThat(error.waits().get(2))
                  .startsWith("outer at ")
                  .endsWith(" waits for inner, which waits for a future");
              assertThat(error).hasMessageContaining(error.waits().get(2));
            });
    assertThat(ended.get().isCancelled()).isTrue();
    assertThat(ended.get().loop().isClosed()).isTrue();
  }

  private static void waitsForNobody() {
    new AsyncFuture<>().await();
  }

  private static void void_(Object ignored) {}

  @Test
  void aWaitForSeveral_canGetStuckToo() {
    assertThatThrownBy(
            () ->
                TIME.run(
                    () -> {
                      var _ = Async.wait(List.of(new AsyncFuture<Integer>()));
                    }))
        .isInstanceOf(LoopDeadlockError.class)
        .hasMessageMatching("(?s).*Task-1 at .*VirtualTimeTest.* waits for a future");
  }

  @Test
  void aTaskThatGetsStuckAgainAsItIsCancelled_isTheErrorOfTheClosing() {
    assertThatThrownBy(
            () ->
                TIME.run(
                    () -> {
                      try {
                        new AsyncFuture<>().await();
                      } catch (CancelledError e) {
                        new AsyncFuture<>().await();
                      }
                    }))
        .isInstanceOf(LoopDeadlockError.class)
        .satisfies(
            error ->
                assertThat(error.getSuppressed())
                    .singleElement()
                    .isInstanceOf(LoopDeadlockError.class));
  }

  @Test
  void aCallbackFromAnotherThread_comesInTimeIfThereIsPatience() throws Exception {
    VirtualTime patient = VirtualTime.inOrder().withPatience(Duration.ofSeconds(50));
    int value =
        patient.run(
            () -> {
              AsyncFuture<Integer> future = new AsyncFuture<>();
              EventLoop loop = EventLoop.running();
              Thread loopThread = loopThread();
              Thread other =
                  new Thread(
                      () -> {
                        awaitInSelector(loopThread);
                        loop.callSoonThreadsafe(() -> future.setResult(42));
                      });
              other.start();
              return future.await();
            });
    assertThat(value).isEqualTo(42);
  }

  /** The thread on which callbacks run. */
  private static Thread loopThread() {
    AsyncFuture<Thread> thread = new AsyncFuture<>();
    EventLoop.running().callSoon(() -> thread.setResult(Thread.currentThread()));
    return thread.await();
  }

  @Test
  void aCallbackFromAnotherThread_comesBeforeTheClockJumps() throws Exception {
    TIME.run(
        () -> {
          AsyncFuture<Duration> future = new AsyncFuture<>();
          EventLoop loop = EventLoop.running();
          Thread other =
              new Thread(() -> loop.callSoonThreadsafe(() -> future.setResult(loop.time())));
          other.start();
          other.join(); // blocks the loop, so the callback is there when it idles
          Async.createTask(() -> Async.sleep(Duration.ofHours(1)));
          assertThat(future.await()).isEqualTo(Duration.ZERO);
        });
  }

  @Test
  void workOfAnotherThread_getsItsTimeBeforeATimeoutIsOver() throws Exception {
    VirtualTime patient = VirtualTime.inOrder().withPatience(Duration.ofSeconds(50));
    try (Runner runner = patient.newRunner()) {
      runner.run(
          () -> {
            Thread loopThread = loopThread();
            int value =
                Async.timeout(
                    Duration.ofMillis(1),
                    () ->
                        Async.toThread(
                            () -> {
                              awaitInSelector(loopThread);
                              return 42;
                            }));
            assertThat(value).isEqualTo(42);
            assertThat(EventLoop.running().time()).isEqualTo(Duration.ZERO);
          });
    }
  }

  @Test
  void workThatOutlastsThePatience_doesNotHoldTheClock() throws Exception {
    CompletableFuture<Integer> never = new CompletableFuture<>();
    TIME.run(
        () -> {
          AsyncFuture<Integer> wrapped = Async.wrapFuture(never);
          assertThatThrownBy(() -> Async.waitFor(wrapped, Duration.ofHours(1)))
              .isInstanceOf(TimeoutException.class);
          assertThat(EventLoop.running().time()).isEqualTo(Duration.ofHours(1));
        });
  }

  @Test
  void workThatWasCancelled_isNotWaitedFor() {
    CompletableFuture<Integer> never = new CompletableFuture<>();
    assertThatThrownBy(
            () ->
                TIME.run(
                    () -> {
                      Async.wrapFuture(never).cancel();
                      new AsyncFuture<>().await();
                    }))
        .isInstanceOf(LoopDeadlockError.class);
  }

  @Test
  void whatTheLoopItselfIsToEnd_isNotWaitedForInRealTime() throws Exception {
    VirtualTime patient = VirtualTime.inOrder().withPatience(Duration.ofSeconds(50));
    patient.run(
        () -> {
          Task<?> sleeper = Async.createTask(() -> Async.sleep(Duration.ofHours(1)));
          Async.wrapFuture(sleeper.toCompletableFuture()).await();
          assertThat(EventLoop.running().time()).isEqualTo(Duration.ofHours(1));
        });
  }

  // ---- sockets

  @Test
  void socketsOfTheSameLoop_answerBeforeATimeoutIsOver() throws Exception {
    TIME.run(
        () -> {
          AsyncServerSocket server = AsyncServerSocket.bind(ANY_PORT);
          Async.createTask(
              () -> {
                AsyncSocket peer = server.accept();
                ByteBuffer one = ByteBuffer.allocate(1);
                int _ = peer.read(one);
                peer.write(one.flip());
              });
          ByteBuffer answer = ByteBuffer.allocate(1);
          try (AsyncSocket socket = AsyncSocket.connect(server.address())) {
            socket.write(ByteBuffer.wrap(new byte[] {7}));
            int read = Async.timeout(Duration.ofMillis(1), () -> socket.read(answer));
            assertThat(read).isEqualTo(1);
          }
          assertThat(answer.get(0)).isEqualTo((byte) 7);
        });
  }

  @Test
  void aPeerThatSaysNothing_isWaitedForInVirtualTime() throws Exception {
    TIME.run(
        () -> {
          AsyncServerSocket server = AsyncServerSocket.bind(ANY_PORT);
          try (AsyncSocket socket = AsyncSocket.connect(server.address())) {
            assertThatThrownBy(
                    () ->
                        Async.timeout(
                            Duration.ofHours(1), () -> socket.read(ByteBuffer.allocate(1))))
                .isInstanceOf(TimeoutException.class);
          }
          assertThat(EventLoop.running().time()).isEqualTo(Duration.ofHours(1));
        });
  }

  @Test
  void aChannelWithoutATimer_getsTheTimeItNeeds() throws Exception {
    TIME.run(
        () -> {
          AsyncServerSocket server = AsyncServerSocket.bind(ANY_PORT);
          Thread loopThread = loopThread();
          AtomicReference<SocketChannel> client = new AtomicReference<>();
          Thread other =
              new Thread(
                  () -> {
                    awaitInSelector(loopThread);
                    client.set(connect(server));
                  });
          other.start();
          server.accept().close();
          other.join();
          client.get().close();
        });
  }

  private static void awaitInSelector(Thread thread) {
    ThreadStates.awaitTrue("the loop to wait in its selector", () -> inSelector(thread));
  }

  private static boolean inSelector(Thread thread) {
    for (StackTraceElement call : thread.getStackTrace()) {
      if (call.getMethodName().equals("select")) {
        return true;
      }
    }
    return false;
  }

  private static SocketChannel connect(AsyncServerSocket server) {
    try {
      return SocketChannel.open(server.address());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  // ---- arguments

  @Test
  void negativePatience_isRefused() {
    VirtualTime time = VirtualTime.inOrder();
    assertThatThrownBy(() -> time.withPatience(Duration.ofNanos(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("negative");
  }

  @Test
  void toString_tellsTheOrder() {
    assertThat(VirtualTime.inOrder()).hasToString("VirtualTime[in order]");
    assertThat(VirtualTime.permuted(-3)).hasToString("VirtualTime[order -3]");
  }

  @Test
  void aSleepWithoutEnd_isADeadlock_wheneverItBegins() {
    VirtualTime impatient = TIME.withPatience(Duration.ZERO);
    for (Duration before : List.of(Duration.ZERO, Duration.ofNanos(1))) {
      assertThatThrownBy(
              () ->
                  impatient.run(
                      () -> {
                        Async.sleep(before);
                        Async.sleep(ChronoUnit.FOREVER.getDuration());
                      }))
          .isInstanceOf(LoopDeadlockError.class)
          .hasMessageContaining("no timer is going to fire");
    }
  }

  @Test
  @Timeout(30)
  void copyOfAFutureOfTheSameLoop_isNothingFromOutside() {
    assertThatThrownBy(
            () ->
                VirtualTime.inOrder()
                    .withPatience(Duration.ZERO)
                    .run(() -> Async.wrapFuture(new AsyncFuture<>().toCompletableFuture()).await()))
        .isInstanceOf(LoopDeadlockError.class);
  }
}
