package dev.ropewalk.executors;

import dev.ropewalk.executors.internal.Droppable;
import java.util.Collection;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Waits until enough of several futures are done. */
final class EnoughDone implements Consumer<TaskFuture<?>>, Droppable {
  /*
   * The same object is the done callback of every future. Each future calls it exactly once, when it is done or, if it is
   * already, while the waiter adds it; so the latch counts each future once, and one that ends while the waiter looks is
   * never lost: there is no moment between looking and adding.
   *
   * What a body did before its future was done happens-before the countDown of its callback, and so before await returns.
   */
  private final CountDownLatch missing;
  private final boolean failureIsEnough;

  private volatile boolean dropped;

  EnoughDone(Collection<? extends TaskFuture<?>> distinct, ReturnWhen returnWhen) {
    Objects.requireNonNull(returnWhen, "returnWhen");
    int all = distinct.size();
    this.missing =
        new CountDownLatch(returnWhen == ReturnWhen.FIRST_COMPLETED ? Math.min(1, all) : all);
    this.failureIsEnough = returnWhen == ReturnWhen.FIRST_EXCEPTION;
    for (TaskFuture<?> future : distinct) {
      if (missing.getCount() == 0) {
        return; // the others would only have to forget this again
      }
      future.addDoneCallback(this);
    }
  }

  @Override
  public void accept(TaskFuture<?> done) {
    missing.countDown();
    if (failureIsEnough && done.state() == Future.State.FAILED) {
      while (missing.getCount() > 0) {
        missing.countDown();
      }
    }
  }

  /** Waits, and then lets the futures forget this. */
  void await(long nanos) throws InterruptedException {
    try {
      boolean _ = missing.await(nanos, TimeUnit.NANOSECONDS);
    } finally {
      dropped = true;
    }
  }

  @Override
  public boolean isDropped() {
    return dropped;
  }
}
