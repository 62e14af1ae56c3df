package dev.ropewalk.benchmarks.process;

import dev.ropewalk.multiprocess.shared.SharedMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;

/** Much for processes that are there. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class LargeBenchmark {

  /** What the window between a process and its parent takes at a time. */
  private static final int SLICE = 1 << 20;

  private static final int SLOTS = 4;
  private static final MemorySegment WINDOW = Arena.global().allocate((long) SLOTS * SLICE);

  /** Made by JMH. */
  public LargeBenchmark() {}

  /** An array as argument and result. */
  @Benchmark
  public byte[] array(LargeArray large) throws InterruptedException, ExecutionException {
    large.operations++;
    return large.pool.submit(bytes -> bytes, large.bytes).get();
  }

  /** What that copies and allocates: the argument as it is submitted, and then twice through a window into a new array. */
  @Benchmark
  public byte[] sameCopies(LargeArray large) {
    large.operations++;
    return throughWindow(throughWindow(large.bytes.clone()));
  }

  private static byte[] throughWindow(byte[] from) {
    byte[] to = new byte[from.length];
    int slot = 0;
    for (int at = 0; at < from.length; at += SLICE) {
      int length = Math.min(SLICE, from.length - at);
      MemorySegment window = WINDOW.asSlice((long) slot * SLICE, length);
      window.copyFrom(MemorySegment.ofArray(from).asSlice(at, length));
      MemorySegment.ofArray(to).asSlice(at, length).copyFrom(window);
      slot = (slot + 1) % SLOTS;
    }
    return to;
  }

  /** Shared memory as argument and result; a byte of it is written there. */
  @Benchmark
  public SharedMemory memory(LargeMemory large) throws InterruptedException, ExecutionException {
    large.operations++;
    return large.pool.submit(LargeBenchmark::write, large.memory).get();
  }

  private static SharedMemory write(SharedMemory memory) {
    memory.buffer().put(0, (byte) 1);
    return memory;
  }
}
