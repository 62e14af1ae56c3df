package dev.ropewalk.benchmarks.async;

import dev.ropewalk.async.Async;
import dev.ropewalk.async.AsyncServerSocket;
import dev.ropewalk.async.AsyncSocket;
import dev.ropewalk.async.Runner;
import dev.ropewalk.async.Task;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Clients ask an echo server on the same loop, each over a connection of its own that stays open. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@OperationsPerInvocation(EchoBenchmark.TIMES)
@SuppressWarnings("NullAway.Init") // by the setup
public class EchoBenchmark {

  static final int TIMES = 5_000;

  private static final int BYTES = 64;

  /** How many connections there are. */
  @Param("1")
  public int connections;

  private final List<AsyncSocket> clients = new ArrayList<>();
  private Runner runner;

  /** Made by JMH. */
  public EchoBenchmark() {}

  /** On the thread that measures. */
  @Setup
  public void open() throws InterruptedException {
    runner = new Runner();
    runner.run(
        () -> {
          AsyncServerSocket server =
              AsyncServerSocket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
          for (int i = 0; i < connections; i++) {
            clients.add(AsyncSocket.connect(server.address()));
            AsyncSocket accepted = server.accept();
            Async.createTask(() -> serve(accepted));
          }
          server.close();
        });
  }

  /** Ends the loop, and the sockets with it. */
  @TearDown
  public void close() {
    runner.close();
  }

  private static void serve(AsyncSocket socket) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(BYTES);
    while (socket.read(buffer) >= 0) {
      socket.write(buffer.flip());
      buffer.clear();
    }
  }

  /** Asks so many times in all. */
  @Benchmark
  public void echo() throws InterruptedException {
    runner.run(
        () -> {
          List<Task<?>> tasks = new ArrayList<>();
          for (AsyncSocket client : clients) {
            tasks.add(Async.createTask(() -> ask(client, TIMES / connections)));
          }
          for (Task<?> task : tasks) {
            task.await();
          }
        });
  }

  private static void ask(AsyncSocket socket, int times) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(BYTES);
    for (int i = 0; i < times; i++) {
      socket.write(buffer.clear());
      buffer.clear();
      while (buffer.hasRemaining()) {
        if (socket.read(buffer) < 0) {
          throw new IOException("the server hung up");
        }
      }
    }
  }
}
