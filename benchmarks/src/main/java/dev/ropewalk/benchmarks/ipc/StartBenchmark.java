package dev.ropewalk.benchmarks.ipc;

import dev.ropewalk.multiprocess.ChildProcess;
import dev.ropewalk.multiprocess.connection.Connection;
import dev.ropewalk.multiprocess.connection.Pipe;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** From the start of a process until its parent has its first message. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class StartBenchmark {

  private @Nullable ChildProcess process;

  /** Made by JMH. */
  public StartBenchmark() {}

  /** Ours. */
  @Benchmark
  public @Nullable Object firstMessage()
      throws IOException, ClassNotFoundException, InterruptedException {
    Pipe pipe = Pipe.duplex();
    Connection theirs = pipe.second();
    process = ChildProcess.of(() -> say(theirs)).start();
    try (Connection ours = pipe.first()) {
      return ours.receive();
    }
  }

  private static void say(Connection connection) {
    try (connection) {
      connection.send("here");
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Not part of what is measured. */
  @TearDown(Level.Invocation)
  public void join() throws InterruptedException {
    if (process != null) {
      process.join();
    }
  }
}
