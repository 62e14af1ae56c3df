package dev.ropewalk.benchmarks.process;

import dev.ropewalk.multiprocess.shared.SharedMemory;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Shared memory for a pool that is there. */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // by make(), which JMH calls first
public class LargeMemory extends WarmPool {

  /** How large it is. */
  @Param("1")
  public int mebibytes;

  SharedMemory memory;

  /** Made by JMH. */
  public LargeMemory() {}

  /** Makes it. */
  @Setup
  public void make() {
    memory = SharedMemory.create((long) mebibytes << 20);
  }

  /** Frees it. */
  @TearDown
  public void free() {
    memory.close();
    memory.unlink();
  }
}
