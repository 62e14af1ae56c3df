package dev.ropewalk.async;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.ropewalk.testkit.CoversScenario;
import dev.ropewalk.testkit.Delays;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class AsyncSocketTest {

  private static final String PYTHON = "test_asyncio.test_sock_lowlevel.BaseSockTestsMixin.";

  private final List<String> log = new ArrayList<>();

  private static SocketAddress anyPort() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private static void echo(AsyncSocket socket) throws IOException {
    try (socket) {
      ByteBuffer buffer = ByteBuffer.allocate(8192);
      while (socket.read(buffer) >= 0) {
        socket.write(buffer.flip());
        buffer.clear();
      }
    }
  }

  /** Serves until it is cancelled, each connection in a task of its own. */
  private static Task<Void> echoServer(AsyncServerSocket server) {
    return Async.createTask(
        "server",
        () -> {
          while (true) {
            AsyncSocket socket = server.accept();
            Async.createTask(() -> echo(socket));
          }
        });
  }

  private static String ask(AsyncSocket socket, String question) throws IOException {
    byte[] bytes = question.getBytes(UTF_8);
    socket.write(ByteBuffer.wrap(bytes));
    ByteBuffer answer = ByteBuffer.allocate(bytes.length);
    while (answer.hasRemaining()) {
      assertThat(socket.read(answer)).isPositive();
    }
    return new String(answer.array(), UTF_8);
  }

  @Test
  @CoversScenario({PYTHON + "test_sock_client_ops", PYTHON + "test_sock_accept"})
  void echo_overTcp_answersEachClient() throws Exception {
    Async.run(
        () -> {
          try (AsyncServerSocket server = AsyncServerSocket.bind(anyPort())) {
            echoServer(server);
            List<Task<Void>> clients = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
              int number = i;
              clients.add(
                  Async.createTask(
                      () -> {
                        try (AsyncSocket socket = AsyncSocket.connect(server.address())) {
                          for (int n = 0; n < 10; n++) {
                            String question = "client " + number + " asks " + n;
                            assertThat(ask(socket, question)).isEqualTo(question);
                          }
                        }
                      }));
            }
            for (Task<Void> client : clients) {
              client.await();
            }
          }
        });
  }

  @Test
  @CoversScenario(PYTHON + "test_unix_sock_client_ops")
  void echo_overAUnixSocket(@TempDir Path folder) throws Exception {
    Async.run(
        () -> {
          SocketAddress address = UnixDomainSocketAddress.of(folder.resolve("echo"));
          try (AsyncServerSocket server = AsyncServerSocket.bind(address)) {
            echoServer(server);
            try (AsyncSocket socket = AsyncSocket.connect(address)) {
              log.add(ask(socket, "hello"));
            }
          }
        });
    assertThat(log).containsExactly("hello");
  }

  @Test
  @CoversScenario({PYTHON + "test_huge_content", PYTHON + "test_huge_content_recvinto"})
  void megabytes_bothWaysAtOnce_arriveInOrder() throws Exception {
    byte[] sent = new byte[4 << 20];
    new Random(1).nextBytes(sent);
    ByteBuffer received = ByteBuffer.allocate(sent.length + 1);
    Async.run(
        () -> {
          try (AsyncServerSocket server = AsyncServerSocket.bind(anyPort())) {
            echoServer(server);
            try (AsyncSocket socket = AsyncSocket.connect(server.address())) {
              Task<Integer> writing =
                  Async.createTask(
                      () -> {
                        int count = socket.write(ByteBuffer.wrap(sent));
                        socket.shutdownOutput();
                        return count;
                      });
              while (socket.read(received) >= 0) {}
              assertThat(writing.await()).isEqualTo(sent.length);
            }
          }
        });
    received.flip();
    assertThat(received).isEqualTo(ByteBuffer.wrap(sent));
  }

  @Test
  void othersRun_whileACoroutineWaitsForBytes() throws Exception {
    Async.run(
        () -> {
          try (AsyncServerSocket server = AsyncServerSocket.bind(anyPort());
              AsyncSocket socket = AsyncSocket.connect(server.address());
              AsyncSocket other = server.accept()) {
            Task<Integer> reading = Async.createTask(() -> other.read(ByteBuffer.allocate(10)));
            for (int i = 0; i < 3; i++) {
              Async.sleep(Duration.ofMillis(1));
              log.add("other");
            }
            assertThat(reading.isDone()).isFalse();
            socket.write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
            log.add("read " + reading.await());
          }
        });
    assertThat(log).containsExactly("other", "other", "other", "read 3");
  }

  @Test
  void readAndWrite_onClosedOrEndedSockets_sayWhat() throws Exception {
    Async.run(
        () -> {
          try (AsyncServerSocket server = AsyncServerSocket.bind(anyPort())) {
            AsyncSocket socket = AsyncSocket.connect(server.address());
            AsyncSocket other = server.accept();
            assertThat(socket.read(ByteBuffer.allocate(0))).isZero();
            other.close();
            assertThat(socket.read(ByteBuffer.allocate(1))).isEqualTo(-1);
            socket.close();
            socket.close();
            assertThat(socket.isOpen()).isFalse();
            assertThatExceptionOfType(ClosedChannelException.class)
                .isThrownBy(() -> socket.read(ByteBuffer.allocate(1)));
            assertThatExceptionOfType(ClosedChannelException.class)
                .isThrownBy(() -> socket.write(ByteBuffer.allocate(1)));
          }
        });
  }

  @Test
  void close_whileACoroutineWaits_endsTheWait() throws Exception {
    Async.run(
        () -> {
          AsyncServerSocket server = AsyncServerSocket.bind(anyPort());
          AsyncSocket socket = AsyncSocket.connect(server.address());
          try (AsyncSocket other = server.accept()) {
            Task<Integer> reading = Async.createTask(() -> socket.read(ByteBuffer.allocate(1)));
            Task<AsyncSocket> accepting = Async.createTask(server::accept);
            Async.sleep(Duration.ZERO);
            socket.close();
            server.close();
            for (Task<?> task : List.of(reading, accepting)) {
              assertThatExceptionOfType(CompletionException.class)
                  .isThrownBy(task::await)
                  .withCauseInstanceOf(AsynchronousCloseException.class);
            }
            assertThat(other.read(ByteBuffer.allocate(1))).isEqualTo(-1);
          }
        });
  }

  @Test
  @CoversScenario(PYTHON + "test_cancel_sock_accept")
  void cancel_whileWaiting_losesNothing_andTheSocketCanBeUsedAgain() throws Exception {
    Async.run(
        () -> {
          AsyncServerSocket server = AsyncServerSocket.bind(anyPort());
          SocketAddress address = server.address();
          cancelAndAwait(Async.createTask(server::accept));
          assertThatExceptionOfType(TimeoutException.class)
              .isThrownBy(() -> Async.timeout(Duration.ofMillis(1), server::accept));
          try (AsyncSocket socket = AsyncSocket.connect(address);
              AsyncSocket other = server.accept()) {
            ByteBuffer buffer = ByteBuffer.allocate(5);
            Task<Integer> reading = Async.createTask(() -> other.read(buffer));
            Async.sleep(Duration.ZERO);
            socket.write(ByteBuffer.wrap("hello".getBytes(UTF_8)));
            cancelAndAwait(reading);
            assertThat(buffer.position()).isZero();
            assertThat(other.read(buffer)).isEqualTo(5);
          }
          server.close();
          assertThatExceptionOfType(ConnectException.class)
              .isThrownBy(() -> AsyncSocket.connect(address));
        });
  }

  private static void cancelAndAwait(Task<?> task) {
    Async.sleep(Duration.ZERO);
    task.cancel();
    assertThatExceptionOfType(CancelledError.class).isThrownBy(task::await);
  }

  @Test
  void secondReader_isRefused_andAReaderBesideAWriterIsNot() throws Exception {
    Async.run(
        () -> {
          try (AsyncServerSocket server = AsyncServerSocket.bind(anyPort());
              AsyncSocket socket = AsyncSocket.connect(server.address());
              AsyncSocket other = server.accept()) {
            Task<Integer> reading =
                Async.createTask("first reader", () -> socket.read(ByteBuffer.allocate(1)));
            Async.sleep(Duration.ZERO);
            assertThatIllegalStateException()
                .isThrownBy(() -> socket.read(ByteBuffer.allocate(1)))
                .withMessageContaining("first reader does already");
            assertThat(socket.write(ByteBuffer.allocate(1))).isEqualTo(1);
            assertThat(other.write(ByteBuffer.allocate(1))).isEqualTo(1);
            assertThat(reading.await()).isEqualTo(1);
          }
        });
  }

  @Test
  void streamsOfTheJdk_onTopOfASocket_suspendAndDoNotBlock() throws Exception {
    Async.run(
        () -> {
          try (AsyncServerSocket server = AsyncServerSocket.bind(anyPort());
              AsyncSocket socket = AsyncSocket.connect(server.address());
              AsyncSocket other = server.accept()) {
            Task<Integer> reading = Async.createTask(() -> Channels.newInputStream(socket).read());
            Async.sleep(Duration.ZERO);
            Channels.newOutputStream(other).write(42);
            log.add("read " + reading.await());
          }
        });
    assertThat(log).containsExactly("read 42");
  }

  @Test
  void socketsLeftOpen_areClosedWithTheLoop() throws Exception {
    AtomicReference<AsyncSocket> left = new AtomicReference<>();
    AtomicReference<AsyncServerSocket> server = new AtomicReference<>();
    try (SocketChannel outside = SocketChannel.open()) {
      Async.run(
          () -> {
            server.set(AsyncServerSocket.bind(anyPort()));
            outside.connect(server.get().address()); // the system accepts it; blocks no longer
            left.set(server.get().accept());
          });
      assertThat(left.get().isOpen()).isFalse();
      assertThat(server.get().isOpen()).isFalse();
      assertThat(outside.read(ByteBuffer.allocate(1))).isEqualTo(-1);
    }
  }

  @Test
  void socket_usedWhereItDoesNotBelong_isRefused() throws Exception {
    assertThatExceptionOfType(WrongThreadException.class)
        .isThrownBy(() -> AsyncSocket.connect(anyPort()));
    assertThatExceptionOfType(WrongThreadException.class)
        .isThrownBy(() -> AsyncServerSocket.bind(anyPort()));
    AtomicReference<AsyncServerSocket> other = new AtomicReference<>();
    try (Runner runner = new Runner()) {
      runner.run(() -> other.set(AsyncServerSocket.bind(anyPort())));
      Thread thread =
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      Async.run(
                          () ->
                              assertThatExceptionOfType(WrongThreadException.class)
                                  .isThrownBy(() -> other.get().accept())
                                  .withMessageContaining("the channel belongs to EventLoop["));
                      log.add("refused");
                    } catch (Exception e) {
                      log.add(e.toString());
                    }
                  });
      assertThat(thread.join(Delays.LONG)).isTrue();
    }
    assertThat(log).containsExactly("refused");
  }

  @Test
  void channelItself_closed_theReaderLearnsIt() throws Exception {
    Async.run(
        () -> {
          AsyncServerSocket server = AsyncServerSocket.bind(anyPort());
          AsyncSocket socket = AsyncSocket.connect(server.address());
          Task<Integer> reader = Async.createTask(() -> socket.read(ByteBuffer.allocate(1)));
          Task<AsyncSocket> accepting =
              Async.createTask(
                  () -> {
                    server.accept();
                    return server.accept();
                  });
          Async.sleep(Duration.ofMillis(20));
          socket.channel().close();
          server.channel().close();
          for (Task<?> waiting : List.of(reader, accepting)) {
            assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(() -> Async.waitFor(waiting, Duration.ofSeconds(10)))
                .withCauseInstanceOf(ClosedChannelException.class);
          }
        });
  }
}
