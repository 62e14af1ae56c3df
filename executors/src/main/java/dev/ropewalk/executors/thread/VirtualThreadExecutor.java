package dev.ropewalk.executors.thread;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.ropewalk.executors.TaskFuture;
import dev.ropewalk.executors.engine.AbstractPool;
import dev.ropewalk.executors.engine.EngineFuture;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs each task on a virtual thread of its own, all at once or so many at a time; Python has nothing like it, and would
 * use a {@code ThreadPoolExecutor} with many workers.
 *
 * <p>For tasks that mostly wait. Without a limit every task starts at once, so {@code map} runs as many as its window
 * holds: 2000 unless {@link dev.ropewalk.executors.MapOptions} say otherwise. With a limit tasks begin in the order of
 * their submission, each as soon as another has ended; those that wait have no thread yet, and if none can be made when
 * their turn comes, since memory is out, they fail with that error. As everywhere, virtual threads don't keep a JVM alive: close the executor, or tasks that run when the
 * program ends are lost.
 *
 * <p>Submitting never blocks. {@link #close()}, {@link #awaitTermination} and {@link #close(java.time.Duration)} block
 * until bodies have ended. A task can't wait for that: on its own executor {@code close()} throws {@link
 * IllegalStateException}, after the shutdown. A thread inherits nothing from the one that makes it: no inheritable
 * thread-locals, and the context class loader is that of the thread that made the executor. A task that waits for another of the same
 * executor waits forever if the limit is reached by such tasks: there is no remedy as in {@link ThreadPool}.
 */
public final class VirtualThreadExecutor extends AbstractPool {
  /*
   * Invariants, whenever the lock is free, beside those of AbstractPool:
   *
   * V1 queue is empty, or running.size() == limit: a thread that ends its task starts the next one under the lock in
   *    which it leaves `running`. If that one gets no thread, because memory is out, the thread takes its place and fails
   *    it, and so on with the one after it.
   * V2 A task is in queue or in running from its submission until its body has ended. Tasks are added under the lock, in
   *    phase OPEN only.
   *
   * Interrupts need no clearing: each thread has one task only.
   */
  /** Half the default window of a map without a limit, which endless input must not fill memory by. */
  private static final int UNLIMITED_PARALLELISM = 1000;

  private static final AtomicInteger EXECUTORS = new AtomicInteger();

  private final int limit;
  private final Consumer<Thread> starter;
  private final @Nullable ClassLoader classLoader = Thread.currentThread().getContextClassLoader();
  private final String name = "VirtualThreadExecutor-" + EXECUTORS.getAndIncrement();

  @GuardedBy("lock")
  private final Deque<EngineFuture<?>> queue = new ArrayDeque<>();

  @GuardedBy("lock")
  private final Map<EngineFuture<?>, Thread> running = new LinkedHashMap<>();

  @GuardedBy("lock")
  private long threadsMade;

  /** An executor that runs all tasks at once. */
  public VirtualThreadExecutor() {
    this(Integer.MAX_VALUE);
  }

  /**
   * An executor that runs at most so many tasks at once.
   *
   * @throws IllegalArgumentException if {@code limit} is less than 1
   */
  public VirtualThreadExecutor(int limit) {
    this(limit, Thread::start);
  }

  /** For tests, whose starter may fail as {@code Thread.start} does when memory is out. */
  VirtualThreadExecutor(int limit, Consumer<Thread> starter) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit must be at least 1: " + limit);
    }
    this.limit = limit;
    this.starter = starter;
  }

  @Override
  protected int parallelism() {
    return limit == Integer.MAX_VALUE ? UNLIMITED_PARALLELISM : limit;
  }

  @Override
  protected void enqueue(EngineFuture<?> task) {
    lock.lock();
    try {
      checkOpen();
      if (running.size() < limit) {
        boolean started = false;
        try {
          start(task);
          started = true;
        } finally {
          if (!started) { // out of memory: the submission fails as a whole
            running.remove(task);
          }
        }
      } else {
        queue.add(task);
      }
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private void start(EngineFuture<?> task) {
    Thread thread =
        Thread.ofVirtual()
            .name(name + "_" + threadsMade++)
            .inheritInheritableThreadLocals(false)
            .unstarted(() -> run(task));
    thread.setContextClassLoader(classLoader);
    running.put(task, thread);
    starter.accept(thread);
  }

  private void run(EngineFuture<?> task) {
    NotStarted lost;
    try {
      task.run();
    } finally {
      lost = startNext(task);
    }
    while (lost != null) {
      if (lost.task.start(() -> {})) {
        lost.task.fail(lost.reason);
      }
      lost = startNext(lost.task);
    }
  }

  /** Lets the next task begin in place of one that ended; returns it if it got no thread, to be failed by the caller. */
  private @Nullable NotStarted startNext(EngineFuture<?> ended) {
    lock.lock();
    try {
      running.remove(ended);
      EngineFuture<?> next = queue.poll();
      if (next != null) {
        try {
          start(next);
        } catch (Throwable failure) { // out of memory; whatever it is, the task must not be lost
          running.put(next, Thread.currentThread());
          return new NotStarted(next, failure);
        }
      }
      terminateIfEmpty();
      return null;
    } finally {
      lock.unlock();
    }
  }

  private record NotStarted(EngineFuture<?> task, Throwable reason) {}

  /** How many tasks may run at once; {@link Integer#MAX_VALUE} for no limit. */
  public int limit() {
    return limit;
  }

  /** How many tasks have a thread; a moment later it may be another number. */
  public int runningTaskCount() {
    lock.lock();
    try {
      return running.size();
    } finally {
      lock.unlock();
    }
  }

  /**
   * How many tasks have not begun, because the limit is reached. Cancelled ones count until their turn comes; a moment
   * later it may be another number.
   */
  public int queuedTaskCount() {
    lock.lock();
    try {
      return queue.size();
    } finally {
      lock.unlock();
    }
  }

  @Override
  protected boolean isWorker() {
    lock.lock();
    try {
      return running.containsValue(Thread.currentThread());
    } finally {
      lock.unlock();
    }
  }

  @Override
  @GuardedBy("lock")
  protected boolean isEmpty() {
    return running.isEmpty() && queue.isEmpty();
  }

  @Override
  protected List<EngineFuture<?>> leave(Phase next, boolean takePending) {
    lock.lock();
    try {
      List<EngineFuture<?>> pending = takePending ? List.copyOf(queue) : List.of();
      if (takePending) {
        queue.clear();
      }
      moveOn(next);
      if (phase() == Phase.STOPPING) {
        running.values().forEach(Thread::interrupt);
      }
      return pending;
    } finally {
      lock.unlock();
    }
  }

  @Override
  protected List<TaskFuture<?>> unfinished() {
    lock.lock();
    try {
      List<TaskFuture<?>> unfinished = new ArrayList<>(running.keySet());
      unfinished.addAll(queue);
      unfinished.removeIf(TaskFuture::isDone);
      return unfinished;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public String toString() {
    lock.lock();
    try {
      return name
          + "["
          + phase()
          + ", running "
          + running.size()
          + (limit == Integer.MAX_VALUE ? "" : " of " + limit)
          + ", queued "
          + queue.size()
          + "]";
    } finally {
      lock.unlock();
    }
  }
}
