package dev.ropewalk.multiprocess.shared;

import dev.ropewalk.multiprocess.memory.SharedBlock;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.lang.ref.Reference;
import java.util.Objects;

/** Elements of type {@code boolean} in shared memory, for {@link SharedArray} and {@link SharedValue}. Each takes a byte, 0 or 1; what is not 0 is true. */
abstract class BooleanElements extends SharedNumbers {
  private static final long serialVersionUID = 1;
  private static final VarHandle ELEMENT = ValueLayout.JAVA_BYTE.arrayElementVarHandle();

  private final transient int length;

  BooleanElements(SharedBlock block, int length) {
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
  public final boolean get(int index) {
    try {
      return (byte) ELEMENT.getVolatile(memory, 0L, at(index)) != 0;
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /**
   * Sets an element.
   *
   * @throws IndexOutOfBoundsException if there is no such element
   */
  public final void set(int index, boolean value) {
    try {
      ELEMENT.setVolatile(memory, 0L, at(index), (byte) (value ? 1 : 0));
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /**
   * The element, read as an ordinary variable is: faster, and without order or visibility between threads and processes.
   *
   * @throws IndexOutOfBoundsException if there is no such element
   */
  public final boolean getPlain(int index) {
    try {
      return (byte) ELEMENT.get(memory, 0L, at(index)) != 0;
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /**
   * Sets an element as an ordinary variable is set: faster, and without order or visibility between threads and processes.
   *
   * @throws IndexOutOfBoundsException if there is no such element
   */
  public final void setPlain(int index, boolean value) {
    try {
      ELEMENT.set(memory, 0L, at(index), (byte) (value ? 1 : 0));
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /**
   * Sets an element and returns the one before, as one step.
   *
   * @throws IndexOutOfBoundsException if there is no such element
   */
  public final boolean getAndSet(int index, boolean value) {
    while (true) {
      boolean before = get(index);
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
  public final boolean compareAndSet(int index, boolean expected, boolean value) {
    try {
      return NarrowCas.compareAndSet(
          memory, at(index), Byte.BYTES, (expected ? 1 : 0), (value ? 1 : 0));
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /** A copy of the elements. */
  public final boolean[] toArray() {
    return toArray(0, length);
  }

  /**
   * A copy of some elements, as {@code array[from:to]}.
   *
   * @throws IndexOutOfBoundsException if they are not all there
   */
  public final boolean[] toArray(int from, int to) {
    Objects.checkFromToIndex(from, to, length);
    boolean[] copy = new boolean[to - from];
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
  public final void setAll(int from, boolean[] values) {
    Objects.checkFromIndexSize(from, values.length, length);
    for (int i = 0; i < values.length; i++) {
      set(from + i, values[i]);
    }
  }
}
