package dev.ropewalk.benchmarks.executors;

import dev.ropewalk.executors.MapOptions;
import dev.ropewalk.executors.thread.ThreadPool;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Applies a function of some hundred nanoseconds to each of a million numbers, with the results in a list. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class MapBenchmark {

  /** How many numbers; {@code map.py} has the same. */
  public static final int ITEMS = 1_000_000;

  /** How many of them are one task; {@code map.py} has the same. */
  public static final int CHUNK = 10_000;

  private static final int STEPS = 100;

  private final ThreadPool pool = new ThreadPool(2);
  private List<Integer> items = List.of();

  /** Made by JMH. */
  public MapBenchmark() {}

  /** Makes the numbers. */
  @Setup
  public void fill() {
    items = IntStream.range(0, ITEMS).boxed().toList();
  }

  /** Ends the workers. */
  @TearDown
  public void close() {
    pool.close();
  }

  private static int scramble(int number) {
    int scrambled = number;
    for (int i = 0; i < STEPS; i++) {
      scrambled = scrambled * 1_103_515_245 + 12_345;
    }
    return scrambled;
  }

  /** Ours, in chunks. */
  @Benchmark
  public List<Integer> map() {
    return pool.map(MapBenchmark::scramble, items, MapOptions.defaults().withChunkSize(CHUNK))
        .toList();
  }

  /** The JDK's, with as many threads as there are processors. */
  @Benchmark
  public List<Integer> parallelStream() {
    return items.parallelStream().map(MapBenchmark::scramble).toList();
  }
}
