package dev.ropewalk.multiprocess.connection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ropewalk.multiprocess.CPython;
import dev.ropewalk.multiprocess.NothingLeftBehind;
import dev.ropewalk.multiprocess.connection.Peers.Running;
import dev.ropewalk.testkit.Delays;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A live Python process at the other end, as client and as listener. */
@ExtendWith(NothingLeftBehind.class)
class ConnectionPythonTest {

  private static final AuthKey KEY = AuthKey.of("the key");
  private static final List<Integer> SIZES =
      List.of(0, 1, 16_379, 16_384, 16_385, 70_000, 3_000_000);

  private static final String CLIENT =
      """
      import sys
      from multiprocessing import AuthenticationError
      from multiprocessing.connection import Client
      kind, where, key = sys.argv[1:]
      address = where if kind == 'unix' else ('127.0.0.1', int(where))
      try:
          c = Client(address, authkey=key.encode())
      except AuthenticationError:
          print('refused')
          sys.exit()
      """;

  private static final String ECHO =
      """
      while True:
          try:
              message = c.recv_bytes()
          except EOFError:
              break
          c.send_bytes(message)
      """;

  private static final String LISTENER =
      """
      import sys
      from multiprocessing import AuthenticationError
      from multiprocessing.connection import Listener
      kind, where, key = sys.argv[1:]
      listener = Listener(where if kind == 'unix' else ('127.0.0.1', 0), authkey=key.encode())
      print(listener.address if kind == 'unix' else listener.address[1], flush=True)
      try:
          c = listener.accept()
      except AuthenticationError:
          print('refused')
          sys.exit()
      """;

  @TempDir Path folder;

  static Stream<Arguments> pythonsAndFamilies() {
    return CPython.allAndFirstWithDigests().stream()
        .flatMap(python -> Stream.of("unix", "tcp").map(kind -> Arguments.of(python, kind)));
  }

  static Stream<CPython> pythons() {
    return CPython.allAndFirstWithDigests().stream();
  }

  static Stream<CPython> pythonsWithDigests() {
    return pythons().filter(it -> it.minor() >= 12);
  }

  private Listener listen(String kind, AuthKey key) throws IOException {
    return Listener.open(
        kind.equals("unix")
            ? UnixDomainSocketAddress.of(folder.resolve("s"))
            : new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        key);
  }

  private static String where(Listener listener) {
    return listener.address() instanceof InetSocketAddress tcp
        ? String.valueOf(tcp.getPort())
        : listener.address().toString();
  }

  private static void assertEchoes(Connection connection) throws Exception {
    for (int size : SIZES) {
      byte[] message = new byte[size];
      new Random(size).nextBytes(message);
      connection.sendBytes(message);
      assertThat(connection.receiveBytes()).isEqualTo(message);
    }
  }

  private static void assertEndsWell(Process process) throws Exception {
    assertThat(process.waitFor(Delays.LONG.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
  }

  @ParameterizedTest
  @MethodSource("pythonsAndFamilies")
  void client_inPython_exchangesBytes(CPython python, String kind) throws Exception {
    try (Listener listener = listen(kind, KEY)) {
      Process process = python.start(CLIENT + ECHO, kind, where(listener), "the key");
      try (Connection connection = listener.accept(Delays.LONG)) {
        assertEchoes(connection);
      } finally {
        end(process);
      }
      assertThat(process.exitValue()).isZero();
    }
  }

  private static void end(Process process) throws InterruptedException {
    if (!process.waitFor(Delays.LONG.toMillis(), TimeUnit.MILLISECONDS)) {
      process.destroyForcibly();
    }
  }

  @ParameterizedTest
  @MethodSource("pythonsAndFamilies")
  void listener_inPython_exchangesBytes(CPython python, String kind) throws Exception {
    Process process =
        python.start(LISTENER + ECHO, kind, folder.resolve("p").toString(), "the key");
    try (BufferedReader output = output(process)) {
      try (Connection connection = Connection.connect(address(kind, output.readLine()), KEY)) {
        assertEchoes(connection);
      }
      assertEndsWell(process);
    } finally {
      process.destroyForcibly();
    }
  }

  private static BufferedReader output(Process process) {
    return new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
  }

  private static SocketAddress address(String kind, String where) {
    return kind.equals("unix")
        ? UnixDomainSocketAddress.of(where)
        : new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(where));
  }

  @ParameterizedTest
  @MethodSource("pythons")
  void client_inPythonWithAWrongKey_isRefused(CPython python) throws Exception {
    Running<Connection> accepting;
    try (Listener listener = listen("unix", KEY)) {
      accepting = Peers.start(listener::accept);
      assertThat(python.print(CLIENT, "unix", where(listener), "a guess")).isEqualTo("refused");
      assertThat(accepting.result()).isNotDone();
    }
    assertThat(accepting.failure()).isInstanceOf(ClosedChannelException.class);
  }

  @ParameterizedTest
  @MethodSource("pythons")
  void listener_inPythonWithAnotherKey_refusesUs(CPython python) throws Exception {
    Process process = python.start(LISTENER, "unix", folder.resolve("p").toString(), "a guess");
    try (BufferedReader output = output(process)) {
      SocketAddress address = address("unix", output.readLine());
      assertThatExceptionOfType(AuthenticationException.class)
          .isThrownBy(() -> Connection.connect(address, KEY));
      assertThat(output.readLine()).isEqualTo("refused");
      assertEndsWell(process);
    } finally {
      process.destroyForcibly();
    }
  }

  @ParameterizedTest
  @MethodSource("pythonsWithDigests")
  void everyDigest_thatPythonAsksFor_isAnswered(CPython python) throws Exception {
    String script =
        """
        import sys
        from multiprocessing.connection import Listener, answer_challenge, deliver_challenge
        listener = Listener(sys.argv[1])
        print('ready', flush=True)
        for digest in ['md5', 'sha256', 'sha384', 'sha3_256', 'sha3_384']:
            with listener.accept() as c:
                deliver_challenge(c, b'the key', digest)
                answer_challenge(c, b'the key')
                c.send_bytes(digest.encode())
        """;
    Path socket = folder.resolve("p");
    Process process = python.start(script, socket.toString());
    try (BufferedReader output = output(process)) {
      assertThat(output.readLine()).isEqualTo("ready");
      for (String digest : List.of("md5", "sha256", "sha384", "sha3_256", "sha3_384")) {
        try (Connection connection = Connection.connect(UnixDomainSocketAddress.of(socket), KEY)) {
          assertThat(connection.receiveBytes()).asString(UTF_8).isEqualTo(digest);
        }
      }
      assertEndsWell(process);
    } finally {
      process.destroyForcibly();
    }
  }

  @ParameterizedTest
  @MethodSource("pythons")
  void pickledObject_isToldApart_andTheConnectionGoesOn(CPython python) throws Exception {
    String script = CLIENT + "c.send({'a': 1})\nc.send_bytes(b'')\nc.send_bytes(b'bytes')\n";
    try (Listener listener = listen("unix", KEY)) {
      Process process = python.start(script, "unix", where(listener), "the key");
      try (Connection connection = listener.accept(Delays.LONG)) {
        assertThatExceptionOfType(RefusedObjectException.class)
            .isThrownBy(connection::receive)
            .withMessageContaining("a pickled object of Python");
        assertThatExceptionOfType(RefusedObjectException.class).isThrownBy(connection::receive);
        assertThat(connection.receiveBytes()).isEqualTo("bytes".getBytes(UTF_8));
        assertThatExceptionOfType(EOFException.class).isThrownBy(connection::receiveBytes);
      } finally {
        end(process);
      }
    }
  }
}
