package dev.ropewalk.multiprocess.shared;

import dev.ropewalk.multiprocess.shared.SharedHandle.Kind;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.lang.ref.Reference;
import java.util.Objects;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongUnaryOperator;

/**
 * Numbers in memory that several processes see: {@code multiprocessing.Array}. Captured by a portable task it arrives in
 * the other process as the same numbers, not as a copy.
 *
 * <p>Differences from Python are those of {@link SharedValue}: no lock but atomic operations, and {@code long} and {@code
 * double} instead of a type code. There are no negative indexes and no slices; {@code toArray} copies what is there.
 *
 * <p>Blocking, freeing, closing and memory consistency effects are as for {@link SharedValue}. Each element is read and
 * written on its own: {@code toArray} sees each one as it is when it comes to it.
 */
public sealed interface SharedArray extends AutoCloseable, Serializable {

  /**
   * A new array of zeros.
   *
   * @throws IllegalArgumentException if the length is negative
   * @throws UncheckedIOException if there is no memory for it
   */
  static OfLong ofLongs(int length) {
    return SharedHandle.register(new OfLong(createBlock(length)));
  }

  /**
   * A new array of zeros.
   *
   * @throws IllegalArgumentException if the length is negative
   * @throws UncheckedIOException if there is no memory for it
   */
  static OfDouble ofDoubles(int length) {
    return SharedHandle.register(new OfDouble(createBlock(length)));
  }

  /**
   * A new array with these elements, as {@code Array("q", [1, 2, 3])}.
   *
   * @throws UncheckedIOException if there is no memory for it
   */
  static OfLong copyOf(long[] elements) {
    OfLong array = ofLongs(elements.length);
    for (int i = 0; i < elements.length; i++) {
      array.set(i, elements[i]);
    }
    return array;
  }

  /**
   * A new array with these elements, as {@code Array("d", [1.0, 2.0])}.
   *
   * @throws UncheckedIOException if there is no memory for it
   */
  static OfDouble copyOf(double[] elements) {
    OfDouble array = ofDoubles(elements.length);
    for (int i = 0; i < elements.length; i++) {
      array.set(i, elements[i]);
    }
    return array;
  }

  private static SharedBlock createBlock(int length) {
    if (length < 0) {
      throw new IllegalArgumentException("the length of an array must not be negative: " + length);
    }
    return SharedNumbers.createBlock((long) length * Long.BYTES);
  }

  /** How many elements there are. */
  int length();

  /** Frees this process's hold on the memory; further calls do nothing. */
  @Override
  void close();

  /** Elements of type {@code long} that several processes see. */
  final class OfLong extends SharedNumbers implements SharedArray {
    private static final long serialVersionUID = 1;
    private static final VarHandle ELEMENT = ValueLayout.JAVA_LONG.arrayElementVarHandle();

    private final transient int length;

    OfLong(SharedBlock block) {
      super(block);
      this.length = Math.toIntExact(memory.byteSize() / Long.BYTES);
    }

    @Override
    public int length() {
      return length;
    }

    private long at(int index) {
      return Objects.checkIndex(index, length);
    }

    /**
     * The element now.
     *
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public long get(int index) {
      try {
        return (long) ELEMENT.getVolatile(memory, 0L, at(index));
      } finally {
        Reference.reachabilityFence(this);
      }
    }

    /**
     * Sets an element.
     *
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public void set(int index, long value) {
      try {
        ELEMENT.setVolatile(memory, 0L, at(index), value);
      } finally {
        Reference.reachabilityFence(this);
      }
    }

    /**
     * Sets an element if it is the expected one, as one step; false if it is not.
     *
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public boolean compareAndSet(int index, long expected, long value) {
      try {
        return ELEMENT.compareAndSet(memory, 0L, at(index), expected, value);
      } finally {
        Reference.reachabilityFence(this);
      }
    }

    /**
     * Adds to an element and returns the one before, as one step.
     *
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public long getAndAdd(int index, long delta) {
      try {
        return (long) ELEMENT.getAndAdd(memory, 0L, at(index), delta);
      } finally {
        Reference.reachabilityFence(this);
      }
    }

    /**
     * Adds to an element and returns the sum, as one step.
     *
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public long addAndGet(int index, long delta) {
      return getAndAdd(index, delta) + delta;
    }

    /**
     * Applies a function to an element, as one step; it may be called again when another thread or process came first.
     *
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public long updateAndGet(int index, LongUnaryOperator function) {
      while (true) {
        long before = get(index);
        long after = function.applyAsLong(before);
        if (compareAndSet(index, before, after)) {
          return after;
        }
      }
    }

    /** A copy of the elements. */
    public long[] toArray() {
      long[] copy = new long[length];
      for (int i = 0; i < length; i++) {
        copy[i] = get(i);
      }
      return copy;
    }

    @Override
    Kind kind() {
      return Kind.LONGS;
    }

    @Override
    public String toString() {
      return "SharedArray.OfLong[length " + length + (block.isClosed() ? ", closed" : "") + "]";
    }
  }

  /** Elements of type {@code double} that several processes see. */
  final class OfDouble extends SharedNumbers implements SharedArray {
    private static final long serialVersionUID = 1;
    private static final VarHandle ELEMENT = ValueLayout.JAVA_DOUBLE.arrayElementVarHandle();

    private final transient int length;

    OfDouble(SharedBlock block) {
      super(block);
      this.length = Math.toIntExact(memory.byteSize() / Double.BYTES);
    }

    @Override
    public int length() {
      return length;
    }

    private long at(int index) {
      return Objects.checkIndex(index, length);
    }

    /**
     * The element now.
     *
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public double get(int index) {
      try {
        return (double) ELEMENT.getVolatile(memory, 0L, at(index));
      } finally {
        Reference.reachabilityFence(this);
      }
    }

    /**
     * Sets an element.
     *
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public void set(int index, double value) {
      try {
        ELEMENT.setVolatile(memory, 0L, at(index), value);
      } finally {
        Reference.reachabilityFence(this);
      }
    }

    /**
     * Sets an element if it is the expected one, bit for bit, as one step; false if it is not.
     *
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public boolean compareAndSet(int index, double expected, double value) {
      try {
        return ELEMENT.compareAndSet(memory, 0L, at(index), expected, value);
      } finally {
        Reference.reachabilityFence(this);
      }
    }

    /**
     * Adds to an element and returns the sum, as one step.
     *
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public double addAndGet(int index, double delta) {
      return updateAndGet(index, before -> before + delta);
    }

    /**
     * Applies a function to an element, as one step; it may be called again when another thread or process came first.
     *
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public double updateAndGet(int index, DoubleUnaryOperator function) {
      while (true) {
        double before = get(index);
        double after = function.applyAsDouble(before);
        if (compareAndSet(index, before, after)) {
          return after;
        }
      }
    }

    /** A copy of the elements. */
    public double[] toArray() {
      double[] copy = new double[length];
      for (int i = 0; i < length; i++) {
        copy[i] = get(i);
      }
      return copy;
    }

    @Override
    Kind kind() {
      return Kind.DOUBLES;
    }

    @Override
    public String toString() {
      return "SharedArray.OfDouble[length " + length + (block.isClosed() ? ", closed" : "") + "]";
    }
  }
}
