package dev.ropewalk.benchmarks.ipc;

import dev.ropewalk.multiprocess.ChildProcess;
import dev.ropewalk.multiprocess.ProcessOptions;
import java.util.concurrent.CountDownLatch;
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

  /** Ours: the message is a line of output. */
  @Benchmark
  public void firstLine() throws InterruptedException {
    CountDownLatch came = new CountDownLatch(1);
    ProcessOptions options =
        ProcessOptions.builder().onOutputLine(line -> came.countDown()).build();
    process = ChildProcess.of(() -> System.out.println("here")).setOptions(options).start();
    came.await();
  }

  /** Not part of what is measured. */
  @TearDown(Level.Invocation)
  public void join() throws InterruptedException {
    if (process != null) {
      process.join();
    }
  }
}
