package dev.ropewalk.executors.thread;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.ropewalk.executors.TaskFuture;
import dev.ropewalk.executors.engine.AbstractPool;
import dev.ropewalk.executors.engine.EngineFuture;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks on a limited number of platform threads: {@code concurrent.futures.ThreadPoolExecutor}.
 *
 * <p>As in Python, a thread is made only when a task comes in and no thread is idle, up to the maximum, and tasks begin in
 * the order of their submission. Differences from Python: a pool that is never closed keeps its threads, and with them
 * the JVM, as the JDK's own pools do (Python joins them when the main program ends, which a JVM does not tell anyone);
 * so use try-with-resources.
 *
 * <p>Submitting never blocks: the queue of tasks is unbounded, as in Python. {@link #close()}, {@link #awaitTermination}
 * and {@link #close(Duration)} block until bodies have ended; a task must not call them on its own pool.
 */
public final class ThreadPool extends AbstractPool {
  /*
   * Invariants, whenever the lock is free, beside those of AbstractPool:
   *
   * I1 queue.size() <= idle, or all workers the pool may have exist: a task in the queue has an idle worker that was
   *    signalled for it, or every thread is busy and will look at the queue before it waits.
   *    enqueue keeps it by making a worker when queue.size() > idle; a worker counts as idle from before it waits until
   *    it holds the lock again, so that one signalled but not yet awake still stands for the task it was signalled for.
   * I2 A worker leaves only when the phase is not OPEN and the queue is empty; it leaves the set as its last act under
   *    the lock.
   *
   * Bodies and callbacks run under no lock. Futures are cancelled outside the lock, since cancelling runs callbacks.
   */
  private static final AtomicInteger POOLS = new AtomicInteger();

  private final int maxWorkers;
  private final String namePrefix;

  @GuardedBy("lock")
  private final Deque<EngineFuture<?>> queue = new ArrayDeque<>();

  @GuardedBy("lock")
  private final Set<Worker> workers = new LinkedHashSet<>();

  @GuardedBy("lock")
  private int idle;

  @GuardedBy("lock")
  private int threadsMade;

  /** A pool of Python's default size: processors + 4, at most 32. */
  public ThreadPool() {
    this(Math.min(32, Runtime.getRuntime().availableProcessors() + 4));
  }

  /**
   * A pool of at most so many threads.
   *
   * @throws IllegalArgumentException if {@code maxWorkers} is less than 1
   */
  public ThreadPool(int maxWorkers) {
    this(maxWorkers, "ThreadPool-" + POOLS.getAndIncrement());
  }

  /**
   * A pool whose threads are named after it: the prefix, an underscore and a number; {@code thread_name_prefix}.
   *
   * @throws IllegalArgumentException if {@code maxWorkers} is less than 1
   */
  public ThreadPool(int maxWorkers, String namePrefix) {
    if (maxWorkers < 1) {
      throw new IllegalArgumentException("maxWorkers must be at least 1: " + maxWorkers);
    }
    this.maxWorkers = maxWorkers;
    this.namePrefix = namePrefix;
  }

  @Override
  protected int parallelism() {
    return maxWorkers;
  }

  @Override
  protected void enqueue(EngineFuture<?> task) {
    lock.lock();
    try {
      checkOpen();
      queue.add(task);
      if (queue.size() <= idle) {
        work.signal();
      } else if (workers.size() < maxWorkers) {
        addWorker(task);
      }
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private void addWorker(EngineFuture<?> task) {
    Worker worker = new Worker(namePrefix + "_" + threadsMade);
    workers.add(worker);
    boolean started = false;
    try {
      worker.thread.start();
      threadsMade++;
      started = true;
    } finally {
      if (!started) { // out of threads or memory: the submission fails as a whole
        workers.remove(worker);
        queue.removeLastOccurrence(task);
      }
    }
  }

  /** The next task for a worker, or null if it is to leave; then it is no longer one of the workers. */
  private @Nullable EngineFuture<?> take(Worker worker) {
    lock.lock();
    try {
      worker.running = null;
      while (true) {
        EngineFuture<?> task = queue.poll();
        if (task != null) {
          worker.running = task;
          if (phase() != Phase.STOPPING) {
            boolean _ = Thread.interrupted(); // nothing of the last task reaches the next
          }
          return task;
        }
        if (phase() != Phase.OPEN) {
          workers.remove(worker);
          terminateIfEmpty();
          return null;
        }
        idle++;
        try {
          work.awaitUninterruptibly();
        } finally {
          idle--;
        }
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  @GuardedBy("lock")
  protected boolean isEmpty() {
    return workers.isEmpty() && queue.isEmpty();
  }

  @Override
  public void shutdown(boolean cancelPending) {
    List<EngineFuture<?>> pending = leave(Phase.SHUT_DOWN, cancelPending);
    pending.forEach(task -> task.cancel(false));
  }

  @Override
  public List<Runnable> shutdownNow() {
    List<EngineFuture<?>> pending = leave(Phase.STOPPING, true);
    pending.forEach(task -> task.cancel(false));
    return List.copyOf(pending);
  }

  /** Moves on to a later phase, and returns the tasks taken out of the queue. */
  private List<EngineFuture<?>> leave(Phase next, boolean takePending) {
    lock.lock();
    try {
      List<EngineFuture<?>> pending = takePending ? List.copyOf(queue) : List.of();
      if (takePending) {
        queue.clear();
      }
      moveOn(next);
      if (phase() == Phase.STOPPING) {
        workers.forEach(worker -> worker.thread.interrupt());
      }
      return pending;
    } finally {
      lock.unlock();
    }
  }

  @Override
  protected List<TaskFuture<?>> unfinished() {
    List<TaskFuture<?>> unfinished = new ArrayList<>();
    lock.lock();
    try {
      for (Worker worker : workers) {
        if (worker.running != null) {
          unfinished.add(worker.running);
        }
      }
      unfinished.addAll(queue);
    } finally {
      lock.unlock();
    }
    unfinished.removeIf(TaskFuture::isDone);
    return unfinished;
  }

  @Override
  public String toString() {
    lock.lock();
    try {
      return "ThreadPool["
          + namePrefix
          + ", "
          + phase()
          + ", threads "
          + workers.size()
          + " of "
          + maxWorkers
          + ", idle "
          + idle
          + ", queued "
          + queue.size()
          + "]";
    } finally {
      lock.unlock();
    }
  }

  private final class Worker implements Runnable {
    final Thread thread;

    /** Guarded by the pool's lock. */
    @Nullable EngineFuture<?> running;

    Worker(String name) {
      thread = Thread.ofPlatform().name(name).daemon(false).unstarted(this);
    }

    @Override
    public void run() {
      for (EngineFuture<?> task = take(this); task != null; task = take(this)) {
        task.run();
      }
    }
  }
}
