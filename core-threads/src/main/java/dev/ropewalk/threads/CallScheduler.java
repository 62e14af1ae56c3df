package dev.ropewalk.threads;

import java.util.TreeSet;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Waits for delayed calls, on one thread that is there only while calls wait or run. */
final class CallScheduler {
  /*
   * All fields are guarded by the lock. Nothing of a user's runs under it: a call runs on a virtual thread.
   *
   * waiting: ordered by time, then by number. A call is in it from add() until the scheduler takes it out when it is due, or
   *          remove() does after a cancel. A cancel may come before the add() that follows a start; so add() looks at the
   *          state again under the lock: what was cancelled before that is not added, what is cancelled after it is removed.
   * running: calls being made. The thread stays while there are any, so that a non-daemon thread keeps the JVM alive for
   *          calls on virtual threads, which don't.
   * thread:  null when there is none. It leaves under the lock after seeing that nothing waits or runs, and an add() under
   *          the lock makes a new one then: no call is left without a thread.
   */
  static final CallScheduler DAEMON = new CallScheduler(true);
  static final CallScheduler USER = new CallScheduler(false);

  private final boolean daemon;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final TreeSet<DelayedCall> waiting =
      new TreeSet<>(
          (a, b) -> {
            long earlier = a.dueNanos() - b.dueNanos();
            return earlier == 0 ? Long.compare(a.number(), b.number()) : Long.signum(earlier);
          });
  private int running;
  private @Nullable Thread thread;

  private CallScheduler(boolean daemon) {
    this.daemon = daemon;
  }

  void add(DelayedCall call) {
    lock.lock();
    try {
      if (!call.isAlive()) {
        return;
      }
      waiting.add(call);
      if (thread == null) {
        thread =
            Thread.ofPlatform()
                .name(daemon ? "delayed calls (daemon)" : "delayed calls")
                .daemon(daemon)
                .start(this::run);
      } else if (waiting.first() == call) {
        changed.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  void remove(DelayedCall call) {
    lock.lock();
    try {
      if (waiting.remove(call)) {
        changed.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    lock.lock();
    try {
      while (!waiting.isEmpty() || running > 0) {
        makeCallsThatAreDue();
        awaitNext();
      }
    } finally {
      thread = null;
      lock.unlock();
    }
  }

  @SuppressWarnings("WaitNotInLoop") // run() is the loop, and looks at everything again
  private void awaitNext() {
    try {
      if (!waiting.isEmpty()) {
        long nanos = waiting.first().dueNanos() - System.nanoTime();
        long _ = changed.awaitNanos(nanos);
      } else if (running > 0) {
        changed.await();
      }
    } catch (InterruptedException _) {
      // Nobody's business but the calls': look again.
    }
  }

  private void makeCallsThatAreDue() {
    while (!waiting.isEmpty() && waiting.first().dueNanos() - System.nanoTime() <= 0) {
      DelayedCall call = waiting.removeFirst();
      if (call.fire()) {
        running++;
        ChildThread<?> _ =
            ChildThread.ofVirtual(() -> make(call)).setName("DelayedCall-" + call.number()).start();
      }
    }
  }

  private void make(DelayedCall call) {
    call.call();
    lock.lock();
    try {
      running--;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /** How many calls wait. */
  int size() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }

  /** The thread that waits; null if there is none. */
  @Nullable Thread thread() {
    lock.lock();
    try {
      return thread;
    } finally {
      lock.unlock();
    }
  }
}
