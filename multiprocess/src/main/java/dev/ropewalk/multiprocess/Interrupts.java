package dev.ropewalk.multiprocess;

import com.google.common.util.concurrent.Uninterruptibles;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The interrupts that a worker process is sent: none before it is ready, since no body can be there to be interrupted. */
final class Interrupts {
  /*
   * ready goes with the switch of the task that is about to be sent (KillSwitch): who cancels trips the switch and then
   * reads ready; the thread that serves the worker sets ready and then looks at the switch. Both are volatile, so one of them
   * sees the other: either the interrupt is sent, or the task is not. InterruptsJCStress checks this.
   *
   * sending is written by who cancels, before it lets go of the future, and read after that.
   */
  private final Supplier<Thread> send;
  private volatile boolean ready;
  private @Nullable Thread sending;

  /**
   * None so far.
   *
   * @param send starts sending one, and gives the thread that does it
   */
  Interrupts(Supplier<Thread> send) {
    this.send = send;
  }

  /** From now on there can be a body. */
  void allow() {
    ready = true;
  }

  /** Interrupts the body, if there can be one. */
  void interrupt() {
    if (ready) {
      sending = send.get();
    }
  }

  /** Waits until the last one was sent: what is sent after that comes after it. An interrupt of the caller is kept for later. */
  void awaitSent() {
    Thread sender = sending;
    if (sender != null) {
      Uninterruptibles.joinUninterruptibly(sender);
      sending = null;
    }
  }
}
