package dev.ropewalk.multiprocess.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.google.common.util.concurrent.Uninterruptibles;
import dev.ropewalk.multiprocess.NothingLeftBehind;
import dev.ropewalk.multiprocess.connection.AuthKey;
import dev.ropewalk.multiprocess.internal.FrameChannel;
import dev.ropewalk.testkit.Delays;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.PrintStream;
import java.io.Serializable;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Strangers at the socket, and behind it: what they send is compared, never decoded, and holds up nobody. */
@ExtendWith(NothingLeftBehind.class)
class HandshakeTest {

  private static final AuthKey KEY = keyOf(1);
  private static final AuthKey WRONG = keyOf(2);

  private static AuthKey keyOf(int each) {
    byte[] bytes = new byte[AuthKey.LENGTH];
    Arrays.fill(bytes, (byte) each);
    return AuthKey.of(bytes);
  }

  /** Leaves a mark when it is deserialized. */
  static final class Mark implements Serializable {
    private static final long serialVersionUID = 1;
    static volatile boolean left;

    private void readObject(ObjectInputStream stream) {
      left = true;
    }

    static byte[] encoded() throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (ObjectOutputStream stream = new ObjectOutputStream(bytes)) {
        stream.writeObject(new Mark());
      }
      return bytes.toByteArray();
    }
  }

  @TempDir Path folder;

  private final PrintStream errors = System.err;
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();

  @BeforeEach
  void begin() {
    Mark.left = false;
    System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void end() {
    System.setErr(errors);
  }

  @Test
  void parentAndChild_withTheSameKey_meetAndTheSocketIsGone() throws Exception {
    try (Meeting meeting = new Meeting()) {
      Path socket = meeting.socket();
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket.getParent())))
          .isEqualTo("rwx------");
      FrameChannel child = meeting.connect();
      Handshake.connect(child, KEY, Handshake.newChallenge());
      FrameChannel parent = meeting.parent();
      assertThat(socket.getParent()).doesNotExist();
      child.send(new byte[] {1});
      parent.send(new byte[] {2});
      assertThat(parent.receive(1)).containsExactly(1);
      assertThat(child.receive(1)).containsExactly(2);
    }
  }

  @Test
  void childWithAWrongKey_isRefusedAndLogged_andTheRightOneServed() throws Exception {
    try (Meeting meeting = new Meeting()) {
      FrameChannel stranger = meeting.connect();
      assertThatIOException()
          .isThrownBy(() -> Handshake.connect(stranger, WRONG, Handshake.newChallenge()))
          .withMessageContaining("did not prove");
      meeting.finish();
    }
    assertThat(log.toString(StandardCharsets.UTF_8))
        .containsOnlyOnce("Refused a connection to the socket that waits for a child process")
        .contains("it does not know the key");
  }

  @Test
  void strangersWhoSendGarbage_areRefusedUndecoded_andTheChildIsServed() throws Exception {
    Random random = new Random(42);
    try (Meeting meeting = new Meeting()) {
      SocketChannel silent = meeting.connectRaw();
      SocketChannel slow = meeting.connectRaw();
      slow.write(ByteBuffer.wrap(new byte[] {0, 0}));
      List<SocketChannel> refused = new ArrayList<>();
      for (int length : new int[] {-1, 0, 63, 65, Integer.MAX_VALUE}) {
        refused.add(send(meeting, ByteBuffer.allocate(4).putInt(0, length)));
      }
      byte[] mark = Mark.encoded();
      refused.add(send(meeting, ByteBuffer.wrap(mark)));
      refused.add(
          send(meeting, ByteBuffer.allocate(4 + mark.length).putInt(mark.length).put(mark).flip()));
      byte[] bytes = new byte[Handshake.ANSWER];
      random.nextBytes(bytes);
      refused.add(send(meeting, ByteBuffer.allocate(68).putInt(64).put(bytes).flip()));
      for (SocketChannel channel : refused) {
        assertEnds(channel);
      }
      meeting.finish();
      assertEnds(silent);
      assertEnds(slow);
      assertThat(Mark.left).isFalse();
    }
  }

  private static SocketChannel send(Meeting meeting, ByteBuffer garbage) throws IOException {
    SocketChannel channel = meeting.connectRaw();
    channel.write(garbage);
    return channel;
  }

  private static void assertEnds(SocketChannel channel) throws IOException {
    ByteBuffer challenge = ByteBuffer.allocate(1000);
    try {
      while (channel.read(challenge) >= 0) {
        assertThat(challenge.position()).isLessThanOrEqualTo(36);
      }
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("reset");
    }
  }

  @Test
  void interruptOfWhoWaits_doesNotKeepTheChildOut() throws Exception {
    try (Meeting meeting = new Meeting()) {
      meeting.waiting.interrupt();
      meeting.finish();
    }
  }

  @Test
  void recordedAnswer_isWorthNothingTheNextTime() throws Exception {
    byte[] first = Handshake.newChallenge();
    byte[] answer = Handshake.answer(KEY, first, Handshake.newChallenge());
    assertThat(Handshake.isRight(KEY, first, answer)).isTrue();
    assertThat(Handshake.isRight(KEY, Handshake.newChallenge(), answer)).isFalse();
    assertThat(Handshake.isRight(WRONG, first, answer)).isFalse();
    byte[] forged = answer.clone();
    forged[0] ^= 1;
    assertThat(Handshake.isRight(KEY, first, forged)).isFalse();
  }

  @Test
  void childsOwnMac_sentBackToIt_provesNothing() throws Exception {
    try (Impostor impostor = new Impostor()) {
      byte[] challenge = Handshake.newChallenge();
      impostor.send(challenge);
      CompletableFuture<Void> child = impostor.childConnects();
      byte[] answer = impostor.channel().receive(Handshake.ANSWER);
      impostor.send(Arrays.copyOfRange(answer, Handshake.CHALLENGE, Handshake.ANSWER));
      assertThat(child)
          .failsWithin(Delays.LONG)
          .withThrowableThat()
          .havingRootCause()
          .withMessageContaining("did not prove that it knows the key");
    }
  }

  @Test
  void impostorInPlaceOfTheParent_isNotBelievedAndNotDecoded() throws Exception {
    try (Impostor impostor = new Impostor()) {
      impostor.send(Mark.encoded());
      assertThat(impostor.childConnects()).failsWithin(Delays.LONG);
      assertThat(Mark.left).isFalse();
    }
  }

  @Test
  void rendezvous_whoseChildDies_failsAndIsGone() throws Exception {
    Rendezvous rendezvous = Rendezvous.open();
    Path socket = rendezvous.socket();
    try (rendezvous) {
      assertThatIOException()
          .isThrownBy(() -> rendezvous.await(KEY, () -> false))
          .withMessageContaining("ended before it connected");
    }
    assertThat(socket.getParent()).doesNotExist();
  }

  /** A rendezvous that waits in another thread. */
  private static final class Meeting implements Closeable {
    private final Rendezvous rendezvous = Rendezvous.open();
    private final Path socket = rendezvous.socket();
    private final List<Closeable> opened = new ArrayList<>();
    private final CompletableFuture<SocketChannel> met = new CompletableFuture<>();
    private final AtomicBoolean alive = new AtomicBoolean(true);
    private final Thread waiting =
        Thread.ofPlatform()
            .start(
                () -> {
                  try (rendezvous) {
                    met.complete(rendezvous.await(KEY, alive::get));
                  } catch (IOException e) {
                    met.completeExceptionally(e);
                  }
                });

    Meeting() throws IOException {}

    Path socket() {
      return socket;
    }

    SocketChannel connectRaw() throws IOException {
      SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
      opened.add(channel);
      return channel;
    }

    FrameChannel connect() throws IOException {
      return new FrameChannel(connectRaw());
    }

    FrameChannel parent() throws Exception {
      SocketChannel channel = met.get(Delays.LONG.toMillis(), TimeUnit.MILLISECONDS);
      opened.add(channel);
      return new FrameChannel(channel);
    }

    /** The child comes, and is served. */
    void finish() throws Exception {
      FrameChannel child = connect();
      Handshake.connect(child, KEY, Handshake.newChallenge());
      parent().send(new byte[] {9});
      assertThat(child.receive(1)).containsExactly(9);
    }

    @Override
    public void close() throws IOException {
      alive.set(false);
      Uninterruptibles.joinUninterruptibly(waiting);
      for (Closeable each : opened) {
        each.close();
      }
    }
  }

  /** Somebody who listens where a child connects. */
  private final class Impostor implements AutoCloseable {
    private final UnixDomainSocketAddress address =
        UnixDomainSocketAddress.of(folder.resolve("impostor"));
    private final SocketChannel childs;
    private final SocketChannel own;
    private final FrameChannel channel;

    Impostor() throws IOException {
      try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
        server.bind(address);
        childs = SocketChannel.open(address);
        own = server.accept();
      }
      channel = new FrameChannel(own);
    }

    FrameChannel channel() {
      return channel;
    }

    void send(byte[] frame) throws IOException {
      channel.send(frame);
    }

    CompletableFuture<Void> childConnects() {
      return CompletableFuture.runAsync(
          () -> {
            try {
              Handshake.connect(new FrameChannel(childs), KEY, Handshake.newChallenge());
            } catch (IOException e) {
              throw new java.io.UncheckedIOException(e);
            }
          });
    }

    @Override
    public void close() throws IOException {
      childs.close();
      own.close();
    }
  }
}
