package dev.ropewalk.benchmarks.process;

import dev.ropewalk.executors.TaskFuture;
import dev.ropewalk.multiprocess.ProcessOptions;
import dev.ropewalk.multiprocess.ProcessPool;
import dev.ropewalk.multiprocess.ProcessPoolOptions;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
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

/** Pools that are made for the work, and their processes with them. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class NewPoolBenchmark {

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Duration PAUSE = Duration.ofMillis(500);

  /** Whether workers are started with a cache of their classes. */
  @Param("true")
  public boolean startCache;

  private @Nullable ProcessPool pool;

  /** Made by JMH. */
  public NewPoolBenchmark() {}

  /** Waits for the cache, which is made in the background. Not part of what is measured. */
  @Setup
  public void awaitCache() throws InterruptedException, ExecutionException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (open(1).submit(NewPoolBenchmark::isCached).get() != startCache) {
      close();
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("workers start without a cache; the log may say why");
      }
      Thread.sleep(PAUSE);
    }
    close();
  }

  private static boolean isCached() throws IOException {
    return Files.readString(Path.of("/proc/self/maps")).contains(".aot");
  }

  private ProcessPool open(int workers) {
    ProcessOptions options = ProcessOptions.builder().setStartCache(startCache).build();
    ProcessPool opened =
        new ProcessPool(ProcessPoolOptions.defaults().withMaxWorkers(workers).withWorkers(options));
    pool = opened;
    return opened;
  }

  /** Until the first task has come back. */
  @Benchmark
  public Integer firstResult() throws InterruptedException, ExecutionException {
    return open(1).submit(n -> n + 1, 1).get();
  }

  /** Until four processes have each done a task: each is started with its first. */
  @Benchmark
  public int fourReady() throws InterruptedException, ExecutionException {
    ProcessPool opened = open(4);
    return (int) sum(opened, 4, 1);
  }

  /** Half of the work each, in two processes of a pool. */
  @Benchmark
  public long poolOfTwo() throws InterruptedException, ExecutionException {
    return sum(open(2), 2, CpuWork.HALF);
  }

  private static long sum(ProcessPool opened, int tasks, int work)
      throws InterruptedException, ExecutionException {
    List<TaskFuture<Long>> futures = new ArrayList<>();
    for (int i = 0; i < tasks; i++) {
      futures.add(opened.submit(CpuWork::primesBelow, work));
    }
    long sum = 0;
    for (TaskFuture<Long> future : futures) {
      sum += future.get();
    }
    return sum;
  }

  /** The same in two JVMs that are started by hand. */
  @Benchmark
  public int bareJvms() throws IOException, InterruptedException {
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      processes.add(
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:+UseSerialGC",
                  "-cp",
                  System.getProperty("java.class.path"),
                  CpuWork.class.getName())
              .redirectErrorStream(true)
              .redirectOutput(new File("/dev/null"))
              .start());
    }
    for (Process process : processes) {
      if (process.waitFor() != 0) {
        throw new IllegalStateException("a JVM failed with " + process.exitValue());
      }
    }
    return processes.size();
  }

  /** Not part of what is measured. */
  @TearDown(Level.Invocation)
  public void close() {
    if (pool != null) {
      pool.close();
    }
  }
}
