package dev.ropewalk.benchmarks.ipc;

import dev.ropewalk.multiprocess.shared.SharedArray;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Reads or writes each element of an array, one after the other. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(ElementBenchmark.LENGTH)
public class ElementBenchmark {

  static final int LENGTH = 1024;

  private static final VarHandle SEGMENT = ValueLayout.JAVA_LONG.arrayElementVarHandle();

  private final Arena arena = Arena.ofShared();
  private final SharedArray.OfLong shared = SharedArray.ofLongs(LENGTH);
  private final MemorySegment offHeap = arena.allocate(ValueLayout.JAVA_LONG, LENGTH);

  private final Held held = new Held(offHeap);

  /** Made by JMH. */
  public ElementBenchmark() {}

  /** What any class around a segment has to do, and nothing more. */
  private static final class Held {
    private final MemorySegment memory;

    Held(MemorySegment memory) {
      this.memory = memory;
    }

    long get(int index) {
      return (long) SEGMENT.getVolatile(memory, 0L, (long) index);
    }
  }

  /** Frees the memory. */
  @TearDown
  public void close() {
    shared.close();
    arena.close();
  }

  /** Ours, volatile reads. */
  @Benchmark
  public long sharedGet() {
    long sum = 0;
    for (int i = 0; i < LENGTH; i++) {
      sum += shared.get(i);
    }
    return sum;
  }

  /** Ours, volatile writes. */
  @Benchmark
  public void sharedSet() {
    for (int i = 0; i < LENGTH; i++) {
      shared.set(i, i);
    }
  }

  /** Ours, plain reads. */
  @Benchmark
  public long sharedGetPlain() {
    long sum = 0;
    for (int i = 0; i < LENGTH; i++) {
      sum += shared.getPlain(i);
    }
    return sum;
  }

  /** Memory outside the heap, volatile reads. */
  @Benchmark
  public long offHeapGet() {
    long sum = 0;
    for (int i = 0; i < LENGTH; i++) {
      sum += (long) SEGMENT.getVolatile(offHeap, 0L, (long) i);
    }
    return sum;
  }

  /** Memory outside the heap that an object of its own holds, volatile reads. */
  @Benchmark
  public long heldGet() {
    long sum = 0;
    for (int i = 0; i < LENGTH; i++) {
      sum += held.get(i);
    }
    return sum;
  }

  /** Memory outside the heap, volatile writes. */
  @Benchmark
  public void offHeapSet() {
    for (int i = 0; i < LENGTH; i++) {
      SEGMENT.setVolatile(offHeap, 0L, (long) i, (long) i);
    }
  }

  /** Memory outside the heap, plain reads. */
  @Benchmark
  public long offHeapGetPlain() {
    long sum = 0;
    for (int i = 0; i < LENGTH; i++) {
      sum += offHeap.getAtIndex(ValueLayout.JAVA_LONG, i);
    }
    return sum;
  }
}
