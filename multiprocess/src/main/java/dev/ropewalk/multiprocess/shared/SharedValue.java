package dev.ropewalk.multiprocess.shared;

import dev.ropewalk.multiprocess.shared.SharedHandle.Kind;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.lang.ref.Reference;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongUnaryOperator;

/**
 * One number in memory that several processes see: {@code multiprocessing.Value}. Captured by a portable task it arrives
 * in the other process as the same number, not as a copy.
 *
 * <p>Differences from Python. Python's value has a lock, which {@code v.value += 1} needs and does not take; here there is
 * no lock, and the operations that read and write are atomic by themselves ({@link OfLong#addAndGet}, {@link
 * OfLong#updateAndGet}). There are two types instead of a type code: {@code long} holds all that Python's integer codes
 * hold, {@code double} the floating-point ones.
 *
 * <p>No operation blocks. The memory is freed when the value is closed, or when it is no longer reachable. The process
 * that made it keeps it open until all who are handed it have taken it; those who have it keep it when it is closed there.
 * Within one process all that arrives is the same object, so closing it closes it for the whole process. Access to a
 * closed value throws {@link IllegalStateException}.
 *
 * <p>Memory consistency effects: every access is volatile, in this process and across processes.
 */
public sealed interface SharedValue extends AutoCloseable, Serializable {

  /**
   * A new value.
   *
   * @throws UncheckedIOException if there is no memory for it
   */
  static OfLong ofLong(long initial) {
    OfLong value = SharedHandle.register(new OfLong(SharedNumbers.createBlock(Long.BYTES)));
    value.set(initial);
    return value;
  }

  /**
   * A new value.
   *
   * @throws UncheckedIOException if there is no memory for it
   */
  static OfDouble ofDouble(double initial) {
    OfDouble value = SharedHandle.register(new OfDouble(SharedNumbers.createBlock(Long.BYTES)));
    value.set(initial);
    return value;
  }

  /** Frees this process's hold on the memory; further calls do nothing. */
  @Override
  void close();

  /** A {@code long} that several processes see. */
  final class OfLong extends SharedNumbers implements SharedValue {
    private static final long serialVersionUID = 1;
    private static final VarHandle VALUE = ValueLayout.JAVA_LONG.varHandle();

    OfLong(SharedBlock block) {
      super(block);
    }

    /** The value now. */
    public long get() {
      try {
        return (long) VALUE.getVolatile(memory, 0L);
      } finally {
        Reference.reachabilityFence(this);
      }
    }

    /** Sets the value. */
    public void set(long value) {
      try {
        VALUE.setVolatile(memory, 0L, value);
      } finally {
        Reference.reachabilityFence(this);
      }
    }

    /** Sets the value and returns the one before, as one step. */
    public long getAndSet(long value) {
      try {
        return (long) VALUE.getAndSet(memory, 0L, value);
      } finally {
        Reference.reachabilityFence(this);
      }
    }

    /** Sets the value if it is the expected one, as one step; false if it is not. */
    public boolean compareAndSet(long expected, long value) {
      try {
        return VALUE.compareAndSet(memory, 0L, expected, value);
      } finally {
        Reference.reachabilityFence(this);
      }
    }

    /** Adds to the value and returns the one before, as one step. */
    public long getAndAdd(long delta) {
      try {
        return (long) VALUE.getAndAdd(memory, 0L, delta);
      } finally {
        Reference.reachabilityFence(this);
      }
    }

    /** Adds to the value and returns the sum, as one step. */
    public long addAndGet(long delta) {
      return getAndAdd(delta) + delta;
    }

    /** Applies a function to the value, as one step; it may be called again when another thread or process came first. */
    public long updateAndGet(LongUnaryOperator function) {
      while (true) {
        long before = get();
        long after = function.applyAsLong(before);
        if (compareAndSet(before, after)) {
          return after;
        }
      }
    }

    @Override
    Kind kind() {
      return Kind.LONG;
    }

    @Override
    public String toString() {
      return "SharedValue.OfLong[" + (block.isClosed() ? "closed" : get()) + "]";
    }
  }

  /** A {@code double} that several processes see. */
  final class OfDouble extends SharedNumbers implements SharedValue {
    private static final long serialVersionUID = 1;
    private static final VarHandle VALUE = ValueLayout.JAVA_DOUBLE.varHandle();

    OfDouble(SharedBlock block) {
      super(block);
    }

    /** The value now. */
    public double get() {
      try {
        return (double) VALUE.getVolatile(memory, 0L);
      } finally {
        Reference.reachabilityFence(this);
      }
    }

    /** Sets the value. */
    public void set(double value) {
      try {
        VALUE.setVolatile(memory, 0L, value);
      } finally {
        Reference.reachabilityFence(this);
      }
    }

    /** Sets the value and returns the one before, as one step. */
    public double getAndSet(double value) {
      try {
        return (double) VALUE.getAndSet(memory, 0L, value);
      } finally {
        Reference.reachabilityFence(this);
      }
    }

    /**
     * Sets the value if it is the expected one, as one step; false if it is not. Bits are compared: 0.0 is not -0.0, and
     * NaN is itself.
     */
    public boolean compareAndSet(double expected, double value) {
      try {
        return VALUE.compareAndSet(memory, 0L, expected, value);
      } finally {
        Reference.reachabilityFence(this);
      }
    }

    /** Adds to the value and returns the sum, as one step. */
    public double addAndGet(double delta) {
      return updateAndGet(before -> before + delta);
    }

    /** Applies a function to the value, as one step; it may be called again when another thread or process came first. */
    public double updateAndGet(DoubleUnaryOperator function) {
      while (true) {
        double before = get();
        double after = function.applyAsDouble(before);
        if (compareAndSet(before, after)) {
          return after;
        }
      }
    }

    @Override
    Kind kind() {
      return Kind.DOUBLE;
    }

    @Override
    public String toString() {
      return "SharedValue.OfDouble[" + (block.isClosed() ? "closed" : get()) + "]";
    }
  }
}
