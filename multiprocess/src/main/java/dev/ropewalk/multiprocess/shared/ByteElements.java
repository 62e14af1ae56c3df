package dev.ropewalk.multiprocess.shared;

import dev.ropewalk.multiprocess.memory.SharedBlock;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.lang.ref.Reference;
import java.util.Objects;
import java.util.function.IntUnaryOperator;

/** Elements of type {@code byte} in shared memory, for {@link SharedArray} and {@link SharedValue}. Results are cut to a {@code byte}, as in C. */
abstract class ByteElements extends SharedNumbers {
  private static final long serialVersionUID = 1;
  private static final VarHandle ELEMENT = ValueLayout.JAVA_BYTE.arrayElementVarHandle();

  private final transient int length;

  ByteElements(SharedBlock block, int length) {
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
  public final byte get(int index) {
    try {
      return (byte) ELEMENT.getVolatile(memory, 0L, at(index));
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /**
   * Sets an element.
   *
   * @throws IndexOutOfBoundsException if there is no such element
   */
  public final void set(int index, byte value) {
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
  public final byte getPlain(int index) {
    try {
      return (byte) ELEMENT.get(memory, 0L, at(index));
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /**
   * Sets an element as an ordinary variable is set: faster, and without order or visibility between threads and processes.
   *
   * @throws IndexOutOfBoundsException if there is no such element
   */
  public final void setPlain(int index, byte value) {
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
  public final byte getAndSet(int index, byte value) {
    while (true) {
      byte before = get(index);
      if (compareAndSet(index, before, value)) {
        return before;
      }
    }
  }

  /**
   * Sets an element if it is the expected one, as one step; false if it is not.
   *
   * @throws IndexOutOfBoundsException if there is no such element
   */
  public final boolean compareAndSet(int index, byte expected, byte value) {
    try {
      return NarrowCas.compareAndSet(memory, at(index), Byte.BYTES, expected, value);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /**
   * Adds to an element and returns the one before, as one step.
   *
   * @throws IndexOutOfBoundsException if there is no such element
   */
  public final byte getAndAdd(int index, int delta) {
    while (true) {
      byte before = get(index);
      if (compareAndSet(index, before, (byte) (before + delta))) {
        return before;
      }
    }
  }

  /**
   * Adds to an element and returns the sum, as one step.
   *
   * @throws IndexOutOfBoundsException if there is no such element
   */
  public final byte addAndGet(int index, int delta) {
    return (byte) (getAndAdd(index, delta) + delta);
  }

  /**
   * Applies a function to an element, as one step; it may be called again when another thread or process came first.
   *
   * @throws IndexOutOfBoundsException if there is no such element
   */
  public final byte updateAndGet(int index, IntUnaryOperator function) {
    while (true) {
      byte before = get(index);
      byte after = (byte) function.applyAsInt(before);
      if (compareAndSet(index, before, after)) {
        return after;
      }
    }
  }

  /** A copy of the elements. */
  public final byte[] toArray() {
    return toArray(0, length);
  }

  /**
   * A copy of some elements, as {@code array[from:to]}.
   *
   * @throws IndexOutOfBoundsException if they are not all there
   */
  public final byte[] toArray(int from, int to) {
    Objects.checkFromToIndex(from, to, length);
    byte[] copy = new byte[to - from];
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
  public final void setAll(int from, byte[] values) {
    Objects.checkFromIndexSize(from, values.length, length);
    for (int i = 0; i < values.length; i++) {
      set(from + i, values[i]);
    }
  }
}
