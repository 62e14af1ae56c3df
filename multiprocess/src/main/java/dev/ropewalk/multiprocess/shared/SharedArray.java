package dev.ropewalk.multiprocess.shared;

import dev.ropewalk.multiprocess.memory.SharedBlock;
import dev.ropewalk.multiprocess.shared.SharedHandle.Kind;
import java.io.Serializable;

/**
 * Numbers in memory that several processes see: {@code multiprocessing.Array} and {@code RawArray}. Captured by a portable
 * task it arrives in the other process as the same numbers, not as a copy.
 *
 * <p>Differences from Python are those of {@link SharedValue}: no lock but atomic operations, and a Java type for each type
 * code. There are no negative indexes; {@code toArray(from, to)} and {@code setAll} stand for slices.
 *
 * <p>{@code RawArray}, which has no lock, is the same class: {@code getPlain} and {@code setPlain} cost what its accesses
 * cost, and order as little.
 *
 * <p>Blocking, freeing, closing and memory consistency effects are as for {@link SharedValue}. Each element is read and
 * written on its own: {@code toArray} sees each one as it is when it comes to it.
 */
public sealed interface SharedArray extends AutoCloseable, Serializable {

  /**
   * A new array of zeros, as {@code Array("b", length)}.
   *
   * @throws IllegalArgumentException if the length is negative
   * @throws NoSpaceException if there is no memory for it
   * @throws java.io.UncheckedIOException if it can't be made for another reason
   */
  static OfByte ofBytes(int length) {
    return Arrivals.register(new OfByte(SharedNumbers.createBlock(length, Byte.BYTES), length));
  }

  /**
   * A new array of zeros, as {@code Array("h", length)}.
   *
   * @throws IllegalArgumentException if the length is negative
   * @throws NoSpaceException if there is no memory for it
   * @throws java.io.UncheckedIOException if it can't be made for another reason
   */
  static OfShort ofShorts(int length) {
    return Arrivals.register(new OfShort(SharedNumbers.createBlock(length, Short.BYTES), length));
  }

  /**
   * A new array of zeros, as {@code Array("i", length)}.
   *
   * @throws IllegalArgumentException if the length is negative
   * @throws NoSpaceException if there is no memory for it
   * @throws java.io.UncheckedIOException if it can't be made for another reason
   */
  static OfInt ofInts(int length) {
    return Arrivals.register(new OfInt(SharedNumbers.createBlock(length, Integer.BYTES), length));
  }

  /**
   * A new array of zeros, as {@code Array("q", length)}.
   *
   * @throws IllegalArgumentException if the length is negative
   * @throws NoSpaceException if there is no memory for it
   * @throws java.io.UncheckedIOException if it can't be made for another reason
   */
  static OfLong ofLongs(int length) {
    return Arrivals.register(new OfLong(SharedNumbers.createBlock(length, Long.BYTES), length));
  }

  /**
   * A new array of zeros, as {@code Array("f", length)}.
   *
   * @throws IllegalArgumentException if the length is negative
   * @throws NoSpaceException if there is no memory for it
   * @throws java.io.UncheckedIOException if it can't be made for another reason
   */
  static OfFloat ofFloats(int length) {
    return Arrivals.register(new OfFloat(SharedNumbers.createBlock(length, Float.BYTES), length));
  }

  /**
   * A new array of zeros, as {@code Array("d", length)}.
   *
   * @throws IllegalArgumentException if the length is negative
   * @throws NoSpaceException if there is no memory for it
   * @throws java.io.UncheckedIOException if it can't be made for another reason
   */
  static OfDouble ofDoubles(int length) {
    return Arrivals.register(new OfDouble(SharedNumbers.createBlock(length, Double.BYTES), length));
  }

  /**
   * A new array of false, as {@code Array(c_bool, length)}.
   *
   * @throws IllegalArgumentException if the length is negative
   * @throws NoSpaceException if there is no memory for it
   * @throws java.io.UncheckedIOException if it can't be made for another reason
   */
  static OfBoolean ofBooleans(int length) {
    return Arrivals.register(new OfBoolean(SharedNumbers.createBlock(length, Byte.BYTES), length));
  }

  /**
   * A new array with these elements, as {@code Array("b", elements)}.
   *
   * @throws NoSpaceException if there is no memory for it
   * @throws java.io.UncheckedIOException if it can't be made for another reason
   */
  static OfByte copyOf(byte[] elements) {
    OfByte array = ofBytes(elements.length);
    array.setAll(0, elements);
    return array;
  }

  /**
   * A new array with these elements, as {@code Array("h", elements)}.
   *
   * @throws NoSpaceException if there is no memory for it
   * @throws java.io.UncheckedIOException if it can't be made for another reason
   */
  static OfShort copyOf(short[] elements) {
    OfShort array = ofShorts(elements.length);
    array.setAll(0, elements);
    return array;
  }

  /**
   * A new array with these elements, as {@code Array("i", elements)}.
   *
   * @throws NoSpaceException if there is no memory for it
   * @throws java.io.UncheckedIOException if it can't be made for another reason
   */
  static OfInt copyOf(int[] elements) {
    OfInt array = ofInts(elements.length);
    array.setAll(0, elements);
    return array;
  }

  /**
   * A new array with these elements, as {@code Array("q", elements)}.
   *
   * @throws NoSpaceException if there is no memory for it
   * @throws java.io.UncheckedIOException if it can't be made for another reason
   */
  static OfLong copyOf(long[] elements) {
    OfLong array = ofLongs(elements.length);
    array.setAll(0, elements);
    return array;
  }

  /**
   * A new array with these elements, as {@code Array("f", elements)}.
   *
   * @throws NoSpaceException if there is no memory for it
   * @throws java.io.UncheckedIOException if it can't be made for another reason
   */
  static OfFloat copyOf(float[] elements) {
    OfFloat array = ofFloats(elements.length);
    array.setAll(0, elements);
    return array;
  }

  /**
   * A new array with these elements, as {@code Array("d", elements)}.
   *
   * @throws NoSpaceException if there is no memory for it
   * @throws java.io.UncheckedIOException if it can't be made for another reason
   */
  static OfDouble copyOf(double[] elements) {
    OfDouble array = ofDoubles(elements.length);
    array.setAll(0, elements);
    return array;
  }

  /**
   * A new array with these elements, as {@code Array(c_bool, elements)}.
   *
   * @throws NoSpaceException if there is no memory for it
   * @throws java.io.UncheckedIOException if it can't be made for another reason
   */
  static OfBoolean copyOf(boolean[] elements) {
    OfBoolean array = ofBooleans(elements.length);
    array.setAll(0, elements);
    return array;
  }

  /** How many elements there are. */
  int length();

  /** Frees this process's hold on the memory; further calls do nothing. */
  @Override
  void close();

  /** Elements of type {@code byte} that several processes see. */
  final class OfByte extends ByteElements implements SharedArray {
    private static final long serialVersionUID = 1;

    OfByte(SharedBlock block, int length) {
      super(block, length);
    }

    @Override
    Kind kind() {
      return Kind.BYTES;
    }

    @Override
    public String toString() {
      return describe("SharedArray.OfByte", length());
    }
  }

  /** Elements of type {@code short} that several processes see. */
  final class OfShort extends ShortElements implements SharedArray {
    private static final long serialVersionUID = 1;

    OfShort(SharedBlock block, int length) {
      super(block, length);
    }

    @Override
    Kind kind() {
      return Kind.SHORTS;
    }

    @Override
    public String toString() {
      return describe("SharedArray.OfShort", length());
    }
  }

  /** Elements of type {@code int} that several processes see. */
  final class OfInt extends IntElements implements SharedArray {
    private static final long serialVersionUID = 1;

    OfInt(SharedBlock block, int length) {
      super(block, length);
    }

    @Override
    Kind kind() {
      return Kind.INTS;
    }

    @Override
    public String toString() {
      return describe("SharedArray.OfInt", length());
    }
  }

  /** Elements of type {@code long} that several processes see. */
  final class OfLong extends LongElements implements SharedArray {
    private static final long serialVersionUID = 1;

    OfLong(SharedBlock block, int length) {
      super(block, length);
    }

    @Override
    Kind kind() {
      return Kind.LONGS;
    }

    @Override
    public String toString() {
      return describe("SharedArray.OfLong", length());
    }
  }

  /** Elements of type {@code float} that several processes see. */
  final class OfFloat extends FloatElements implements SharedArray {
    private static final long serialVersionUID = 1;

    OfFloat(SharedBlock block, int length) {
      super(block, length);
    }

    @Override
    Kind kind() {
      return Kind.FLOATS;
    }

    @Override
    public String toString() {
      return describe("SharedArray.OfFloat", length());
    }
  }

  /** Elements of type {@code double} that several processes see. */
  final class OfDouble extends DoubleElements implements SharedArray {
    private static final long serialVersionUID = 1;

    OfDouble(SharedBlock block, int length) {
      super(block, length);
    }

    @Override
    Kind kind() {
      return Kind.DOUBLES;
    }

    @Override
    public String toString() {
      return describe("SharedArray.OfDouble", length());
    }
  }

  /** Elements of type {@code boolean} that several processes see. */
  final class OfBoolean extends BooleanElements implements SharedArray {
    private static final long serialVersionUID = 1;

    OfBoolean(SharedBlock block, int length) {
      super(block, length);
    }

    @Override
    Kind kind() {
      return Kind.BOOLEANS;
    }

    @Override
    public String toString() {
      return describe("SharedArray.OfBoolean", length());
    }
  }
}
