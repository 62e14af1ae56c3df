package dev.ropewalk.benchmarks.ipc;

import dev.ropewalk.multiprocess.shared.SharedMemory;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;

/** The whole life of a segment. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class SegmentBenchmark {

  private static final long SIZE = 4096;

  /** Made by JMH. */
  public SegmentBenchmark() {}

  /** Ours. */
  @Benchmark
  public void makeCloseUnlink() {
    SharedMemory memory = SharedMemory.create(SIZE);
    memory.close();
    memory.unlink();
  }
}
