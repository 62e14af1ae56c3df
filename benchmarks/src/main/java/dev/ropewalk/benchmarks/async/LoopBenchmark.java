package dev.ropewalk.benchmarks.async;

import dev.ropewalk.async.Async;
import dev.ropewalk.async.Runner;
import dev.ropewalk.async.Task;
import dev.ropewalk.async.sync.AsyncQueue;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What coroutines do most. Each invocation is one run of a runner, so that its cost hardly counts. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(LoopBenchmark.TIMES)
@SuppressWarnings("NullAway.Init") // by the setup
public class LoopBenchmark {

  static final int TIMES = 10_000;

  static final int ROOM = 10;
  private static final Duration HOUR = Duration.ofHours(1);

  private Runner runner;

  /** Made by JMH. */
  public LoopBenchmark() {}

  /** On the thread that measures. */
  @Setup
  public void open() {
    runner = new Runner();
  }

  /** Ends the loop. */
  @TearDown
  public void close() {
    runner.close();
  }

  /** Two tasks take turns. */
  @Benchmark
  public void switches() throws InterruptedException {
    runner.run(
        () -> {
          Task<?> one = Async.createTask(() -> sleepZero(TIMES / 2));
          Task<?> two = Async.createTask(() -> sleepZero(TIMES / 2));
          one.await();
          two.await();
        });
  }

  private static void sleepZero(int times) {
    for (int i = 0; i < times; i++) {
      Async.sleep(Duration.ZERO);
    }
  }

  /** One task after the other, each awaited. */
  @Benchmark
  public void tasks() throws InterruptedException {
    runner.run(
        () -> {
          for (int i = 0; i < TIMES; i++) {
            Async.createTask(() -> 1).await();
          }
        });
  }

  /** One plain virtual thread after the other, each joined. */
  @Benchmark
  public void threads() throws InterruptedException {
    for (int i = 0; i < TIMES; i++) {
      Thread.startVirtualThread(() -> {}).join();
    }
  }

  /** Blocks that end in time and do nothing. */
  @Benchmark
  public void timeouts() throws InterruptedException {
    runner.run(
        () -> {
          for (int i = 0; i < TIMES; i++) {
            within();
          }
        });
  }

  /** One task puts, another takes, through a queue with room for some. */
  @Benchmark
  public void queueItems() throws InterruptedException {
    runner.run(
        () -> {
          AsyncQueue<Integer> queue = new AsyncQueue<>(ROOM);
          Task<?> producer = Async.createTask(() -> put(queue));
          for (int i = 0; i < TIMES; i++) {
            queue.take();
          }
          producer.await();
        });
  }

  private static void put(AsyncQueue<Integer> queue) {
    for (int i = 0; i < TIMES; i++) {
      queue.put(i);
    }
  }

  private static void within() throws TimeoutException {
    Async.timeout(HOUR, () -> {});
  }
}
