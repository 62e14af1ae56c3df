package dev.ropewalk.multiprocess.shared;

import dev.ropewalk.multiprocess.memory.SharedBlock;
import dev.ropewalk.multiprocess.shared.SharedHandle.Kind;
import java.io.Serializable;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntUnaryOperator;
import java.util.function.LongUnaryOperator;

/**
 * One number in memory that several processes see: {@code multiprocessing.Value} and {@code RawValue}. Captured by a
 * portable task it arrives in the other process as the same number, not as a copy.
 *
 * <p>Differences from Python. Python's value has a lock, which {@code v.value += 1} needs and does not take; here there is
 * no lock, and the operations that read and write are atomic by themselves ({@link OfLong#addAndGet}, {@link
 * OfLong#updateAndGet}). {@code RawValue}, which has no lock either, is the same class. There is a Java type for each type code: {@code byte} for {@code c} and {@code b}, {@code
 * short} for {@code h}, {@code int} for {@code i}, {@code long} for {@code q} and {@code l}, {@code float} for {@code f},
 * {@code double} for {@code d}, {@code boolean} for {@code c_bool}, with the size and layout of C's. Unsigned codes are
 * read with the JDK's means ({@link Integer#toUnsignedLong}).
 *
 * <p>No operation blocks. The memory is freed when the value is closed, or when it is no longer reachable. The process
 * that made it keeps it open until all who are handed it have taken it; those who have it keep it when it is closed there.
 * Within one process all that arrives is the same object, so closing it closes it for the whole process. Access to a
 * closed value throws {@link IllegalStateException}. Room is taken when it is made, so no later write finds none.
 *
 * <p>Memory consistency effects: every access is volatile, in this process and across processes.
 */
public sealed interface SharedValue extends AutoCloseable, Serializable {

  /**
   * A new value, as {@code Value("b", initial)}.
   *
   * @throws NoSpaceException if there is no memory for it
   */
  static OfByte ofByte(byte initial) {
    OfByte value = Arrivals.register(new OfByte(SharedNumbers.createBlock(1, Byte.BYTES)));
    value.set(initial);
    return value;
  }

  /**
   * A new value, as {@code Value("h", initial)}.
   *
   * @throws NoSpaceException if there is no memory for it
   */
  static OfShort ofShort(short initial) {
    OfShort value = Arrivals.register(new OfShort(SharedNumbers.createBlock(1, Short.BYTES)));
    value.set(initial);
    return value;
  }

  /**
   * A new value, as {@code Value("i", initial)}.
   *
   * @throws NoSpaceException if there is no memory for it
   */
  static OfInt ofInt(int initial) {
    OfInt value = Arrivals.register(new OfInt(SharedNumbers.createBlock(1, Integer.BYTES)));
    value.set(initial);
    return value;
  }

  /**
   * A new value, as {@code Value("q", initial)}.
   *
   * @throws NoSpaceException if there is no memory for it
   */
  static OfLong ofLong(long initial) {
    OfLong value = Arrivals.register(new OfLong(SharedNumbers.createBlock(1, Long.BYTES)));
    value.set(initial);
    return value;
  }

  /**
   * A new value, as {@code Value("f", initial)}.
   *
   * @throws NoSpaceException if there is no memory for it
   */
  static OfFloat ofFloat(float initial) {
    OfFloat value = Arrivals.register(new OfFloat(SharedNumbers.createBlock(1, Float.BYTES)));
    value.set(initial);
    return value;
  }

  /**
   * A new value, as {@code Value("d", initial)}.
   *
   * @throws NoSpaceException if there is no memory for it
   */
  static OfDouble ofDouble(double initial) {
    OfDouble value = Arrivals.register(new OfDouble(SharedNumbers.createBlock(1, Double.BYTES)));
    value.set(initial);
    return value;
  }

  /**
   * A new value, as {@code Value(c_bool, initial)}.
   *
   * @throws NoSpaceException if there is no memory for it
   */
  static OfBoolean ofBoolean(boolean initial) {
    OfBoolean value = Arrivals.register(new OfBoolean(SharedNumbers.createBlock(1, Byte.BYTES)));
    value.set(initial);
    return value;
  }

  /** Frees this process's hold on the memory; further calls do nothing. */
  @Override
  void close();

  /** A {@code byte} that several processes see. */
  final class OfByte extends SharedNumbers implements SharedValue {
    private static final long serialVersionUID = 1;

    private final transient ByteElements cell;

    OfByte(SharedBlock block) {
      super(block);
      this.cell = new SharedArray.OfByte(block, 1);
    }

    /** The value now. */
    public byte get() {
      return cell.get(0);
    }

    /** Sets the value. */
    public void set(byte value) {
      cell.set(0, value);
    }

    /** Sets the value and returns the one before, as one step. */
    public byte getAndSet(byte value) {
      return cell.getAndSet(0, value);
    }

    /** Sets the value if it is the expected one, as one step; false if it is not. */
    public boolean compareAndSet(byte expected, byte value) {
      return cell.compareAndSet(0, expected, value);
    }

    /** Adds to the value and returns the one before, as one step. */
    public byte getAndAdd(int delta) {
      return cell.getAndAdd(0, delta);
    }

    /** Adds to the value and returns the sum, as one step. */
    public byte addAndGet(int delta) {
      return cell.addAndGet(0, delta);
    }

    /** Applies a function to the value, as one step; it may be called again when another thread or process came first. */
    public byte updateAndGet(IntUnaryOperator function) {
      return cell.updateAndGet(0, function);
    }

    @Override
    Kind kind() {
      return Kind.BYTE;
    }

    @Override
    public String toString() {
      return "SharedValue.OfByte[" + (isClosed() ? "closed" : get()) + "]";
    }
  }

  /** A {@code short} that several processes see. */
  final class OfShort extends SharedNumbers implements SharedValue {
    private static final long serialVersionUID = 1;

    private final transient ShortElements cell;

    OfShort(SharedBlock block) {
      super(block);
      this.cell = new SharedArray.OfShort(block, 1);
    }

    /** The value now. */
    public short get() {
      return cell.get(0);
    }

    /** Sets the value. */
    public void set(short value) {
      cell.set(0, value);
    }

    /** Sets the value and returns the one before, as one step. */
    public short getAndSet(short value) {
      return cell.getAndSet(0, value);
    }

    /** Sets the value if it is the expected one, as one step; false if it is not. */
    public boolean compareAndSet(short expected, short value) {
      return cell.compareAndSet(0, expected, value);
    }

    /** Adds to the value and returns the one before, as one step. */
    public short getAndAdd(int delta) {
      return cell.getAndAdd(0, delta);
    }

    /** Adds to the value and returns the sum, as one step. */
    public short addAndGet(int delta) {
      return cell.addAndGet(0, delta);
    }

    /** Applies a function to the value, as one step; it may be called again when another thread or process came first. */
    public short updateAndGet(IntUnaryOperator function) {
      return cell.updateAndGet(0, function);
    }

    @Override
    Kind kind() {
      return Kind.SHORT;
    }

    @Override
    public String toString() {
      return "SharedValue.OfShort[" + (isClosed() ? "closed" : get()) + "]";
    }
  }

  /** A {@code int} that several processes see. */
  final class OfInt extends SharedNumbers implements SharedValue {
    private static final long serialVersionUID = 1;

    private final transient IntElements cell;

    OfInt(SharedBlock block) {
      super(block);
      this.cell = new SharedArray.OfInt(block, 1);
    }

    /** The value now. */
    public int get() {
      return cell.get(0);
    }

    /** Sets the value. */
    public void set(int value) {
      cell.set(0, value);
    }

    /** Sets the value and returns the one before, as one step. */
    public int getAndSet(int value) {
      return cell.getAndSet(0, value);
    }

    /** Sets the value if it is the expected one, as one step; false if it is not. */
    public boolean compareAndSet(int expected, int value) {
      return cell.compareAndSet(0, expected, value);
    }

    /** Adds to the value and returns the one before, as one step. */
    public int getAndAdd(int delta) {
      return cell.getAndAdd(0, delta);
    }

    /** Adds to the value and returns the sum, as one step. */
    public int addAndGet(int delta) {
      return cell.addAndGet(0, delta);
    }

    /** Applies a function to the value, as one step; it may be called again when another thread or process came first. */
    public int updateAndGet(IntUnaryOperator function) {
      return cell.updateAndGet(0, function);
    }

    @Override
    Kind kind() {
      return Kind.INT;
    }

    @Override
    public String toString() {
      return "SharedValue.OfInt[" + (isClosed() ? "closed" : get()) + "]";
    }
  }

  /** A {@code long} that several processes see. */
  final class OfLong extends SharedNumbers implements SharedValue {
    private static final long serialVersionUID = 1;

    private final transient LongElements cell;

    OfLong(SharedBlock block) {
      super(block);
      this.cell = new SharedArray.OfLong(block, 1);
    }

    /** The value now. */
    public long get() {
      return cell.get(0);
    }

    /** Sets the value. */
    public void set(long value) {
      cell.set(0, value);
    }

    /** Sets the value and returns the one before, as one step. */
    public long getAndSet(long value) {
      return cell.getAndSet(0, value);
    }

    /** Sets the value if it is the expected one, as one step; false if it is not. */
    public boolean compareAndSet(long expected, long value) {
      return cell.compareAndSet(0, expected, value);
    }

    /** Adds to the value and returns the one before, as one step. */
    public long getAndAdd(long delta) {
      return cell.getAndAdd(0, delta);
    }

    /** Adds to the value and returns the sum, as one step. */
    public long addAndGet(long delta) {
      return cell.addAndGet(0, delta);
    }

    /** Applies a function to the value, as one step; it may be called again when another thread or process came first. */
    public long updateAndGet(LongUnaryOperator function) {
      return cell.updateAndGet(0, function);
    }

    @Override
    Kind kind() {
      return Kind.LONG;
    }

    @Override
    public String toString() {
      return "SharedValue.OfLong[" + (isClosed() ? "closed" : get()) + "]";
    }
  }

  /** A {@code float} that several processes see. */
  final class OfFloat extends SharedNumbers implements SharedValue {
    private static final long serialVersionUID = 1;

    private final transient FloatElements cell;

    OfFloat(SharedBlock block) {
      super(block);
      this.cell = new SharedArray.OfFloat(block, 1);
    }

    /** The value now. */
    public float get() {
      return cell.get(0);
    }

    /** Sets the value. */
    public void set(float value) {
      cell.set(0, value);
    }

    /** Sets the value and returns the one before, as one step. */
    public float getAndSet(float value) {
      return cell.getAndSet(0, value);
    }

    /** Sets the value if it is the expected one, as one step; false if it is not. Bits are compared: 0.0 is not -0.0, and NaN is itself. */
    public boolean compareAndSet(float expected, float value) {
      return cell.compareAndSet(0, expected, value);
    }

    /** Adds to the value and returns the one before, as one step. */
    public float getAndAdd(float delta) {
      return cell.getAndAdd(0, delta);
    }

    /** Adds to the value and returns the sum, as one step. */
    public float addAndGet(float delta) {
      return cell.addAndGet(0, delta);
    }

    /** Applies a function to the value, as one step; it may be called again when another thread or process came first. */
    public float updateAndGet(DoubleUnaryOperator function) {
      return cell.updateAndGet(0, function);
    }

    @Override
    Kind kind() {
      return Kind.FLOAT;
    }

    @Override
    public String toString() {
      return "SharedValue.OfFloat[" + (isClosed() ? "closed" : get()) + "]";
    }
  }

  /** A {@code double} that several processes see. */
  final class OfDouble extends SharedNumbers implements SharedValue {
    private static final long serialVersionUID = 1;

    private final transient DoubleElements cell;

    OfDouble(SharedBlock block) {
      super(block);
      this.cell = new SharedArray.OfDouble(block, 1);
    }

    /** The value now. */
    public double get() {
      return cell.get(0);
    }

    /** Sets the value. */
    public void set(double value) {
      cell.set(0, value);
    }

    /** Sets the value and returns the one before, as one step. */
    public double getAndSet(double value) {
      return cell.getAndSet(0, value);
    }

    /** Sets the value if it is the expected one, as one step; false if it is not. Bits are compared: 0.0 is not -0.0, and NaN is itself. */
    public boolean compareAndSet(double expected, double value) {
      return cell.compareAndSet(0, expected, value);
    }

    /** Adds to the value and returns the one before, as one step. */
    public double getAndAdd(double delta) {
      return cell.getAndAdd(0, delta);
    }

    /** Adds to the value and returns the sum, as one step. */
    public double addAndGet(double delta) {
      return cell.addAndGet(0, delta);
    }

    /** Applies a function to the value, as one step; it may be called again when another thread or process came first. */
    public double updateAndGet(DoubleUnaryOperator function) {
      return cell.updateAndGet(0, function);
    }

    @Override
    Kind kind() {
      return Kind.DOUBLE;
    }

    @Override
    public String toString() {
      return "SharedValue.OfDouble[" + (isClosed() ? "closed" : get()) + "]";
    }
  }

  /** A {@code boolean} that several processes see. */
  final class OfBoolean extends SharedNumbers implements SharedValue {
    private static final long serialVersionUID = 1;

    private final transient BooleanElements cell;

    OfBoolean(SharedBlock block) {
      super(block);
      this.cell = new SharedArray.OfBoolean(block, 1);
    }

    /** The value now. */
    public boolean get() {
      return cell.get(0);
    }

    /** Sets the value. */
    public void set(boolean value) {
      cell.set(0, value);
    }

    /** Sets the value and returns the one before, as one step. */
    public boolean getAndSet(boolean value) {
      return cell.getAndSet(0, value);
    }

    /** Sets the value if it is the expected one, as one step; false if it is not. */
    public boolean compareAndSet(boolean expected, boolean value) {
      return cell.compareAndSet(0, expected, value);
    }

    @Override
    Kind kind() {
      return Kind.BOOLEAN;
    }

    @Override
    public String toString() {
      return "SharedValue.OfBoolean[" + (isClosed() ? "closed" : get()) + "]";
    }
  }
}
