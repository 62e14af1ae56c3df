package dev.ropewalk.benchmarks.ipc;

import dev.ropewalk.multiprocess.ChildProcess;
import dev.ropewalk.multiprocess.connection.AuthKey;
import dev.ropewalk.multiprocess.connection.Connection;
import dev.ropewalk.multiprocess.connection.Listener;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Another process that sends back what it receives over a Unix-domain socket. An empty message it answers with the CPU time it
 * has used, in nanoseconds.
 */
final class EchoPeer {

  private static final Duration LIMIT = Duration.ofSeconds(20);

  /** A way to start it, given the path of the socket. */
  private interface Start {
    End at(String path) throws IOException, InterruptedException;
  }

  /** Waits for its end. */
  private interface End {
    void await() throws InterruptedException;
  }

  private final Listener listener;
  private final End process;
  private final Connection connection;

  private EchoPeer(Start start) throws IOException, InterruptedException, TimeoutException {
    listener = Listener.open();
    process = start.at(listener.address().toString());
    connection = listener.accept(LIMIT);
  }

  /** One that is a JVM. */
  static EchoPeer jvm() throws IOException, InterruptedException, TimeoutException {
    return new EchoPeer(
        path -> {
          ChildProcess child = ChildProcess.of(() -> serve(path)).start();
          return () -> {
            child.join();
            child.close();
          };
        });
  }

  /** One that is CPython. */
  static EchoPeer python() throws IOException, InterruptedException, TimeoutException {
    String script;
    try (InputStream in = EchoPeer.class.getResourceAsStream("echo_peer.py")) {
      if (in == null) {
        throw new IOException("echo_peer.py is not beside " + EchoPeer.class);
      }
      script = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    return new EchoPeer(
        path -> {
          Process child =
              new ProcessBuilder("python3", "-c", script, path)
                  .redirectError(ProcessBuilder.Redirect.INHERIT)
                  .start();
          try (var input = child.getOutputStream()) {
            input.write(
                HexFormat.of()
                    .formatHex(AuthKey.ofThisTree().bytes())
                    .getBytes(StandardCharsets.US_ASCII));
          }
          return () -> {
            if (!child.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
              child.destroyForcibly();
            }
          };
        });
  }

  private static void serve(String path) {
    try (Connection connection =
        Connection.connect(UnixDomainSocketAddress.of(path), AuthKey.ofThisTree())) {
      while (true) {
        byte[] message = connection.receiveBytes();
        connection.sendBytes(message.length == 0 ? cpuTime() : message);
      }
    } catch (EOFException e) {
      // the benchmark is over
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] cpuTime() {
    return ByteBuffer.allocate(Long.BYTES).putLong(Cpu.nanosOfThisProcess()).array();
  }

  /** The connection to it. */
  Connection connection() {
    return connection;
  }

  /** The CPU time it has used. */
  long cpuNanos() throws IOException, InterruptedException {
    connection.sendBytes(new byte[0]);
    return ByteBuffer.wrap(connection.receiveBytes()).getLong();
  }

  /** Ends the connection, and with it the process. */
  void stop() throws IOException, InterruptedException {
    connection.close();
    listener.close();
    process.await();
  }
}
