package dev.ropewalk.benchmarks.process;

import java.util.Arrays;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** An array for a pool that is there. */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // by fill(), which JMH calls first
public class LargeArray extends WarmPool {

  /** How large it is. */
  @Param("1")
  public int mebibytes;

  byte[] bytes;

  /** Made by JMH. */
  public LargeArray() {}

  /** Makes it. */
  @Setup
  public void fill() {
    bytes = new byte[mebibytes << 20];
    Arrays.fill(bytes, (byte) 7);
  }
}
