package dev.ropewalk.sync;

/** One interrupt from one actor of a jcstress harness to the other, which does not leave it behind for the next sample. */
final class OneInterrupt {

  private volatile Thread target;
  private volatile boolean sent;

  /** Says that the calling thread is the one to interrupt. */
  void expect() {
    target = Thread.currentThread();
  }

  /** Interrupts that thread, once there is one. */
  void send() {
    while (target == null) {
      Thread.onSpinWait();
    }
    target.interrupt();
    sent = true;
  }

  /** Waits until the interrupt was sent, and takes it away; says whether it was still pending. */
  boolean takePending() {
    while (!sent) {
      Thread.onSpinWait();
    }
    return Thread.interrupted();
  }
}
