package dev.ropewalk.benchmarks.ipc;

import dev.ropewalk.benchmarks.ForkFigures;
import dev.ropewalk.multiprocess.connection.Connection;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Sends bytes to another process and waits until it has sent them back. */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class MessageBenchmark {

  /** The measure of what both processes cost. */
  static final String CPU_OF_BOTH = "CPU of both processes";

  private static final double NANOS_PER_MICRO = 1000;

  /** Made by JMH. */
  public MessageBenchmark() {}

  /** The other process. */
  @State(Scope.Thread)
  @SuppressWarnings("NullAway.Init") // by start(), which JMH calls first
  public abstract static class Peer {

    /** How large a message is. */
    @Param("64")
    public int bytes;

    /** How long the pause before each is, which is not measured. */
    @Param("0")
    public int thinkMicros;

    private EchoPeer peer;
    private Connection connection;
    private byte[] message;
    private long operations;
    private long cpuAtStart;

    abstract EchoPeer open() throws IOException, InterruptedException, TimeoutException;

    /** Starts it. */
    @Setup
    public void start() throws IOException, InterruptedException, TimeoutException {
      peer = open();
      connection = peer.connection();
      message = new byte[bytes];
    }

    /** Begins to count. */
    @Setup(Level.Iteration)
    public void begin() throws IOException, InterruptedException {
      operations = 0;
      cpuAtStart = cpuOfBoth();
    }

    /** Thinks. */
    @Setup(Level.Invocation)
    public void think() {
      if (thinkMicros > 0) {
        LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(thinkMicros));
      }
    }

    /** Tells what it cost. */
    @TearDown(Level.Iteration)
    public void end() throws IOException, InterruptedException {
      long used = cpuOfBoth() - cpuAtStart;
      ForkFigures.report(CPU_OF_BOTH, used / NANOS_PER_MICRO / operations, "us/op");
    }

    private long cpuOfBoth() throws IOException, InterruptedException {
      return peer.cpuNanos() + Cpu.nanosOfThisProcess();
    }

    /** Ends it. */
    @TearDown
    public void stop() throws IOException, InterruptedException {
      peer.stop();
    }

    byte[] roundTrip() throws IOException, InterruptedException {
      operations++;
      connection.sendBytes(message);
      return connection.receiveBytes();
    }
  }

  /** A JVM. */
  public static class Jvm extends Peer {

    /** Made by JMH. */
    public Jvm() {}

    @Override
    EchoPeer open() throws IOException, InterruptedException, TimeoutException {
      return EchoPeer.jvm();
    }
  }

  /** CPython. */
  public static class Python extends Peer {

    /** Made by JMH. */
    public Python() {}

    @Override
    EchoPeer open() throws IOException, InterruptedException, TimeoutException {
      return EchoPeer.python();
    }
  }

  /** Between two JVMs. */
  @Benchmark
  public byte[] toJvm(Jvm peer) throws IOException, InterruptedException {
    return peer.roundTrip();
  }

  /** From a JVM to CPython. */
  @Benchmark
  public byte[] toPython(Python peer) throws IOException, InterruptedException {
    return peer.roundTrip();
  }
}
