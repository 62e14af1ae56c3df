package dev.ropewalk.executors.thread;

import dev.ropewalk.executors.TaskFuture;
import dev.ropewalk.executors.engine.EngineFuture;
import dev.ropewalk.threads.internal.WaitPolicy;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One thread of a {@link ThreadPool}, with what the pool knows of it. */
final class WorkerThread extends Thread {
  /*
   * Field        written by                          visible through
   * running      this thread                         see taking()
   * wakeTime     whoever wakes, before woken         plain: published by woken
   * woken        false by this thread under the      volatile
   *              pool's lock, true by whoever wakes
   * counted      under the pool's lock               the lock
   * waitingFor   this thread under the pool's lock   the lock
   * extra        this thread under the pool's lock   the lock
   * states       this thread only
   */
  private static final Logger LOG = LoggerFactory.getLogger(ThreadPool.class);
  private static final Object TAKING = new Object();
  private static final VarHandle RUNNING;

  static {
    try {
      RUNNING = MethodHandles.lookup().findVarHandle(WorkerThread.class, "running", Object.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  final ThreadPool pool;
  final WaitPolicy policy = new WaitPolicy();
  final Map<WorkerState<?>, Object> states = new LinkedHashMap<>();
  final Runnable interrupter = this::interrupt;

  /** Whether it was made or woken for a task, and has not looked for it yet. */
  boolean counted;

  /** The task of the same pool it waits for without a timeout. */
  @Nullable TaskFuture<?> waitingFor;

  /** Whether the pool has one more worker while this one waits. */
  boolean extra;

  private volatile @Nullable Object running;
  private volatile boolean woken;
  private long wakeTime;

  @SuppressWarnings(
      "ThreadPriorityCheck") // nothing relies on it: that of the submitter is not taken over
  WorkerThread(ThreadPool pool, String name, @Nullable ClassLoader classLoader) {
    super(null, null, name, 0, false); // nothing of the submitter it happens to be made by
    this.pool = pool;
    setDaemon(false);
    setPriority(NORM_PRIORITY);
    setContextClassLoader(classLoader);
  }

  @Override
  public void run() {
    pool.work(this);
  }

  // ---- what runs

  /**
   * Says that this worker is about to take a task. A release is enough: the exchange that takes it out of the queue comes
   * after, so who finds the task no longer there then finds here this mark, the task, or something later, and never what
   * was before.
   */
  void taking() {
    RUNNING.setRelease(this, TAKING);
  }

  /**
   * Says what was taken. A release is enough: who reads it sees the task as it was added; who doesn't yet sees the mark,
   * and waits. Nothing of this thread that comes later has to be seen in order with it.
   */
  void took(@Nullable EngineFuture<?> task) {
    RUNNING.setRelease(this, task);
  }

  /** The task that was taken last, or null; waits for the few instructions of a take that is under way. */
  @Nullable EngineFuture<?> running() {
    Object task = running;
    while (task == TAKING) {
      Thread.onSpinWait();
      task = running;
    }
    return (EngineFuture<?>) task;
  }

  // ---- sleeping

  /** To be called under the pool's lock, before others can find this worker asleep. */
  void goToSleep() {
    woken = false;
  }

  /** Returns once it was woken since it went to sleep. */
  void sleep() {
    long start = System.nanoTime();
    while (!woken) {
      LockSupport.park(pool);
      boolean _ = Thread.interrupted(); // an interrupt of no task; it would keep park from parking
    }
    policy.parked(wakeTime - start);
  }

  void wake() {
    wakeTime = System.nanoTime();
    woken = true;
    LockSupport.unpark(this);
  }

  // ---- the end

  /** Closes what tasks have made here. */
  void closeStates() {
    List<Object> newestFirst = new ArrayList<>(states.values()).reversed();
    states.clear();
    for (Object state : newestFirst) {
      if (state instanceof AutoCloseable closeable) {
        try {
          closeable.close();
        } catch (Throwable failure) {
          LOG.error("Closing the state {} of worker {} failed", state, getName(), failure);
        }
      }
    }
  }
}
