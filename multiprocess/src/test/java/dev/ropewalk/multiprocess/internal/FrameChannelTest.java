package dev.ropewalk.multiprocess.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameChannelTest {

  @TempDir Path folder;

  private SocketChannel raw;
  private FrameChannel here;
  private FrameChannel there;

  @BeforeEach
  void connect() throws IOException {
    UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("s"));
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(address);
      raw = SocketChannel.open(address);
      there = new FrameChannel(server.accept());
      here = new FrameChannel(raw);
    }
  }

  @AfterEach
  void close() throws IOException {
    here.close();
    there.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1000, 16_379, 16_380, 16_381, 16_384, 32_768, 300_000, 20_000_000})
  void frame_ofAnySize_arrivesWhole(int size) throws Exception {
    byte[] frame = new byte[size];
    new Random(size).nextBytes(frame);
    CompletableFuture<Void> sender =
        CompletableFuture.runAsync(
            () -> {
              try {
                here.send(frame);
                here.send(new byte[] {7});
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
    assertThat(there.receive(FrameChannel.MAX_FRAME)).isEqualTo(frame);
    assertThat(there.receive(1)).containsExactly(7);
    sender.join();
  }

  @Test
  void frames_keepTheirBoundariesUntilTheEnd() throws Exception {
    here.send(new byte[] {1, 2});
    here.send(new byte[0]);
    here.send(new byte[] {3});
    here.close();
    assertThat(there.receive(9)).containsExactly(1, 2);
    assertThat(there.receive(9)).isEmpty();
    assertThat(there.receive(9)).containsExactly(3);
    assertThat(there.receive(9)).isNull();
  }

  @Test
  void frame_startsWithItsLengthHighestByteFirst() throws Exception {
    raw.write(ByteBuffer.wrap(new byte[] {0, 0, 0, 2, 8, 9}));
    assertThat(there.receive(9)).containsExactly(8, 9);
    there.send(new byte[] {5});
    ByteBuffer sent = ByteBuffer.allocate(5);
    while (sent.hasRemaining()) {
      raw.read(sent);
    }
    assertThat(sent.array()).containsExactly(0, 0, 0, 1, 5);
  }

  /** A header of its own would wait, with TCP, until the other side has acknowledged what went before it. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void lengthAndContent_goInOneWrite() throws Exception {
    int frames = 100;
    byte[] content = new byte[64];
    here.send(content);
    long before = writesOfThisThread();
    for (int i = 0; i < frames; i++) {
      here.send(content);
    }
    assertThat(writesOfThisThread() - before).isEqualTo(frames);
  }

  private static long writesOfThisThread() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/thread-self/io"))) {
      return lines
          .filter(line -> line.startsWith("syscw: "))
          .mapToLong(line -> Long.parseLong(line.substring("syscw: ".length())))
          .sum();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, Integer.MIN_VALUE, 101, Integer.MAX_VALUE})
  void length_outsideTheLimit_isRefusedBeforeMemoryIsTaken(int length) throws Exception {
    raw.write(ByteBuffer.allocate(4).putInt(0, length));
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> there.receive(100))
        .withMessageContaining("at most 100");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 4, 6})
  void stream_thatEndsWithinAFrame_isAnError(int bytes) throws Exception {
    raw.write(ByteBuffer.wrap(new byte[] {0, 0, 0, 3, 1, 2, 3}, 0, bytes));
    raw.close();
    assertThatExceptionOfType(EOFException.class).isThrownBy(() -> there.receive(100));
  }

  @Test
  void interruptThatCameBefore_costsTheChannel_unlessItIsToBeForgotten() throws Exception {
    Thread.currentThread().interrupt();
    here.sendForgettingInterrupts(new byte[] {7});
    assertThat(Thread.interrupted()).isFalse();
    assertThat(there.receive(9)).containsExactly(7);
    Thread.currentThread().interrupt();
    assertThatIOException().isThrownBy(() -> here.send(new byte[] {8}));
    assertThat(Thread.interrupted()).isTrue();
    assertThat(there.receive(9)).isNull();
  }

  @Test
  void send_toOneThatIsGone_fails() throws Exception {
    there.close();
    assertThatIOException()
        .isThrownBy(
            () -> {
              while (true) {
                here.send(new byte[100]);
              }
            });
  }
}
