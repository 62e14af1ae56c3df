package dev.ropewalk.multiprocess.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.ropewalk.multiprocess.NothingLeftBehind;
import dev.ropewalk.multiprocess.connection.Peers.Running;
import dev.ropewalk.multiprocess.internal.FrameChannel;
import dev.ropewalk.testkit.Delays;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.PrintStream;
import java.io.Serializable;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Who does not know the key: refused, told in the log, nothing decoded, nobody held up, and no secret said. */
@ExtendWith(NothingLeftBehind.class)
class StrangersTest {

  private static final AuthKey KEY = AuthKey.ofThisTree();

  private final PrintStream errors = System.err;
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private Listener listener;

  /** Leaves a mark when it is deserialized. */
  static final class Mark implements Serializable {
    private static final long serialVersionUID = 1;
    static volatile boolean left;

    private void readObject(ObjectInputStream stream) {
      left = true;
    }
  }

  @BeforeEach
  void open() throws IOException {
    Mark.left = false;
    System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
    listener = Listener.open();
  }

  @AfterEach
  void close() throws IOException {
    System.setErr(errors);
    listener.close();
  }

  private String log() {
    return log.toString(StandardCharsets.UTF_8);
  }

  private void assertServed() throws Exception {
    Running<Connection> client = Peers.start(() -> Connection.connect(listener.address(), KEY));
    try (Connection accepted = listener.accept(Delays.LONG);
        Connection connection = client.get()) {
      connection.send("hello");
      assertThat(accepted.receive()).isEqualTo("hello");
    }
  }

  private FrameChannel stranger() throws IOException {
    return new FrameChannel(SocketChannel.open(listener.address()));
  }

  @Test
  void wrongKey_isRefusedAndLogged_andTheRightOneServed() throws Exception {
    Running<Connection> stranger =
        Peers.start(() -> Connection.connect(listener.address(), AuthKey.of("a guess")));
    Running<Connection> accepting = Peers.start(listener::accept);
    assertThat(stranger.failure())
        .isInstanceOf(AuthenticationException.class)
        .hasMessageContaining("says that our key is not its own");
    Running<Connection> client = Peers.start(() -> Connection.connect(listener.address(), KEY));
    accepting.get().close();
    client.get().close();
    assertThat(log())
        .contains("Refused a connection to " + listener.address() + ": it does not know the key");
    assertNoSecretIn(log(), "a guess");
  }

  private static void assertNoSecretIn(String text, String guess) {
    assertThat(text)
        .doesNotContain(guess)
        .doesNotContain(HexFormat.of().formatHex(KEY.bytes()))
        .doesNotContain(new String(KEY.bytes(), StandardCharsets.ISO_8859_1))
        .doesNotContain("CHALLENGE");
  }

  @Test
  void listenerWithAnotherKey_isNotTrustedByTheClient() throws Exception {
    Running<Connection> waiting;
    try (Listener other = Listener.open(anyPort(), AuthKey.of("another"))) {
      Running<Connection> fooled = Peers.start(() -> Connection.connect(other.address(), KEY));
      waiting = Peers.start(other::accept);
      assertThat(fooled.failure()).isInstanceOf(AuthenticationException.class);
    }
    assertThat(waiting.failure()).isInstanceOf(ClosedChannelException.class);
  }

  private static SocketAddress anyPort() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  @Test
  void replayedAnswer_isWorthNothing() throws Exception {
    Running<Connection> accepting = Peers.start(listener::accept);
    byte[] recorded;
    try (FrameChannel client = stranger()) {
      Authentication authentication = Authentication.ofClient(KEY);
      byte[] challenge = client.receive(Authentication.LONGEST);
      recorded = authentication.next(challenge).getFirst();
      client.send(recorded);
      assertThat(client.receive(100)).asString(StandardCharsets.US_ASCII).isEqualTo("#WELCOME#");
    }
    try (FrameChannel replaying = stranger()) {
      replaying.receive(Authentication.LONGEST);
      replaying.send(recorded);
      assertThat(replaying.receive(100)).asString(StandardCharsets.US_ASCII).isEqualTo("#FAILURE#");
      assertThat(replaying.receive(100)).isNull();
    }
    Running<Connection> client = Peers.start(() -> Connection.connect(listener.address(), KEY));
    accepting.get().close();
    client.get().close();
  }

  @Test
  void silentTruncatedAndOversize_holdUpNobody() throws Exception {
    List<FrameChannel> strangers = new ArrayList<>();
    Running<Connection> accepting = Peers.start(listener::accept);
    try {
      for (int i = 0; i < 200; i++) { // far more than may wait to prove themselves
        strangers.add(stranger());
      }
      FrameChannel truncated = stranger();
      strangers.add(truncated);
      truncated.channel().write(ByteBuffer.wrap(new byte[] {0, 0}));
      FrameChannel oversize = stranger();
      strangers.add(oversize);
      oversize.channel().write(ByteBuffer.allocate(4).putInt(0, 257));
      Running<Connection> client = Peers.start(() -> Connection.connect(listener.address(), KEY));
      accepting.get().close();
      client.get().close();
      assertThat(log())
          .contains("others came while it did not prove that it knows the key")
          .contains("a message of 257 bytes where at most 256 may come");
    } finally {
      for (FrameChannel each : strangers) {
        each.close();
      }
    }
  }

  @Test
  void silentOne_isRefusedAndLogged_whenItsTimeIsOver() throws Exception {
    Duration usual = Reception.patience;
    Reception.patience = Delays.SHORT;
    try (FrameChannel silent = stranger()) {
      Running<Connection> accepting = Peers.start(listener::accept);
      assertThat(silent.receive(Authentication.LONGEST)).as("the challenge").isNotNull();
      assertThat(silent.receive(Authentication.LONGEST)).as("the end").isNull();
      assertThat(log()).contains("it did not prove in time that it knows the key");
      Reception.patience = usual;
      Running<Connection> client = Peers.start(() -> Connection.connect(listener.address(), KEY));
      accepting.get().close();
      client.get().close();
    } finally {
      Reception.patience = usual;
    }
  }

  @Test
  void objectsOfStrangers_areNeverDecoded() throws Exception {
    try (FrameChannel stranger = stranger()) {
      byte[] mark = ObjectMessage.encode(new Mark());
      stranger.send(mark);
      stranger.channel().write(ByteBuffer.wrap(mark));
      assertServed();
    }
    assertThat(Mark.left).isFalse();
    Running<Connection> client = Peers.start(() -> Connection.connect(listener.address(), KEY));
    try (Connection accepted = listener.accept(Delays.LONG);
        Connection connection = client.get()) {
      connection.send(new Mark());
      assertThat(accepted.receive()).isInstanceOf(Mark.class);
      assertThat(Mark.left).as("what a decoded mark does").isTrue();
    }
  }

  @Test
  void unauthenticatedConnection_receivesNoObjects() throws Exception {
    try (Listener open = Listener.openUnauthenticated(anyPort());
        Connection client = Connection.connectUnauthenticated(open.address());
        Connection accepted = open.accept(Delays.LONG)) {
      client.send(new Mark());
      assertThatExceptionOfType(RefusedObjectException.class).isThrownBy(accepted::receive);
      assertThat(accepted.receiveBytes()).isNotEmpty();
      assertThat(Mark.left).isFalse();
    }
  }

  @Test
  void strangersWhoSendRandomFrames_areRefusedAtTheFirst_andNothingGrows() throws Exception {
    Random random = new Random(7);
    int framesOfEach = 50; // more than one is judged, should it get that far
    int strangers = 2000;
    Running<Integer> accepting =
        Peers.start(
            () -> {
              listener.accept().close();
              return 1;
            });
    long usedAfterWarmUp = 0;
    for (int i = 0; i < strangers; i++) {
      if (i == strangers / 4) {
        usedAfterWarmUp = usedHeap();
      }
      sendGarbage(random, framesOfEach);
    }
    assertThat(usedHeap() - usedAfterWarmUp).isLessThan(8 << 20);
    assertThat(accepting.result()).isNotDone();
    Running<Connection> client = Peers.start(() -> Connection.connect(listener.address(), KEY));
    accepting.get();
    client.get().close();
    assertThat(Mark.left).isFalse();
    assertThat(log().lines().filter(line -> line.contains("Refused")).count()).isEqualTo(strangers);
  }

  /** Most judged as the first of a stranger, a tenth each as the later ones of somebody who got that far. */
  @Test
  void hundredThousandRandomFrames_proveNothing_atAnyStepOfTheProof() throws Exception {
    Random random = new Random(8);
    for (int i = 0; i < 100_000; i++) {
      Authentication judge = Authentication.ofListener(KEY);
      Authentication client = Authentication.ofClient(KEY);
      byte[] message = judge.opening().getFirst();
      for (int right = i % 10 - 7; right > 0; right--) {
        message = judge.next(client.next(message).getFirst()).getFirst();
      }
      if (isTaken(judge, randomFrame(random))) {
        throw new AssertionError("frame " + i + " was taken for a proof");
      }
      assertThat(judge.isDone()).isFalse();
    }
  }

  private static boolean isTaken(Authentication judge, byte[] frame) {
    try {
      judge.next(frame);
      return true;
    } catch (Authentication.Refusal e) {
      return false;
    }
  }

  private static byte[] randomFrame(Random random) {
    byte[] frame = new byte[random.nextInt(300)];
    random.nextBytes(frame);
    return frame;
  }

  /** Who knows the key may send garbage too: each frame is refused, and the connection goes on. */
  @Test
  void hundredThousandRandomFrames_ofOneWhoKnowsTheKey_areRefused_andTheConnectionGoesOn()
      throws Exception {
    Random random = new Random(9);
    byte[] real = ObjectMessage.encode(new ArrayList<>(List.of("text", 17, new int[5])));
    int frames = 100_000;
    Running<Connection> client = Peers.start(() -> Connection.connect(listener.address(), KEY));
    try (Connection accepted = listener.accept(Delays.LONG);
        Connection connection = client.get()) {
      Running<Integer> sender =
          Peers.start(
              () -> {
                for (int i = 0; i < frames; i++) {
                  connection.sendBytes(i % 10 > 0 ? randomFrame(random) : damaged(real, random));
                }
                connection.send("the end");
                return frames;
              });
      long usedAfterWarmUp = 0;
      int refused = 0;
      for (int i = 0; i < frames; i++) {
        if (i == frames / 4) {
          usedAfterWarmUp = usedHeap();
        }
        try {
          accepted.receive();
        } catch (RefusedObjectException | ClassNotFoundException e) {
          refused++;
        }
      }
      assertThat(refused).as("of the others only the values are").isGreaterThan(frames * 9 / 10);
      assertThat(usedHeap() - usedAfterWarmUp).isLessThan(8 << 20);
      assertThat(accepted.receive()).isEqualTo("the end");
      assertThat(sender.get()).isEqualTo(frames);
      assertThat(Mark.left).isFalse();
    }
  }

  /** A message in which some bytes are others. */
  private static byte[] damaged(byte[] message, Random random) {
    byte[] copy = message.clone();
    for (int i = 0; i < 3; i++) {
      copy[1 + random.nextInt(copy.length - 1)] = (byte) random.nextInt();
    }
    return copy;
  }

  /** Garbage in which there are no frames is over soon: a length that can't be, or the end within a message. */
  @Test
  void randomBytes_ofOneWhoKnowsTheKey_endTheConnection_withoutMuchMemory() throws Exception {
    Random random = new Random(10);
    for (int i = 0; i < 200; i++) {
      Running<Connection> client = Peers.start(() -> Connection.connect(listener.address(), KEY));
      try (Connection accepted = listener.accept(Delays.LONG)) {
        try (Connection connection = client.get()) {
          byte[] garbage = new byte[5 + random.nextInt(1000)];
          random.nextBytes(garbage);
          ((SocketChannel) connection.channel()).write(ByteBuffer.wrap(garbage));
        }
        assertThatIOException()
            .isThrownBy(
                () -> {
                  while (true) { // until the end; bytes may hold a frame or two
                    accepted.receiveBytes();
                  }
                });
      }
    }
  }

  private void sendGarbage(Random random, int frames) throws IOException {
    try (FrameChannel stranger = stranger()) {
      for (int i = 0; i < frames; i++) {
        stranger.send(randomFrame(random));
      }
    } catch (IOException e) {
      assertThat(e).hasMessageMatching("Broken pipe|Connection reset.*"); // refused already
    }
  }

  private long usedHeap() {
    log.size();
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory() - 2L * log.size();
  }
}
