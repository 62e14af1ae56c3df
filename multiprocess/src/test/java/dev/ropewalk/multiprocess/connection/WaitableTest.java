package dev.ropewalk.multiprocess.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ropewalk.multiprocess.ChildProcess;
import dev.ropewalk.multiprocess.NothingLeftBehind;
import dev.ropewalk.multiprocess.connection.Peers.Running;
import dev.ropewalk.testkit.CoversScenario;
import dev.ropewalk.testkit.Delays;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NothingLeftBehind.class)
class WaitableTest {

  @Test
  @CoversScenario("_test_multiprocessing.TestWait.test_wait_slow")
  void awaitAny_ofSendersThatTakeTheirTime_getsAllMessages() throws Exception {
    List<Pipe> pipes = new ArrayList<>();
    List<Running<Integer>> senders = new ArrayList<>();
    try {
      for (int i = 0; i < 4; i++) {
        Pipe pipe = Pipe.oneWay();
        pipes.add(pipe);
        senders.add(Peers.start(() -> sendSlowly(pipe.second())));
      }
      Set<Connection> open = new HashSet<>(pipes.stream().map(Pipe::first).toList());
      List<Integer> received = new ArrayList<>();
      while (!open.isEmpty()) {
        List<Connection> ready = Waitable.awaitAny(open, Delays.LONG);
        assertThat(ready).isNotEmpty();
        for (Connection each : ready) {
          try {
            received.add(each.receive(Integer.class));
          } catch (EOFException e) {
            open.remove(each);
          }
        }
      }
      assertThat(received).hasSize(40);
      for (int i = 0; i < 10; i++) {
        assertThat(received.stream().filter(List.of(i)::contains)).hasSize(4);
      }
      for (Running<Integer> sender : senders) {
        sender.get();
      }
    } finally {
      for (Pipe pipe : pipes) {
        pipe.close();
      }
    }
  }

  private static int sendSlowly(Connection connection) throws Exception {
    Random random = new Random();
    for (int i = 0; i < 10; i++) {
      LockSupport.parkNanos(random.nextInt(5_000_000)); // the pause is what is tested
      connection.send(i);
    }
    connection.close();
    return 10;
  }

  @Test
  @CoversScenario("_test_multiprocessing.TestWait.test_wait_socket")
  void channelsOfOthers_areReadyToReadOrToAccept() throws Exception {
    try (ServerSocketChannel server = ServerSocketChannel.open();
        DatagramChannel datagrams = DatagramChannel.open()) {
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      datagrams.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      server.configureBlocking(false);
      datagrams.configureBlocking(false);
      Waitable accept = Waitable.of(server);
      Waitable datagram = Waitable.of(datagrams);
      List<Waitable> both = List.of(accept, datagram);
      assertThat(Waitable.awaitAny(both, Duration.ZERO)).isEmpty();
      assertThat(accept.isReady()).isFalse();
      try (SocketChannel client = SocketChannel.open(server.getLocalAddress())) {
        assertThat(Waitable.awaitAny(both, Delays.LONG)).containsExactly(accept);
        assertThat(accept.isReady()).isTrue();
        try (SocketChannel accepted = server.accept()) {
          accepted.configureBlocking(false);
          Waitable stream = Waitable.of(accepted);
          assertThat(Waitable.awaitAny(List.of(stream), Duration.ZERO)).isEmpty();
          client.write(ByteBuffer.wrap(new byte[1]));
          assertThat(Waitable.awaitAny(List.of(stream), Delays.LONG)).containsExactly(stream);
        }
        assertThatIllegalArgumentException().isThrownBy(() -> Waitable.of(client));
      }
    }
  }

  @Test
  @CoversScenario("_test_multiprocessing.TestWait.test_wait_timeout")
  void awaitAny_withATimeout_isEmptyThen_andSeesWhatComes() throws Exception {
    try (Pipe one = Pipe.duplex();
        Pipe two = Pipe.duplex()) {
      List<Connection> ends = List.of(one.first(), two.first());
      long start = System.nanoTime();
      assertThat(Waitable.awaitAny(ends, Delays.SHORT)).isEmpty();
      assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(Delays.SHORT.toNanos());
      Running<List<Connection>> waiting = Peers.start(() -> Waitable.awaitAny(ends));
      waiting.awaitSelecting();
      two.second().send(1);
      assertThat(waiting.get()).containsExactly(two.first());
      one.second().send(1);
      assertThat(Waitable.awaitAny(ends, Delays.LONG)).containsExactly(one.first(), two.first());
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Waitable.awaitAny(ends, Duration.ofMillis(-1)));
    }
  }

  @Test
  @CoversScenario("_test_multiprocessing.TestWait.test_wait_integer")
  void endOfAProcess_isWaitedForTogetherWithConnections() throws Exception {
    Process sleeping = new ProcessBuilder("sleep", "100").start();
    try (Pipe pipe = Pipe.duplex()) {
      Waitable end = Waitable.of(sleeping.onExit());
      List<Waitable> both = List.of(pipe.first(), end);
      assertThat(Waitable.awaitAny(both, Delays.SHORT)).isEmpty();
      Running<List<Waitable>> waiting = Peers.start(() -> Waitable.awaitAny(both));
      waiting.awaitSelecting();
      sleeping.destroyForcibly();
      assertThat(waiting.get()).containsExactly(end);
      pipe.second().send(1);
      assertThat(Waitable.awaitAny(both, Delays.LONG)).containsExactly(pipe.first(), end);
      assertThat(end).hasToString("Waitable[ready]");
    } finally {
      sleeping.destroyForcibly();
    }
  }

  @Test
  void sentinelOfAChild_isWaitedForTogetherWithConnections() throws Exception {
    try (Pipe pipe = Pipe.duplex()) {
      Connection given = pipe.second();
      ChildProcess child = ChildProcess.of(() -> awaitOrder(given)).start();
      Waitable end = Waitable.of(child.sentinel());
      List<Waitable> both = List.of(pipe.first(), end);
      assertThat(Waitable.awaitAny(both, Delays.LONG)).as("its greeting").contains(pipe.first());
      assertThat(pipe.first().receive()).isEqualTo("here");
      assertThat(end.isReady()).isFalse();
      assertThat(Waitable.awaitAny(List.of(end), Delays.SHORT)).isEmpty();
      pipe.first().send("end");
      assertThat(Waitable.awaitAny(List.of(end), Delays.LONG)).containsExactly(end);
      assertThat(child.exitCode()).hasValue(0);
    }
  }

  private static void awaitOrder(Connection connection) {
    try {
      connection.send("here");
      connection.receive();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void message_thatWasReadWithAnother_isSeen() throws Exception {
    try (Pipe pipe = Pipe.duplex()) {
      pipe.second().send(1);
      pipe.second().send(2);
      assertThat(pipe.first().receive()).isEqualTo(1);
      assertThat(pipe.first().isReady()).isTrue();
      assertThat(Waitable.awaitAny(List.of(pipe.first()), Duration.ZERO)).hasSize(1);
      assertThat(pipe.first().receive()).isEqualTo(2);
      assertThat(pipe.first().isReady()).isFalse();
      assertThat(Waitable.awaitAny(List.of(pipe.first()), Duration.ZERO)).isEmpty();
    }
  }

  @Test
  void message_thatAnotherThreadReadWithItsOwn_wakesTheWaiting() throws Exception {
    try (Pipe pipe = Pipe.duplex()) {
      Running<Integer> receiver = Peers.start(() -> pipe.first().receive(Integer.class));
      receiver.awaitSelecting();
      Running<List<Connection>> waiting =
          Peers.start(
              () -> {
                List<Connection> ready = Waitable.awaitAny(List.of(pipe.first()));
                while (!pipe.first().poll()) { // the one that is the receiver's
                  ready = Waitable.awaitAny(List.of(pipe.first()));
                }
                return ready;
              });
      waiting.awaitSelecting();
      pipe.second().send(1);
      pipe.second().send(2);
      receiver.get();
      assertThat(waiting.get()).containsExactly(pipe.first());
      pipe.first().receive();
    }
  }

  @Test
  void stage_isReadyInWhateverWayItEnds() throws Exception {
    CompletableFuture<Integer> failing = new CompletableFuture<>();
    CompletableFuture<Integer> never = new CompletableFuture<>();
    Waitable failed = Waitable.of(failing);
    Waitable other = Waitable.of(never);
    Running<List<Waitable>> waiting = Peers.start(() -> Waitable.awaitAny(List.of(failed, other)));
    waiting.awaitSelecting();
    failing.completeExceptionally(new IOException());
    assertThat(waiting.get()).containsExactly(failed);
    for (int i = 0; i < 100; i++) {
      Waitable.awaitAny(List.of(other), Duration.ZERO);
    }
    assertThat(never.getNumberOfDependents()).as("waiting leaves nothing").isEqualTo(1);
  }

  @Test
  void listener_isCalledWhenItIsReady_andNotBefore() {
    CompletableFuture<Integer> stage = new CompletableFuture<>();
    Waitable waitable = Waitable.of(stage);
    List<Boolean> found = new ArrayList<>();
    waitable.addListener(() -> found.add(waitable.isReady()));
    stage.complete(1);
    assertThat(found).containsExactly(true);
  }

  @Test
  void interrupt_endsTheWaitingAndCostsNothing() throws Exception {
    try (Pipe pipe = Pipe.duplex()) {
      Running<List<Connection>> waiting =
          Peers.start(() -> Waitable.awaitAny(List.of(pipe.first())));
      waiting.awaitSelecting();
      waiting.thread().interrupt();
      assertThat(waiting.failure()).isInstanceOf(InterruptedException.class);
      pipe.second().send(1);
      assertThat(Waitable.awaitAny(List.of(pipe.first()))).hasSize(1);
    }
  }

  @Test
  @CoversScenario("_test_multiprocessing.TestInvalidHandle.test_invalid_handles")
  void closedConnection_cantBeWaitedFor() throws Exception {
    Pipe pipe = Pipe.duplex();
    Running<List<Connection>> waiting = Peers.start(() -> Waitable.awaitAny(List.of(pipe.first())));
    waiting.awaitSelecting();
    pipe.close();
    assertThat(waiting.failure()).isInstanceOf(ClosedChannelException.class);
    assertThatExceptionOfType(ClosedChannelException.class)
        .isThrownBy(() -> Waitable.awaitAny(List.of(pipe.first()), Delays.LONG));
    assertThatExceptionOfType(ClosedChannelException.class)
        .isThrownBy(() -> pipe.first().poll(Delays.LONG));
    assertThat(pipe.first().isReady()).isTrue();
  }

  @Test
  void channelOfOthers_thatIsClosedHere_endsTheWaiting() throws Exception {
    DatagramChannel channel = DatagramChannel.open();
    try (channel) {
      channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      channel.configureBlocking(false);
      Waitable waitable = Waitable.of(channel);
      Running<List<Waitable>> waiting =
          Peers.start(() -> Waitable.awaitAny(List.of(waitable), Delays.LONG));
      waiting.awaitSelecting();
      channel.close();
      assertThat(waiting.failure()).isInstanceOf(ClosedChannelException.class);
      assertThatExceptionOfType(ClosedChannelException.class)
          .isThrownBy(() -> Waitable.awaitAny(List.of(waitable), Delays.LONG));
    }
  }

  @Test
  void connection_thatIsClosedHere_endsTheWaitingAndTellsItsListeners() throws Exception {
    try (Pipe pipe = Pipe.duplex()) {
      Connection end = pipe.first();
      List<Boolean> found = new ArrayList<>();
      end.addListener(() -> found.add(end.isReady()));
      Running<List<Connection>> waiting = Peers.start(() -> Waitable.awaitAny(List.of(end)));
      waiting.awaitSelecting();
      end.close();
      assertThat(waiting.failure()).isInstanceOf(ClosedChannelException.class);
      assertThat(found).containsExactly(true);
    }
  }

  @Test
  void connection_thatMovesToAnotherProcess_endsTheWaitingHere() throws Exception {
    try (Pipe pipe = Pipe.duplex();
        Pipe carrier = Pipe.duplex()) {
      Connection end = pipe.first();
      Running<List<Connection>> waiting = Peers.start(() -> Waitable.awaitAny(List.of(end)));
      waiting.awaitSelecting();
      carrier.first().send(end);
      try (Connection moved = carrier.second().receive(Connection.class)) {
        assertThat(waiting.failure()).isInstanceOf(ClosedChannelException.class);
        pipe.second().send(1);
        assertThat(moved.receive()).isEqualTo(1);
      }
    }
  }
}
