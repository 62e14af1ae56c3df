package dev.ropewalk.multiprocess.shared;

import dev.ropewalk.multiprocess.memory.SharedBlock;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.lang.ref.Reference;
import java.util.Objects;
import java.util.function.DoubleUnaryOperator;

/** Elements of type {@code double} in shared memory, for {@link SharedArray} and {@link SharedValue}. */
abstract class DoubleElements extends SharedNumbers {
  private static final long serialVersionUID = 1;
  private static final VarHandle ELEMENT = ValueLayout.JAVA_DOUBLE.arrayElementVarHandle();

  private final transient int length;

  DoubleElements(SharedBlock block, int length) {
    super(block);
    this.length = length;
  }

  /** How many elements there are. */
  public final int length() {
    return length;
  }

  @Override
  final int elements() {
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
  public final double get(int index) {
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
  public final void set(int index, double value) {
    try {
      ELEMENT.setVolatile(memory, 0L, at(index), value);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /**
   * The element, read as an ordinary variable is: faster, and without order or visibility between threads and processes.
   *
   * @throws IndexOutOfBoundsException if there is no such element
   */
  public final double getPlain(int index) {
    try {
      return (double) ELEMENT.get(memory, 0L, at(index));
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /**
   * Sets an element as an ordinary variable is set: faster, and without order or visibility between threads and processes.
   *
   * @throws IndexOutOfBoundsException if there is no such element
   */
  public final void setPlain(int index, double value) {
    try {
      ELEMENT.set(memory, 0L, at(index), value);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /**
   * Sets an element and returns the one before, as one step.
   *
   * @throws IndexOutOfBoundsException if there is no such element
   */
  public final double getAndSet(int index, double value) {
    try {
      return (double) ELEMENT.getAndSet(memory, 0L, at(index), value);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /**
   * Sets an element if it is the expected one, bit for bit, as one step; false if it is not.
   *
   * @throws IndexOutOfBoundsException if there is no such element
   */
  public final boolean compareAndSet(int index, double expected, double value) {
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
  public final double getAndAdd(int index, double delta) {
    while (true) {
      double before = get(index);
      if (compareAndSet(index, before, before + delta)) {
        return before;
      }
    }
  }

  /**
   * Adds to an element and returns the sum, as one step.
   *
   * @throws IndexOutOfBoundsException if there is no such element
   */
  public final double addAndGet(int index, double delta) {
    return getAndAdd(index, delta) + delta;
  }

  /**
   * Applies a function to an element, as one step; it may be called again when another thread or process came first.
   *
   * @throws IndexOutOfBoundsException if there is no such element
   */
  public final double updateAndGet(int index, DoubleUnaryOperator function) {
    while (true) {
      double before = get(index);
      double after = function.applyAsDouble(before);
      if (compareAndSet(index, before, after)) {
        return after;
      }
    }
  }

  /** A copy of the elements. */
  public final double[] toArray() {
    return toArray(0, length);
  }

  /**
   * A copy of some elements, as {@code array[from:to]}.
   *
   * @throws IndexOutOfBoundsException if they are not all there
   */
  public final double[] toArray(int from, int to) {
    Objects.checkFromToIndex(from, to, length);
    double[] copy = new double[to - from];
    for (int i = 0; i < copy.length; i++) {
      copy[i] = get(from + i);
    }
    return copy;
  }

  /**
   * Sets elements from an index on, one after the other, as {@code array[from:from + n] = values}.
   *
   * @throws IndexOutOfBoundsException if there are not so many; then none is set
   */
  public final void setAll(int from, double[] values) {
    Objects.checkFromIndexSize(from, values.length, length);
    for (int i = 0; i < values.length; i++) {
      set(from + i, values[i]);
    }
  }
}
