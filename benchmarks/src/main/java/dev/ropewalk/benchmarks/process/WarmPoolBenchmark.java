package dev.ropewalk.benchmarks.process;

import dev.ropewalk.executors.MapOptions;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;

/** Work for processes that are there. */
public class WarmPoolBenchmark {

  /** Items of a map. */
  static final int ITEMS = 100_000;

  private static final List<Integer> NUMBERS = IntStream.range(0, ITEMS).boxed().toList();

  /** Made by JMH. */
  public WarmPoolBenchmark() {}

  /** One task and its result. */
  @Benchmark
  @BenchmarkMode(Mode.SampleTime)
  @OutputTimeUnit(TimeUnit.MICROSECONDS)
  public Integer roundTrip(WarmPool warm) throws InterruptedException, ExecutionException {
    warm.operations++;
    return warm.pool.submit(n -> n + 1, 1).get();
  }

  /** Each item is a task. */
  @Benchmark
  @BenchmarkMode(Mode.Throughput)
  @OutputTimeUnit(TimeUnit.SECONDS)
  @OperationsPerInvocation(ITEMS)
  public List<Integer> mapOneByOne(WarmPool warm) {
    return map(warm, MapOptions.defaults().withChunkSize(1));
  }

  /** In the chunks of {@code Pool.map}. */
  @Benchmark
  @BenchmarkMode(Mode.Throughput)
  @OutputTimeUnit(TimeUnit.SECONDS)
  @OperationsPerInvocation(ITEMS)
  public List<Integer> mapInEvenChunks(WarmPool warm) {
    return map(warm, MapOptions.defaults().withEvenChunks());
  }

  private static List<Integer> map(WarmPool warm, MapOptions options) {
    warm.operations += ITEMS;
    List<Integer> results = warm.pool.map(n -> n + 1, NUMBERS, options).toList();
    if (results.getLast() != ITEMS) {
      throw new IllegalStateException("wrong: " + results.getLast());
    }
    return results;
  }
}
