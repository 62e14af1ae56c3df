package dev.ropewalk.multiprocess.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ropewalk.executors.PortableRunnable;
import dev.ropewalk.multiprocess.ChildProcess;
import dev.ropewalk.multiprocess.NotPortableException;
import dev.ropewalk.multiprocess.NothingLeftBehind;
import dev.ropewalk.multiprocess.ProcessOptions;
import dev.ropewalk.testkit.CoversScenario;
import dev.ropewalk.testkit.Delays;
import java.io.EOFException;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Ends of connections that go to other processes, or through another connection. */
@ExtendWith(NothingLeftBehind.class)
class TravellingConnectionTest {

  /** An end that was sent through a pipe of this process. */
  private static Connection sent(Connection end) throws Exception {
    try (Pipe carrier = Pipe.duplex()) {
      carrier.first().send(end);
      return carrier.second().receive(Connection.class);
    }
  }

  @Test
  @CoversScenario({
    "_test_multiprocessing._TestConnection.test_spawn_close",
    "_test_multiprocessing._TestSubclassingProcess.test_subclassing"
  })
  void child_usesTheEndItWasGiven_afterTheParentClosedItsOwn() throws Exception {
    Pipe pipe = Pipe.duplex();
    Connection theirs = pipe.second();
    ChildProcess child = ChildProcess.of(() -> shout(theirs)).start();
    theirs.close();
    try (Connection ours = pipe.first()) {
      ours.send("strand");
      assertThat(ours.receive()).isEqualTo("STRAND");
      ours.sendBytes(new byte[] {1, 2, 3});
      assertThat(ours.receiveBytes()).containsExactly(1, 2, 3);
    }
    child.join();
    assertThat(child.exitCode()).as("it saw the end of the pipe").hasValue(0);
  }

  private static void shout(Connection end) {
    try (end) {
      end.send(end.receive(String.class).toUpperCase(java.util.Locale.ROOT));
      end.sendBytes(end.receiveBytes());
      byte[] more = end.receiveBytes();
      throw new IllegalStateException(more.length + " bytes came where the end should");
    } catch (EOFException e) {
      // the parent closed its end
    } catch (IOException | ClassNotFoundException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  @CoversScenario("_test_multiprocessing._TestPicklingConnections.test_pickling")
  void end_thatIsSentToAChildAsAMessage_worksThere_alsoOneOverTcp() throws Exception {
    try (Pipe carrier = Pipe.duplex();
        Pipe pipe = Pipe.duplex();
        Listener listener =
            Listener.open(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), AuthKey.of("key"))) {
      Connection theirs = carrier.second();
      ChildProcess child = ChildProcess.of(() -> greetAll(theirs)).start();
      SocketAddress address = listener.address();
      Connection[] client = new Connection[1];
      Thread connecting =
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      client[0] = Connection.connect(address, AuthKey.of("key"));
                    } catch (IOException | InterruptedException e) {
                      throw new IllegalStateException(e);
                    }
                  });
      try (Connection server = listener.accept(Delays.LONG)) {
        connecting.join();
        carrier.first().send(List.of(pipe.second(), client[0]));
        assertThat(pipe.first().receive()).isEqualTo("hello 0");
        assertThat(server.receive()).isEqualTo("hello 1");
      }
      child.join();
      assertThat(child.exitCode()).hasValue(0);
    }
  }

  private static void greetAll(Connection carrier) {
    try (carrier) {
      List<?> ends = carrier.receive(List.class);
      for (int i = 0; i < ends.size(); i++) {
        try (Connection end = (Connection) ends.get(i)) {
          end.send("hello " + i);
        }
      }
    } catch (IOException | ClassNotFoundException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void end_thatMoves_takesAlongWhatNobodyHadReceived_andIsClosedWhereItWas() throws Exception {
    try (Pipe pipe = Pipe.duplex()) {
      Connection theirs = pipe.second();
      pipe.first().send("first");
      pipe.first().send("second");
      pipe.first().sendBytes(new byte[0]);
      assertThat(theirs.receive()).isEqualTo("first"); // which reads more than that
      try (Connection moved = sent(theirs)) {
        assertThat(theirs.isClosed()).isTrue();
        assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(theirs::receive);
        assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(() -> theirs.send(1));
        theirs.close();
        assertThat(moved.receive()).isEqualTo("second");
        assertThat(moved.receiveBytes()).isEmpty();
        moved.send("third");
      }
      assertThat(pipe.first().receive()).isEqualTo("third");
      assertThatExceptionOfType(EOFException.class).isThrownBy(pipe.first()::receive);
    }
  }

  @Test
  void end_keepsItsDirectionAndItsRules() throws Exception {
    try (Pipe pipe = Pipe.oneWay();
        Connection receiver = sent(pipe.first());
        Connection sender = sent(sent(pipe.second()))) {
      sender.sendBytes(new byte[1 << 20]);
      assertThat(receiver.receiveBytes()).hasSize(1 << 20);
      assertThat(receiver.isSending()).isFalse();
      assertThat(sender.isReceiving()).isFalse();
    }
    SocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (Listener listener = Listener.openUnauthenticated(any);
        Connection client = Connection.connectUnauthenticated(listener.address());
        Connection server = listener.accept(Delays.LONG);
        Connection moved = sent(client)) {
      server.send("an object");
      assertThatExceptionOfType(RefusedObjectException.class).isThrownBy(moved::receive);
    }
  }

  @Test
  void end_movesOnce() throws Exception {
    try (Pipe pipe = Pipe.duplex();
        Pipe carrier = Pipe.duplex()) {
      carrier.first().send(pipe.second());
      carrier.first().send(pipe.second());
      try (Connection moved = carrier.second().receive(Connection.class)) {
        assertThatExceptionOfType(RefusedObjectException.class)
            .isThrownBy(carrier.second()::receive)
            .withMessageContaining("it went to another process before");
        moved.send(1);
        assertThat(pipe.first().receive()).isEqualTo(1);
        assertThatExceptionOfType(IOException.class)
            .isThrownBy(() -> carrier.first().send(pipe.second()))
            .withMessageContaining("can't be sent");
      }
    }
  }

  @Test
  void end_forAProcessThatDoesNotStart_isClosedWithIt_orUsableStill() throws Exception {
    try (Pipe closed = Pipe.duplex();
        Pipe kept = Pipe.duplex()) {
      Connection first = closed.second();
      Connection second = kept.second();
      PortableRunnable body = () -> assertThat(List.of(first, second)).isEmpty();
      ChildProcess child =
          ChildProcess.of(body)
              .setOptions(
                  ProcessOptions.builder()
                      .addJvmOptions("-Xms2g", "-Xmx1g")
                      .setOutput(Redirect.DISCARD)
                      .setErrors(Redirect.DISCARD)
                      .build())
              .start();
      first.close();
      assertThatExceptionOfType(EOFException.class).isThrownBy(closed.first()::receive);
      child.join();
      assertThat(child.exitCode()).hasValue(1);
      second.send("still here");
      assertThat(kept.first().receive()).isEqualTo("still here");
    }
  }

  @Test
  void end_inABodyThatCantTravel_stays() throws Exception {
    try (Pipe pipe = Pipe.duplex()) {
      Connection end = pipe.second();
      List<Object> captured = new ArrayList<>(List.of(end, new Object()));
      assertThatExceptionOfType(NotPortableException.class)
          .isThrownBy(() -> ChildProcess.of(() -> captured.clear()).start());
      end.send("here");
      assertThat(pipe.first().receive()).isEqualTo("here");
    }
  }

  @Test
  void end_thatNobodyFetches_isGivenUpSomeTimeAfterItWasClosedHere_andNotBefore() throws Exception {
    Duration usual = Parcels.longestWait;
    Parcels.longestWait = Delays.SHORT;
    try (Pipe pipe = Pipe.duplex();
        Pipe kept = Pipe.duplex();
        Pipe carrier = Pipe.duplex()) {
      Connection end = pipe.second();
      carrier.first().send(kept.second());
      carrier.first().send(end);
      assertThat(pipe.first().poll(Delays.SHORT.multipliedBy(3))).isFalse();
      try (Connection moved = carrier.second().receive(Connection.class)) {
        moved.send("late");
        assertThat(kept.first().receive()).isEqualTo("late");
      }
      end.close();
      assertThat(pipe.first().poll(Delays.LONG)).isTrue();
      assertThatExceptionOfType(EOFException.class).isThrownBy(pipe.first()::receive);
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> carrier.second().receive(Connection.class));
    } finally {
      Parcels.longestWait = usual;
    }
  }
}
