package dev.ropewalk.multiprocess;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.ropewalk.threads.internal.Deadline;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Processes of a pool that are ready for work and wait until a worker needs one: the first time, or instead of one that has died or
 * had all its tasks. A thread of its own starts them, one after the other.
 */
final class Standby implements Runnable {
  /*
   * A process is in exactly one hand: in starting while the thread here makes it ready, in ready, or with the worker that took it
   * there. All three are passed on under the monitor, with what the link to the process remembers.
   *
   * close() and stop() set closed first. The thread puts nothing into ready after that, and ends what is there; stop() also kills,
   * so that the thread does not wait for a process to become ready. Whoever takes finds nothing then.
   *
   * starting is killed by close(), since its only task may be an initializer; that it is gone is no news then.
   *
   * After a failure, as of an initializer, no more are started until a worker has asked in vain: it starts its own, and the pool
   * finds out what is wrong in its usual way.
   */
  private static final Logger LOG = LoggerFactory.getLogger(ProcessPool.class);

  /** For the task that the last one was taken for: a JVM that starts keeps a processor busy. */
  private static final Duration HEAD_START = Duration.ofMillis(100);

  private static final long FOREVER = Long.MAX_VALUE;

  private final ProcessPool pool;
  private final WorkerSettings settings;
  private final Thread thread;

  @GuardedBy("this")
  private final Deque<WorkerJvm> ready = new ArrayDeque<>();

  @GuardedBy("this")
  private @Nullable WorkerJvm starting;

  @GuardedBy("this")
  private boolean failed;

  @GuardedBy("this")
  private boolean closed;

  @GuardedBy("this")
  private int wanted;

  private int made;

  /** Of a pool; {@link #start} next. */
  Standby(ProcessPool pool, WorkerSettings settings, String name) {
    this.pool = pool;
    this.settings = settings;
    this.wanted = settings.standby();
    this.thread =
        Thread.ofPlatform()
            .name(name + "_standby")
            .daemon()
            .inheritInheritableThreadLocals(false)
            .unstarted(this);
  }

  void start() {
    thread.start();
  }

  @Override
  public void run() {
    try {
      while (awaitRoom()) {
        add();
      }
    } finally {
      takeAll().forEach(WorkerJvm::dismiss);
      pool.standbyLeft();
    }
  }

  /** False once no more are to be started. */
  private synchronized boolean awaitRoom() {
    Deadline headStart = Deadline.after(Duration.ZERO);
    while (!closed) {
      if (failed || ready.size() >= wanted) {
        pause(FOREVER);
        headStart = Deadline.after(HEAD_START);
      } else if (headStart.isExpired()) {
        return true;
      } else {
        pause(headStart.remainingNanos());
      }
    }
    return false;
  }

  private synchronized void pause(long nanos) {
    try {
      TimeUnit.NANOSECONDS.timedWait(this, nanos);
    } catch (InterruptedException e) {
      // By a program that interrupts all threads.
    }
  }

  private void add() {
    WorkerJvm process = null;
    try {
      process = WorkerJvm.start(settings, pool.maxProcesses(), thread.getName() + "_" + made++);
      if (begin(process)) {
        process.prepare(settings, "a task to come");
        process.warmUp();
        finish(process);
        return;
      }
    } catch (Exception | Error e) { // whatever it is, the pool can do without
      if (!isClosed()) { // which kills it
        LOG.warn("A process to stand by did not become ready: the next task starts one itself", e);
      }
    }
    fail(process);
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  private synchronized boolean begin(WorkerJvm process) {
    starting = process;
    return !closed;
  }

  private synchronized void finish(WorkerJvm process) {
    starting = null;
    ready.add(process);
  }

  private void fail(@Nullable WorkerJvm process) {
    synchronized (this) {
      starting = null;
      failed = true;
    }
    if (process != null) {
      process.kill();
      WorkerEnd _ = process.awaitExit();
    }
  }

  /** One that is ready, for the calling thread to serve; null if there is none. */
  @Nullable WorkerJvm take() {
    while (true) {
      WorkerJvm process = next();
      if (process == null || process.isReady()) {
        return process;
      }
      LOG.warn("A process that stood by is gone: {}", process.awaitExit().how());
    }
  }

  private synchronized @Nullable WorkerJvm next() {
    failed = false;
    notifyAll();
    return closed ? null : ready.poll();
  }

  private synchronized List<WorkerJvm> takeAll() {
    List<WorkerJvm> all = List.copyOf(ready);
    ready.clear();
    return all;
  }

  /** How many are ready. */
  synchronized int count() {
    return ready.size();
  }

  /** Not more than so many are needed from now on. */
  synchronized void limit(int processes) {
    wanted = Math.min(wanted, processes);
  }

  /** None is needed any more: they end. {@link ProcessPool#standbyLeft} follows. */
  synchronized void close() {
    closed = true;
    notifyAll();
    if (starting != null) {
      starting.kill();
    }
  }

  /** The same, at once. */
  synchronized void stop() {
    close();
    ready.forEach(WorkerJvm::kill);
  }
}
