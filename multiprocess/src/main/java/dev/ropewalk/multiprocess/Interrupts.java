package dev.ropewalk.multiprocess;

import org.jspecify.annotations.Nullable;

/** The way to interrupt a task in its worker process; there is none before it is about to be sent there. */
final class Interrupts {
  /*
   * Goes with the switch of the task (KillSwitch): who cancels trips the switch and then looks for the way; the thread that serves
   * the worker opens the way and then looks at the switch. Both are volatile, so one of them sees the other: either the interrupt
   * is sent, or the task is not. InterruptsJCStress checks this.
   */
  private volatile @Nullable Runnable way;

  /** The task is about to be sent. */
  void open(Runnable way) {
    this.way = way;
  }

  /** The task is not there any more. */
  void close() {
    way = null;
  }

  /** Interrupts the body, if there is a way. */
  void interrupt() {
    Runnable present = way;
    if (present != null) {
      present.run();
    }
  }
}
