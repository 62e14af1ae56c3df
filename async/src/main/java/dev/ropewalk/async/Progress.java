package dev.ropewalk.async;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** How far a loop has got, for the watchdog, which looks at it from time to time. */
final class Progress {
  /*
   * One word: the number of the current step, times four, plus what has become of it. Written by the holder of the baton,
   * and by the thread that was just given it; read by the watchdog, which only compares the word with the one it read
   * before: the same word twice means that nothing has happened between.
   *
   * Field   read                write
   * word    watchdog opaque     holder opaque
   *
   * Opaque and not volatile, since no other data is read on the strength of it: all that is needed is that the watchdog
   * sees each word some time, whole, and none again after a later one, which opaque accesses of one variable give.
   */

  /** What has become of a step. */
  enum State {
    /** The baton was given to a thread, which has not begun with it. */
    HANDED(0),
    /** A coroutine or callback runs. */
    RUNNING(1),
    /** Nothing is ready, or nobody runs the loop. */
    IDLE(2);

    private final long bits;

    State(long bits) {
      this.bits = bits;
    }
  }

  private static final long STATE_BITS = 3;
  private static final long ONE_STEP = 4;
  private static final VarHandle WORD;

  static {
    try {
      WORD = MethodHandles.lookup().findVarHandle(Progress.class, "word", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private long word = State.IDLE.bits;

  /** The step in progress is over; the next one is in this state. */
  void nextStep(State state) {
    set((word & ~STATE_BITS) + ONE_STEP + state.bits);
  }

  /** The step that was handed over has begun. */
  void begun() {
    set((word & ~STATE_BITS) + State.RUNNING.bits);
  }

  private void set(long next) {
    WORD.setOpaque(this, next); // opaque: see above; plain reads of it are the holder's own
  }

  /** The number of the step and its state. Any thread. */
  long word() {
    return (long) WORD.getOpaque(this);
  }

  static State stateOf(long word) {
    long bits = word & STATE_BITS;
    return bits == State.HANDED.bits
        ? State.HANDED
        : bits == State.RUNNING.bits ? State.RUNNING : State.IDLE;
  }
}
