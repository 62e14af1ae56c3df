package dev.ropewalk.multiprocess.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.ropewalk.multiprocess.ChildProcess;
import dev.ropewalk.multiprocess.NothingLeftBehind;
import dev.ropewalk.multiprocess.connection.Peers.Running;
import dev.ropewalk.multiprocess.internal.FrameChannel;
import dev.ropewalk.multiprocess.logging.LogRelay;
import dev.ropewalk.testkit.ChildProgram;
import dev.ropewalk.testkit.CoversScenario;
import dev.ropewalk.testkit.Delays;
import java.io.FileInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.event.Level;

@ExtendWith(NothingLeftBehind.class)
class ListenerTest {

  private static final AuthKey KEY = AuthKey.of("the key");

  @TempDir Path folder;

  enum Family {
    UNIX,
    TCP
  }

  private SocketAddress address(Family family) {
    return family == Family.UNIX
        ? UnixDomainSocketAddress.of(folder.resolve("listener"))
        : new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private static Running<Connection> connect(Listener listener, AuthKey key) {
    return Peers.start(() -> Connection.connect(listener.address(), key));
  }

  @ParameterizedTest
  @EnumSource
  @CoversScenario("_test_multiprocessing._TestListener.test_multiple_bind")
  void addressInUse_cantBeTakenAgain_andIsFreeAfterwards(Family family) throws Exception {
    SocketAddress address;
    try (Listener listener = Listener.open(address(family), KEY)) {
      address = listener.address();
      assertThatExceptionOfType(BindException.class)
          .isThrownBy(() -> Listener.open(listener.address(), KEY))
          .withMessageContaining("is taken");
      Running<Connection> client = connect(listener, KEY);
      listener.accept(Delays.LONG).close();
      client.get().close();
    }
    Listener.open(address, KEY).close();
    assertThat(folder).isEmptyDirectory();
  }

  @ParameterizedTest
  @EnumSource
  @CoversScenario("_test_multiprocessing._TestListener.test_context")
  void allThree_closeAfterTheirUse_andAClosedListenerAcceptsNobody(Family family) throws Exception {
    Listener listener = Listener.open(address(family), KEY);
    try (listener) {
      Running<Connection> connecting = connect(listener, KEY);
      try (Connection accepted = listener.accept();
          Connection client = connecting.get()) {
        client.send(1729);
        assertThat(accepted.receive()).isEqualTo(1729);
        assertThat(listener.lastAccepted().isPresent()).isEqualTo(family == Family.TCP);
      }
    }
    assertThat(listener.isClosed()).isTrue();
    assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(listener::accept);
    assertThatIOException()
        .isThrownBy(() -> Connection.connect(listener.address(), KEY))
        .withMessageContaining("nobody accepts connections");
    listener.close();
  }

  @ParameterizedTest
  @EnumSource
  @CoversScenario("_test_multiprocessing._TestListener.test_empty_authkey")
  void emptyKey_isAKey(Family family) throws Exception {
    AuthKey empty = AuthKey.of("");
    try (Listener listener = Listener.open(address(family), empty)) {
      Running<Connection> accepting = Peers.start(() -> listener.accept(Delays.LONG));
      assertThat(connect(listener, KEY).failure()).isInstanceOf(AuthenticationException.class);
      Running<Connection> client = connect(listener, empty);
      try (Connection accepted = accepting.get();
          Connection connection = client.get()) {
        connection.sendBytes(new byte[] {1});
        assertThat(accepted.receiveBytes()).containsExactly(1);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  @CoversScenario("_test_multiprocessing._TestListenerClient.test_listener_client")
  void clientInAnotherProcess_deliversAnObject(Family family) throws Exception {
    try (Listener listener = Listener.open(address(family), AuthKey.ofThisTree())) {
      String host = listener.address().toString();
      boolean unix = family == Family.UNIX;
      int port = unix ? 0 : ((InetSocketAddress) listener.address()).getPort();
      ChildProcess child = ChildProcess.of(() -> greet(unix, host, port)).start();
      try (Connection accepted = listener.accept(Delays.LONG)) {
        assertThat(accepted.receive()).isEqualTo("hello");
      }
      child.join();
      assertThat(child.exitCode()).hasValue(0);
    }
  }

  private static void greet(boolean unix, String path, int port) {
    SocketAddress address =
        unix
            ? UnixDomainSocketAddress.of(path)
            : new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    try (Connection connection = Connection.connect(address, AuthKey.ofThisTree())) {
      connection.send("hello");
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @EnumSource
  @CoversScenario("_test_multiprocessing._TestListenerClient.test_issue14725")
  void clientThatLeftBeforeItWasAccepted_hasItsMessageDelivered(Family family) throws Exception {
    try (Listener listener = Listener.openUnauthenticated(address(family))) {
      try (Connection client = Connection.connectUnauthenticated(listener.address())) {
        client.sendBytes(new byte[] {14, 7, 25});
      }
      try (Connection accepted = listener.accept()) {
        assertThat(accepted.receiveBytes()).containsExactly(14, 7, 25);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void whoWasLetInButNotHandedOut_isTurnedAwayByTheClose(Family family) throws Exception {
    Connection second;
    try (Listener listener = Listener.openUnauthenticated(address(family));
        Connection first = Connection.connectUnauthenticated(listener.address())) {
      second = Connection.connectUnauthenticated(listener.address());
      try (Connection accepted = listener.accept()) { // which lets both in
        first.sendBytes(new byte[1]);
        assertThat(accepted.receiveBytes()).hasSize(1);
      }
    }
    try (second) {
      assertThat(second.poll(Delays.LONG)).isTrue();
      assertThatIOException().isThrownBy(second::receiveBytes); // an end, or a reset
    }
  }

  @ParameterizedTest
  @EnumSource
  @CoversScenario("_test_multiprocessing._TestListenerClient.test_issue16955")
  void pollOfAClient_seesWhatTheServerSentBefore(Family family) throws Exception {
    try (Listener listener = Listener.open(address(family), KEY)) {
      Running<Connection> connecting = connect(listener, KEY);
      try (Connection accepted = listener.accept();
          Connection client = connecting.get()) {
        accepted.sendBytes(new byte[5]);
        assertThat(client.poll(Delays.LONG)).isTrue();
        assertThat(client.receiveBytes()).hasSize(5);
      }
    }
  }

  @Test
  void tcp_sendsAtOnce() throws Exception {
    try (Listener listener = Listener.open(address(Family.TCP), KEY)) {
      Running<Connection> connecting = connect(listener, KEY);
      try (Connection accepted = listener.accept();
          Connection client = connecting.get()) {
        for (Connection each : new Connection[] {accepted, client}) {
          assertThat(((SocketChannel) each.channel()).getOption(StandardSocketOptions.TCP_NODELAY))
              .isTrue();
        }
      }
    }
  }

  /** A null key must not be taken for none. */
  @ParameterizedTest
  @EnumSource
  @SuppressWarnings("NullAway") // that is the point
  void nullKeyRulesOrAddress_areRefusedAtOnce(Family family) {
    SocketAddress address = address(family);
    ObjectRules rules = ObjectRules.values();
    List<ThrowingCallable> openings =
        List.of(
            () -> Listener.open(address, null),
            () -> Listener.open(address, null, rules),
            () -> Listener.open(address, KEY, null),
            () -> Listener.open(null, KEY),
            () -> Listener.openUnauthenticated(null),
            () -> Connection.connect(address, null),
            () -> Connection.connect(address, null, rules),
            () -> Connection.connect(address, KEY, null),
            () -> Connection.connect(null, KEY),
            () -> Connection.connectUnauthenticated(null));
    for (ThrowingCallable each : openings) {
      assertThatNullPointerException().isThrownBy(each);
    }
    assertThat(folder).isEmptyDirectory();
  }

  /** In Python an OSError. */
  @Test
  void hostWithoutAnAddress_isAnIOException() {
    SocketAddress nowhere = InetSocketAddress.createUnresolved("no.such.host.invalid", 1);
    List<ThrowingCallable> openings =
        List.of(
            () -> Listener.open(nowhere, KEY),
            () -> Listener.openUnauthenticated(nowhere),
            () -> Connection.connect(nowhere, KEY),
            () -> Connection.connectUnauthenticated(nowhere));
    for (ThrowingCallable each : openings) {
      assertThatExceptionOfType(UnknownHostException.class)
          .isThrownBy(each)
          .withMessageContaining("no.such.host.invalid");
    }
  }

  @Test
  void ownSocket_isForThisUserOnly_andGoesWithTheListener() throws Exception {
    Path socket;
    try (Listener listener = Listener.open()) {
      socket = ((UnixDomainSocketAddress) listener.address()).getPath();
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket.getParent())))
          .isEqualTo("rwx------");
      Running<Connection> client = connect(listener, AuthKey.ofThisTree());
      listener.accept(Delays.LONG).close();
      client.get().close();
    }
    assertThat(socket.getParent()).doesNotExist();
  }

  @Test
  void chosenSocket_isForThisUserOnly() throws Exception {
    try (Listener _ = Listener.open(address(Family.UNIX), KEY)) {
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(folder.resolve("listener"))))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void socketOfAKilledProcess_isDeletedByTheNext_andThatOfALivingIsNot() throws Exception {
    Path ours = folder.resolve("ropewalk-" + ProcessHandle.current().pid() + "-1");
    Path socket = Files.createDirectory(ours).resolve("s");
    try (Listener _ = Listener.open(UnixDomainSocketAddress.of(socket), KEY)) {
      String temporary = "-Djava.io.tmpdir=" + folder;
      List<String> options = List.of(temporary);
      ChildProgram killed = ChildProgram.run(options, Killed.class);
      Path left = Path.of(killed.output().getFirst());
      assertThat(killed.exitCode()).isEqualTo(137);
      assertThat(left).exists();
      ChildProgram next = ChildProgram.run(options, Next.class);
      assertThat(next.exitCode()).isZero();
      assertThat(left.getParent()).doesNotExist();
      assertThat(socket).exists();
    }
  }

  /** Is killed while it listens. */
  static final class Killed {
    public static void main(String[] args) throws Exception {
      System.out.println(Listener.open().address());
      System.out.flush();
      new ProcessBuilder("kill", "-9", String.valueOf(ProcessHandle.current().pid())).start();
      Thread.sleep(Delays.LONG);
    }
  }

  /** Makes a socket of its own. */
  static final class Next {
    public static void main(String[] args) throws Exception {
      Pipe.duplex().close();
    }
  }

  @Test
  void accept_withATimeout_givesUp_andAnotherAcceptIsServed() throws Exception {
    try (Listener listener = Listener.open()) {
      assertThatExceptionOfType(TimeoutException.class)
          .isThrownBy(() -> listener.accept(Delays.SHORT));
      assertThatExceptionOfType(TimeoutException.class)
          .isThrownBy(() -> listener.accept(Duration.ZERO));
      Running<Connection> accepting = Peers.start(listener::accept);
      accepting.awaitSelecting();
      assertThatExceptionOfType(TimeoutException.class)
          .isThrownBy(() -> listener.accept(Delays.SHORT));
      accepting.thread().interrupt();
      assertThat(accepting.failure()).isInstanceOf(InterruptedException.class);
      Running<Connection> client = connect(listener, AuthKey.ofThisTree());
      listener.accept(Delays.LONG).close();
      client.get().close();
    }
  }

  /** The client answers at once; the server is not there, once before the answer and once before the client's challenge. */
  @Test
  void clientThatAnswersInTime_isLetIn_thoughTheServerIsBusyForLonger() throws Exception {
    Duration usual = Reception.patience;
    Reception.patience = Delays.MEDIUM;
    try (Listener listener = Listener.open();
        FrameChannel client = new FrameChannel(SocketChannel.open(listener.address()))) {
      Authentication authentication = Authentication.ofClient(AuthKey.ofThisTree());
      for (int messages = 0; messages < 2; messages++) {
        assertThatExceptionOfType(TimeoutException.class)
            .isThrownBy(() -> listener.accept(Duration.ZERO));
        assertThat(answer(client, authentication)).isNotEmpty();
        Thread.sleep(Delays.MEDIUM.multipliedBy(2)); // as a server that is busy
      }
      Running<Connection> accepting = Peers.start(() -> listener.accept(Delays.LONG));
      while (!authentication.isDone()) {
        answer(client, authentication);
      }
      client.send(new byte[] {7});
      try (Connection accepted = accepting.get()) {
        assertThat(accepted.receiveBytes()).containsExactly(7);
      }
    } finally {
      Reception.patience = usual;
    }
  }

  private static List<byte[]> answer(FrameChannel client, Authentication authentication)
      throws Exception {
    List<byte[]> replies = authentication.next(client.receive(Authentication.LONGEST));
    for (byte[] reply : replies) {
      client.send(reply);
    }
    return replies;
  }

  @Test
  void listenerWithoutDescriptors_saysSoNowAndThen_usesNoCpu_andAcceptsLater() throws Exception {
    ChildProgram program =
        ChildProgram.run(
            List.of(
                "--enable-native-access=ALL-UNNAMED",
                "-Dslf4j.provider=dev.ropewalk.multiprocess.logging.RelayProvider",
                "-Dslf4j.internal.verbosity=WARN"),
            OutOfDescriptors.class);
    assertThat(program.errors()).isEmpty();
    assertThat(program.output())
        .hasSize(3)
        .satisfies(
            lines -> {
              assertThat(lines.get(0)).matches("Could not accept a connection at .*: Too many .*");
              assertThat(lines.get(1)).matches("\\d+ ms of CPU");
              assertThat(Integer.parseInt(lines.get(1).split(" ", -1)[0])).isLessThan(250);
              assertThat(lines.get(2)).isEqualTo("accepted");
            });
  }

  /** Limits itself to few descriptors, uses them up, and listens to a client that has connected already. */
  static final class OutOfDescriptors {
    public static void main(String[] args) throws Exception {
      LogRelay.to(entry -> System.out.println(entry.message()), Level.WARN);
      ThreadMXBean threads = ManagementFactory.getThreadMXBean();
      Path folder = Files.createTempDirectory("descriptors");
      Path socket = folder.resolve("s");
      long pid = ProcessHandle.current().pid();
      new ProcessBuilder("prlimit", "--pid", String.valueOf(pid), "--nofile=200:200")
          .start()
          .waitFor();
      List<FileInputStream> files = new ArrayList<>();
      try (Listener listener = Listener.openUnauthenticated(UnixDomainSocketAddress.of(socket))) {
        Connection.connectUnauthenticated(listener.address()).close(); // which loads all classes
        listener.accept(Delays.LONG).close();
        try (Connection _ = Connection.connectUnauthenticated(listener.address())) {
          useUp(files);
          long before = threads.getCurrentThreadCpuTime();
          try {
            listener.accept(Delays.MEDIUM.multipliedBy(2));
          } catch (TimeoutException e) {
            long used = threads.getCurrentThreadCpuTime() - before;
            System.out.println(used / 1_000_000 + " ms of CPU");
          }
          for (FileInputStream each : files) {
            each.close();
          }
          listener.accept(Delays.LONG).close();
          System.out.println("accepted");
        }
      }
      Files.delete(folder);
    }

    private static void useUp(List<FileInputStream> files) {
      try {
        while (files.size() < 1000) {
          files.add(new FileInputStream("/dev/null"));
        }
        System.out.println("there are more descriptors than this was limited to");
      } catch (IOException e) {
        // as it should be
      }
    }
  }

  @Test
  void close_endsTheWaitingOfAll() throws Exception {
    Listener listener = Listener.open();
    Running<Connection> first = Peers.start(listener::accept);
    first.awaitSelecting();
    Running<Connection> second = Peers.start(listener::accept);
    listener.close();
    assertThat(first.failure()).isInstanceOf(ClosedChannelException.class);
    assertThat(second.failure()).isInstanceOf(ClosedChannelException.class);
  }

  @Test
  void interrupt_ofAClientThatNobodyAccepts_endsIt() throws Exception {
    try (Listener listener = Listener.open()) {
      Running<Connection> client = connect(listener, AuthKey.ofThisTree());
      client.awaitSelecting();
      client.thread().interrupt();
      assertThat(client.failure()).isInstanceOf(InterruptedException.class);
    }
  }
}
