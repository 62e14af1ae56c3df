package dev.ropewalk.multiprocess.connection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.ropewalk.multiprocess.NothingLeftBehind;
import dev.ropewalk.multiprocess.connection.Peers.Running;
import dev.ropewalk.testkit.ChildProgram;
import dev.ropewalk.testkit.CoversScenario;
import dev.ropewalk.testkit.Delays;
import java.io.EOFException;
import java.io.IOException;
import java.io.NotSerializableException;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(NothingLeftBehind.class)
class ConnectionTest {

  private static final int MORE_THAN_THE_SYSTEM_BUFFERS = 8 << 20;

  private Pipe pipe;
  private Connection here;
  private Connection there;

  @BeforeEach
  void open() throws IOException {
    pipe = Pipe.duplex();
    here = pipe.first();
    there = pipe.second();
  }

  @AfterEach
  void close() throws IOException {
    pipe.close();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  @Test
  @CoversScenario("_test_multiprocessing._TestConnection.test_connection")
  void objectsAndBytes_comeAsTheyWere_untilTheEnd() throws Exception {
    Running<Integer> echo =
        Peers.start(
            () -> {
              there.send(there.receive());
              there.send(there.receive());
              int count = 0;
              while (true) {
                try {
                  there.sendBytes(there.receiveBytes());
                  count++;
                } catch (EOFException e) {
                  return count;
                }
              }
            });
    List<Object> message = List.of(1, 2.5, "three", Map.of("four", 5L));
    here.send(message);
    assertThat(here.receive()).isEqualTo(message);
    here.send(null);
    assertThat(here.receive()).isNull();

    here.sendBytes(bytes("hello"));
    assertThat(here.receiveBytes()).isEqualTo(bytes("hello"));
    here.sendBytes(random(10_000_000));
    assertThat(here.receiveBytes()).isEqualTo(random(10_000_000));

    ByteBuffer buffer = ByteBuffer.allocate(8).position(2);
    here.sendBytes(bytes("hello"));
    assertThat(here.receiveBytesInto(buffer)).isEqualTo(5);
    assertThat(buffer.position()).isEqualTo(7);
    assertThat(Arrays.copyOfRange(buffer.array(), 2, 7)).isEqualTo(bytes("hello"));

    here.sendBytes(bytes("a long message"));
    ByteBuffer small = ByteBuffer.allocate(9);
    assertThatExceptionOfType(BufferTooShortException.class)
        .isThrownBy(() -> here.receiveBytesInto(small))
        .satisfies(e -> assertThat(e.receivedMessage()).isEqualTo(bytes("a long message")));
    assertThat(small.position()).isZero();

    here.close();
    assertThat(echo.get()).isEqualTo(4);
    assertThatExceptionOfType(EOFException.class).isThrownBy(there::receiveBytes);
  }

  @Test
  @CoversScenario("_test_multiprocessing._TestConnection.test_duplex_false")
  void oneWayPipe_receivesAtTheFirstEndAndSendsAtTheSecond() throws Exception {
    try (Pipe oneWay = Pipe.oneWay()) {
      oneWay.second().send(1);
      assertThat(oneWay.first().receive(Integer.class)).isEqualTo(1);
      assertThat(oneWay.first().isReceiving()).isTrue();
      assertThat(oneWay.first().isSending()).isFalse();
      assertThat(oneWay.second().isReceiving()).isFalse();
      assertThat(oneWay.second().isSending()).isTrue();
      assertThatIllegalStateException()
          .isThrownBy(() -> oneWay.first().send(2))
          .withMessageContaining("only receives");
      assertThatIllegalStateException()
          .isThrownBy(() -> oneWay.second().receive())
          .withMessageContaining("only sends");
      assertThatIllegalStateException().isThrownBy(() -> oneWay.second().poll());
    }
  }

  @Test
  @CoversScenario("_test_multiprocessing._TestConnection.test_sendbytes")
  void sendBytes_takesAPart_andRefusesWhatIsNone() throws Exception {
    byte[] letters = bytes("abcdefgh");
    here.sendBytes(letters, 3, 4);
    here.sendBytes(letters, 8, 0);
    assertThat(there.receiveBytes()).isEqualTo(bytes("defg"));
    assertThat(there.receiveBytes()).isEmpty();
    int[][] wrong = {{-1, 2}, {9, 0}, {0, -1}, {4, 5}, {Integer.MAX_VALUE, 1}};
    for (int[] part : wrong) {
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(() -> here.sendBytes(letters, part[0], part[1]));
    }
    assertThat(there.poll()).isFalse();
  }

  @Test
  @CoversScenario("_test_multiprocessing._TestConnection.test_context")
  void closedEnds_areOfNoMoreUse() throws Exception {
    try (Pipe closedAtTheEnd = pipe) {
      here.send(1);
      assertThat(closedAtTheEnd.second().receive()).isEqualTo(1);
    }
    assertThat(here.isClosed()).isTrue();
    assertThat(here).hasToString("Connection[closed]");
    assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(here::receive);
    assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(there::receiveBytes);
    assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(() -> here.send(1));
    assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(here::poll);
    here.close();
  }

  @Test
  @CoversScenario("_test_multiprocessing._TestPoll.test_empty_string")
  void emptyMessage_isOne() throws Exception {
    assertThat(here.poll()).isFalse();
    there.sendBytes(new byte[0]);
    assertThat(here.poll()).isTrue();
    assertThat(here.poll()).isTrue();
    assertThat(here.receiveBytes()).isEmpty();
    assertThat(here.poll()).isFalse();
  }

  @Test
  @CoversScenario("_test_multiprocessing._TestPoll.test_strings")
  void poll_beforeEachMessage_findsItWhole() throws Exception {
    List<byte[]> messages =
        List.of(
            bytes("hello"), bytes(""), bytes("a"), bytes("b"), bytes(""), bytes("bye"), bytes(""));
    Running<Integer> sender =
        Peers.start(
            () -> {
              for (byte[] message : messages) {
                there.sendBytes(message);
              }
              return messages.size();
            });
    for (byte[] message : messages) {
      assertThat(here.poll(Delays.LONG)).isTrue();
      assertThat(here.receiveBytes()).isEqualTo(message);
    }
    assertThat(sender.get()).isEqualTo(7);
    assertThat(here.poll()).isFalse();
  }

  @Test
  @CoversScenario("_test_multiprocessing._TestPoll.test_dont_merge")
  void messages_areNotMerged_andPollTakesNone() throws Exception {
    there.sendBytes(bytes("a"));
    there.sendBytes(bytes("b"));
    there.close();
    assertThat(here.poll(Delays.LONG)).isTrue();
    assertThat(here.poll()).isTrue();
    assertThat(here.receiveBytes()).isEqualTo(bytes("a"));
    assertThat(here.poll(Delays.LONG)).isTrue();
    assertThat(here.receiveBytes()).isEqualTo(bytes("b"));
    assertThat(here.poll(Delays.LONG)).as("the end counts").isTrue();
    assertThatExceptionOfType(EOFException.class).isThrownBy(here::receiveBytes);
    assertThat(here.poll()).isTrue();
  }

  @Test
  void poll_withATimeout_waitsThatLong() throws Exception {
    long start = System.nanoTime();
    assertThat(here.poll(Delays.SHORT)).isFalse();
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(Delays.SHORT.toNanos());
    assertThatIllegalArgumentException().isThrownBy(() -> here.poll(Duration.ofNanos(-1)));
    Running<Boolean> polling = Peers.start(() -> here.poll(Duration.ofSeconds(Long.MAX_VALUE)));
    polling.awaitSelecting();
    there.sendBytes(new byte[1]);
    assertThat(polling.get()).isTrue();
  }

  @Test
  void interruptedThread_makesPipesAndListenersAllTheSame_andStaysInterrupted() throws Exception {
    for (int i = 0; i < 2; i++) {
      Thread.currentThread().interrupt();
      try (Pipe made = i == 0 ? Pipe.duplex() : Pipe.oneWay();
          Listener _ = Listener.open()) {
        assertThat(Thread.interrupted()).isTrue();
        made.second().send(i);
        assertThat(made.first().receive()).isEqualTo(i);
      }
    }
  }

  @Test
  void interrupt_ofAReceiver_costsNothing() throws Exception {
    Running<byte[]> receiver = Peers.start(here::receiveBytes);
    receiver.awaitSelecting();
    receiver.thread().interrupt();
    assertThat(receiver.failure()).isInstanceOf(InterruptedException.class);
    there.sendBytes(bytes("next"));
    assertThat(here.receiveBytes()).isEqualTo(bytes("next"));
  }

  @Test
  void interrupt_inTheMiddleOfAMessage_leavesItToTheNextReceiver() throws Exception {
    SocketChannel raw = (SocketChannel) there.channel();
    raw.write(ByteBuffer.wrap(new byte[] {0, 0, 0, 3, 1, 2}));
    assertThat(here.poll(Delays.LONG)).isTrue();
    Running<byte[]> receiver = Peers.start(here::receiveBytes);
    receiver.awaitSelecting();
    receiver.thread().interrupt();
    assertThat(receiver.failure()).isInstanceOf(InterruptedException.class);
    raw.write(ByteBuffer.wrap(new byte[] {3}));
    assertThat(here.receiveBytes()).containsExactly(1, 2, 3);
  }

  @Test
  void interrupt_ofASender_beforeItBegins_sendsNothing() throws Exception {
    Running<Object> sender =
        Peers.start(
            () -> {
              Thread.currentThread().interrupt();
              here.sendBytes(new byte[1]);
              return "sent";
            });
    assertThat(sender.failure()).isInstanceOf(InterruptedException.class);
    here.sendBytes(bytes("next"));
    assertThat(there.receiveBytes()).isEqualTo(bytes("next"));
  }

  @Test
  void interrupt_ofASender_inTheMiddle_closesTheConnection() throws Exception {
    Running<Object> sender = Peers.start(() -> sendFarTooMuch(here));
    sender.awaitSelecting();
    sender.thread().interrupt();
    assertThat(sender.failure()).isInstanceOf(ClosedByInterruptException.class);
    assertThat(here.isClosed()).isTrue();
    assertThatExceptionOfType(TruncatedMessageException.class).isThrownBy(there::receiveBytes);
  }

  private static Object sendFarTooMuch(Connection connection) throws Exception {
    connection.sendBytes(new byte[MORE_THAN_THE_SYSTEM_BUFFERS]);
    return "sent";
  }

  @Test
  void close_endsTheWaitingOfAll() throws Exception {
    Running<byte[]> receiver = Peers.start(here::receiveBytes);
    Running<Object> sender = Peers.start(() -> sendFarTooMuch(here));
    sender.awaitSelecting();
    receiver.awaitSelecting();
    here.close();
    assertThat(receiver.failure()).isInstanceOf(ClosedChannelException.class);
    assertThat(sender.failure()).isInstanceOf(ClosedChannelException.class);
  }

  @Test
  void close_racingWithTheBeginningOfAWait_endsItEveryTime() throws Exception {
    for (int i = 0; i < 200; i++) {
      try (Pipe each = Pipe.duplex()) {
        Running<byte[]> receiver = Peers.start(each.first()::receiveBytes);
        each.first().close();
        assertThat(receiver.failure()).isInstanceOf(ClosedChannelException.class);
      }
    }
  }

  @Test
  void messageLongerThanAllowed_endsTheReceivingAndNotTheSending() throws Exception {
    there.sendBytes(new byte[5]);
    assertThat(here.receiveBytes(5)).hasSize(5);
    there.sendBytes(new byte[6]);
    assertThatExceptionOfType(MessageTooLongException.class)
        .isThrownBy(() -> here.receiveBytes(5))
        .withMessageContaining("6 bytes where at most 5");
    assertThat(here.isReceiving()).isFalse();
    assertThatIllegalStateException()
        .isThrownBy(here::receiveBytes)
        .withMessageContaining("too long");
    here.sendBytes(bytes("still"));
    assertThat(there.receiveBytes()).isEqualTo(bytes("still"));
    assertThatIllegalArgumentException().isThrownBy(() -> there.receiveBytes(-1));
    try (Pipe oneWay = Pipe.oneWay()) {
      oneWay.second().sendBytes(new byte[1]);
      assertThatExceptionOfType(MessageTooLongException.class)
          .isThrownBy(() -> oneWay.first().receiveBytes(0));
      assertThat(oneWay.first().isClosed()).isTrue();
    }
  }

  /** Also for a receiver that goes on with a message which another, who allowed more, has begun. */
  @Test
  void limit_holdsForAMessageThatAnInterruptedReceiverBegan() throws Exception {
    SocketChannel raw = (SocketChannel) there.channel();
    for (int limit = 6; limit >= 5; limit--) {
      raw.write(ByteBuffer.wrap(new byte[] {0, 0, 0, 6, 1, 2}));
      Running<byte[]> receiver = Peers.start(here::receiveBytes);
      receiver.awaitSelecting();
      receiver.thread().interrupt();
      assertThat(receiver.failure()).isInstanceOf(InterruptedException.class);
      raw.write(ByteBuffer.wrap(new byte[4]));
      if (limit == 6) {
        assertThat(here.receiveBytes(limit)).containsExactly(1, 2, 0, 0, 0, 0);
      }
    }
    assertThatExceptionOfType(MessageTooLongException.class)
        .isThrownBy(() -> here.receiveBytes(5))
        .withMessageContaining("6 bytes where at most 5");
    assertThat(here.isReceiving()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 4, 6})
  void endWithinAMessage_isNoEnd(int sent) throws Exception {
    ((SocketChannel) there.channel())
        .write(ByteBuffer.wrap(new byte[] {0, 0, 0, 3, 1, 2, 3}, 0, sent));
    there.close();
    assertThatExceptionOfType(TruncatedMessageException.class).isThrownBy(here::receiveBytes);
  }

  @Test
  void announcedGibibyte_takesNoMemoryBeforeItComes() throws Exception {
    List<Pipe> pipes = new ArrayList<>();
    try {
      for (int i = 0; i < 20; i++) { // 20 GiB in a heap of one
        Pipe each = Pipe.duplex();
        pipes.add(each);
        ((SocketChannel) each.second().channel())
            .write(ByteBuffer.allocate(5).putInt(1 << 30).put((byte) 1).flip());
        each.second().close();
        assertThatExceptionOfType(TruncatedMessageException.class)
            .isThrownBy(() -> each.first().receiveBytes());
      }
    } finally {
      for (Pipe each : pipes) {
        each.close();
      }
    }
  }

  @Test
  void messageForWhichThereIsNoMemory_isReceivedWhenThereIs() throws Exception {
    List<String> smallHeap =
        List.of("-Xmx48m", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED");
    ChildProgram program = ChildProgram.run(smallHeap, OutOfMemory.class);
    assertThat(program.output())
        .as(String.join("\n", program.errors()))
        .containsExactly("no memory", "no memory", "received 16777216", "received 4");
    assertThat(program.exitCode()).isZero();
  }

  /** Receives a message of 16 MiB while its heap is full, and when it is not. */
  static final class OutOfMemory {
    private static final int SIZE = 1 << 24;
    private static final List<byte[]> BALLAST = new ArrayList<>();

    public static void main(String[] args) throws Exception {
      try (Pipe pipe = Pipe.duplex()) {
        Running<Object> sender =
            Peers.start(() -> sendInParts((SocketChannel) pipe.second().channel()));
        for (int i = 0; i < 2; i++) {
          while (free() > SIZE / 2) {
            BALLAST.add(new byte[1 << 20]);
          }
          try {
            pipe.first().receiveBytes();
          } catch (OutOfMemoryError e) {
            System.out.println("no memory");
          }
        }
        BALLAST.clear();
        System.out.println("received " + pipe.first().receiveBytes().length);
        System.out.println("received " + pipe.first().receiveBytes().length);
        sender.get();
      }
    }

    private static long free() {
      Runtime heap = Runtime.getRuntime();
      return heap.maxMemory() - heap.totalMemory() + heap.freeMemory();
    }

    private static Object sendInParts(SocketChannel channel) throws Exception {
      write(channel, ByteBuffer.allocate(4).putInt(0, SIZE));
      ByteBuffer part = ByteBuffer.allocate(1 << 12);
      for (int sent = 0; sent < SIZE; sent += part.capacity()) {
        write(channel, part.clear());
      }
      write(channel, ByteBuffer.wrap(new byte[] {0, 0, 0, 4, 1, 2, 3, 4}));
      return "sent";
    }

    private static void write(SocketChannel channel, ByteBuffer bytes) throws Exception {
      while (bytes.hasRemaining()) {
        if (channel.write(bytes) == 0) {
          Thread.sleep(1); // as it does not block
        }
      }
    }
  }

  @Test
  void severalSendersAndReceivers_getWholeMessages() throws Exception {
    int each = 1000;
    List<Running<Integer>> senders = new ArrayList<>();
    List<Running<Integer>> receivers = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      byte value = (byte) i;
      senders.add(
          Peers.start(
              () -> {
                for (int n = 0; n < each; n++) {
                  byte[] message = new byte[n * 20];
                  Arrays.fill(message, value);
                  here.sendBytes(message);
                }
                return each;
              }));
      receivers.add(
          Peers.start(
              () -> {
                int sum = 0;
                for (int n = 0; n < each; n++) {
                  byte[] message = there.receiveBytes();
                  for (byte b : message) {
                    if (b != message[0]) {
                      throw new AssertionError("two messages in one");
                    }
                  }
                  sum += message.length / 20;
                }
                return sum;
              }));
    }
    for (Running<Integer> sender : senders) {
      sender.get();
    }
    assertThat(receivers.get(0).get() + receivers.get(1).get()).isEqualTo(each * (each - 1));
  }

  @Test
  void objectThatCantTravel_isNamed_andNothingSent() throws Exception {
    assertThatExceptionOfType(NotSerializableException.class)
        .isThrownBy(() -> here.send(List.of(new Object())))
        .withMessageContaining("java.lang.Object");
    here.send("next");
    assertThat(there.receive()).isEqualTo("next");
  }

  @Test
  void receive_ofAnotherClass_isAnError() throws Exception {
    here.send("text");
    here.send(null);
    assertThatExceptionOfType(ClassCastException.class)
        .isThrownBy(() -> there.receive(Integer.class));
    assertThatExceptionOfType(ClassCastException.class)
        .isThrownBy(() -> there.receive(Integer.class))
        .withMessageContaining("null");
  }

  @Test
  @SuppressWarnings("NullAway") // that is the point
  void receivingIntoWhatCantTakeIt_isRefusedBeforeTheMessageIsTaken() throws Exception {
    there.send("kept");
    ByteBuffer readOnly = ByteBuffer.allocate(100).asReadOnlyBuffer();
    assertThatExceptionOfType(ReadOnlyBufferException.class)
        .isThrownBy(() -> here.receiveBytesInto(readOnly));
    assertThatNullPointerException().isThrownBy(() -> here.receiveBytesInto(null));
    assertThatNullPointerException().isThrownBy(() -> here.receive(null));
    assertThat(here.poll()).isTrue();
    assertThat(here.receive()).isEqualTo("kept");
  }

  @Test
  void manyMessages_backToBack_allCome() throws Exception {
    int count = 20_000;
    Running<Integer> echo =
        Peers.start(
            () -> {
              for (int i = 0; i < count; i++) {
                there.sendBytes(there.receiveBytes());
              }
              return count;
            });
    for (int i = 0; i < count; i++) {
      here.sendBytes(new byte[i % 64]);
      assertThat(here.receiveBytes()).hasSize(i % 64);
    }
    assertThat(echo.get()).isEqualTo(count);
  }
}
