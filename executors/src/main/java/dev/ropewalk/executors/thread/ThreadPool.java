package dev.ropewalk.executors.thread;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.ropewalk.executors.TaskExecutor;
import dev.ropewalk.executors.TaskFuture;
import dev.ropewalk.executors.engine.AbstractPool;
import dev.ropewalk.executors.engine.EngineFuture;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks on a limited number of platform threads: {@code concurrent.futures.ThreadPoolExecutor}, and the queue and
 * workers of {@code multiprocessing.pool.ThreadPool}.
 *
 * <p>As in Python, a thread is made only when a task comes in and no thread is idle, up to the maximum, and tasks begin in
 * the order of their submission, unless they have a priority: see {@link #atPriority}. Differences from Python: a pool
 * that is never closed keeps its threads, and with them the JVM, as the JDK's own pools do (Python joins them when the
 * main program ends, which a JVM does not tell anyone, and ends them when the pool is garbage); so use
 * try-with-resources.
 *
 * <p>Submitting blocks only if the queue has a bound and {@link WhenFull#BLOCK} is chosen; by default the queue is
 * unbounded, as in Python. {@link #close()}, {@link #awaitTermination} and {@link #close(Duration)} block until bodies
 * have ended. A task can't wait for that: on its own pool {@code close()} throws {@link IllegalStateException}, after the
 * shutdown, as Python's {@code shutdown} throws {@code RuntimeError}.
 *
 * <p>A task that waits for another of the same pool while all other workers do so too would wait forever. That is noticed
 * in {@link TaskFuture#get()}, and {@link WhenStarved} says what then happens; waits of other kinds are not noticed.
 *
 * <p>A thread of the pool inherits nothing from the one whose submission it was made for: no inheritable thread-locals, and
 * the context class loader is that of the thread that made the pool.
 *
 * <p>A worker without a task, and a thread in {@code get}, spin for some microseconds before they sleep, but only while
 * tasks follow each other closely; an idle pool uses no processor.
 */
public final class ThreadPool extends AbstractPool {
  /*
   * The way of a task: a submitter adds it to `lanes` without a lock, and then, only if no worker is looking and one could
   * be woken or made, takes the lock to do that. Workers take from `lanes` without a lock and use it to sleep and to end.
   *
   * lock guards the crew and drained. These are volatile, for those without it:
   *
   * lanes      the tasks that have not begun
   * phase      OPEN, or how far the shutdown is (AbstractPool)
   * broken     what the initialiser threw, or null
   * looking    how many awake workers have nothing to do and are looking at lanes
   * wakeable   whether a worker is asleep, or may be made (Crew)
   * surplus    whether there are more workers than there may be (Crew)
   *
   * All their accesses, and those of lanes, are volatile, so they have one total order; each claim below is about two
   * threads that each write one of them and then read what the other wrote: one of them sees the other's write.
   *
   * C1 A task in lanes has a worker that will look at lanes. A submitter adds, then reads looking and wakeable. A worker
   *    that stops looking decrements looking, then looks at lanes. One that goes to sleep joins asleep and sets wakeable,
   *    then looks at lanes. So the submitter sees that nobody looks and wakes one, or that worker sees the task.
   *    What is made or woken for a task is counted until it has looked; for more tasks than that more are woken or made.
   *    A worker that found a task after looking or being woken wakes another if there are more tasks.
   * C2 A task is accepted or withdrawn, never stranded. A submitter adds, then reads phase; shutdown sets phase, and the
   *    last worker looks at lanes after that. If the submitter reads OPEN the worker sees the task. Otherwise the
   *    submitter tries to withdraw the task, and has either cancelled it, and rejects, or somebody runs it. The same
   *    holds for broken, with whoever set it draining lanes. Hence `drained`: once a worker has seen lanes empty in a
   *    later phase than OPEN, whatever comes is withdrawn by who brought it.
   * C3 A thread is made only if no worker is asleep and more tasks wait than are counted for.
   * C4 A worker retires only when lanes is drained or there is a surplus; TERMINATED follows after the last one has closed
   *    its state.
   *
   * Interrupts: a worker clears its interrupt status before each task, then reads phase, and interrupts itself again if
   * the phase is STOPPING; shutdownNow sets the phase, then interrupts. So the bodies that run see it, and nothing of one
   * task reaches the next.
   *
   * Bodies, callbacks and the closing of worker state run under no lock. Futures are cancelled outside the lock, since
   * cancelling runs callbacks; threads are unparked outside it.
   */
  private static final Logger LOG = LoggerFactory.getLogger(ThreadPool.class);
  private static final AtomicInteger POOLS = new AtomicInteger();

  /** More would take processors from those who work. */
  private static final int MOST_LOOKING =
      Math.max(1, Runtime.getRuntime().availableProcessors() / 2);

  private final String namePrefix;
  private final ThreadPoolOptions options;
  private final TaskLanes lanes = new TaskLanes();
  private final Crew crew;
  private final @Nullable QueueRoom room;
  private final PoolWaits waits;

  private final AtomicInteger looking = new AtomicInteger();
  private volatile @Nullable Throwable broken;

  @GuardedBy("lock")
  private boolean drained;

  /** A pool of Python's default size: processors + 4, at most 32. */
  public ThreadPool() {
    this(ThreadPoolOptions.defaults());
  }

  /**
   * A pool of at most so many threads.
   *
   * @throws IllegalArgumentException if {@code maxWorkers} is less than 1
   */
  public ThreadPool(int maxWorkers) {
    this(ThreadPoolOptions.defaults().withMaxWorkers(maxWorkers));
  }

  /**
   * A pool whose threads are named after it: the prefix, an underscore and a number; {@code thread_name_prefix}.
   *
   * @throws IllegalArgumentException if {@code maxWorkers} is less than 1
   */
  public ThreadPool(int maxWorkers, String namePrefix) {
    this(ThreadPoolOptions.defaults().withMaxWorkers(maxWorkers).withNamePrefix(namePrefix));
  }

  /** A pool as told by the options. */
  public ThreadPool(ThreadPoolOptions options) {
    this.options = options;
    String prefix = options.namePrefix();
    namePrefix = prefix == null ? "ThreadPool-" + POOLS.getAndIncrement() : prefix;
    crew = new Crew(this, namePrefix, options.maxWorkers(), lock, lanes);
    room = QueueRoom.of(this, options);
    waits = new PoolWaits(this, new Starvation(options.whenStarved(), lock, crew, lanes));
  }

  // ---- submitting

  /**
   * This pool for tasks that begin before all of lower priority, and after those of the same priority that came before;
   * the pool's own submissions have priority 0, and higher numbers go first. A task that has begun is not stopped. Tasks
   * of low priority may never begin while others keep coming. Shutting the view down, or closing it, is doing that to the
   * pool. Python's pools have no priorities.
   */
  public TaskExecutor atPriority(int priority) {
    return priority == 0 ? this : new PriorityView(this, priority);
  }

  @Override
  protected int parallelism() {
    return crew.maxWorkers();
  }

  @Override
  protected void enqueue(EngineFuture<?> task) {
    enqueue(task, 0);
  }

  void enqueue(EngineFuture<?> task, int priority) {
    checkAccepts();
    if (room != null && !room.enter()) {
      task.run();
      return;
    }
    task.waits(waits.afterHandOff(looking.get() > 0));
    lanes.add(task, priority);
    if ((isShutdown() || broken != null) && task.withdraw()) {
      checkAccepts();
    }
    if (looking.get() == 0 && crew.isWakeable()) {
      try {
        wakeOrMake();
      } catch (Throwable failure) { // out of threads or memory
        if (task.withdraw()) {
          throw failure;
        }
      }
    }
  }

  /** Throws if this pool takes no tasks. */
  void checkAccepts() {
    checkOpen();
    Throwable failure = broken;
    if (failure != null) {
      throw brokenBy(failure);
    }
  }

  @Override
  protected boolean isWorker() {
    return Thread.currentThread() instanceof WorkerThread worker && worker.pool == this;
  }

  private void wakeOrMake() {
    WorkerThread sleeper = crew.forTask();
    if (sleeper != null) {
      sleeper.wake();
    }
  }

  /** Whether a worker more may be made; the caller holds the lock. */
  boolean mayMakeWorker() {
    return broken == null && phase() != Phase.TERMINATED;
  }

  // ---- what workers do

  /** The life of a worker. */
  void work(WorkerThread worker) {
    try {
      if (initialize(worker)) {
        boolean goesOn;
        do {
          goesOn = runNext(worker);
        } while (goesOn);
      }
    } finally {
      crew.retires(worker);
      wakeForMore(); // if it was to run a task, another does
      worker.closeStates();
      left();
    }
  }

  /** In a method of its own: a worker that sleeps keeps no task in a local variable, and with it no result. */
  private boolean runNext(WorkerThread worker) {
    EngineFuture<?> task = next(worker);
    if (task == null) {
      return false;
    }
    if (Thread.interrupted() && phase() == Phase.STOPPING) {
      worker.interrupt();
    }
    task.run(worker.interrupter);
    return true;
  }

  private boolean initialize(WorkerThread worker) {
    Runnable initializer = options.initializer();
    if (initializer == null) {
      return true;
    }
    try {
      initializer.run();
      return true;
    } catch (Throwable failure) { // whatever it throws breaks the pool
      LOG.error("The initializer of {} failed on {}", namePrefix, worker.getName(), failure);
      broken = failure;
      if (room != null) {
        room.open();
      }
      BrokenThreadPoolException told = brokenBy(failure);
      for (EngineFuture<?> task = take(worker); task != null; task = take(worker)) {
        if (task.start(() -> {})) {
          task.fail(told);
        }
      }
      return false;
    }
  }

  private BrokenThreadPoolException brokenBy(Throwable failure) {
    return new BrokenThreadPoolException(
        "the pool runs no more tasks, because the initializer of its threads failed: " + this,
        failure);
  }

  /** The next task for a worker, or null if it is to leave. */
  private @Nullable EngineFuture<?> next(WorkerThread worker) {
    while (!(crew.hasSurplus() && crew.retiresAsSurplus(worker))) {
      EngineFuture<?> task = take(worker);
      if (worker.counted) {
        crew.hasLooked(worker);
        wakeForMore();
      }
      if (task == null && !isShutdown()) {
        task = look(worker);
      }
      if (task != null) {
        return task;
      }
      if (!sleep(worker)) {
        return null;
      }
    }
    return null;
  }

  private @Nullable EngineFuture<?> take(WorkerThread worker) {
    worker.taking();
    EngineFuture<?> task = lanes.poll();
    worker.took(task);
    if (task != null && room != null) {
      room.leave();
    }
    return task;
  }

  /** If there are more tasks, and a worker to be had for them, gets it. */
  private void wakeForMore() {
    if (looking.get() == 0 && crew.isWakeable() && !lanes.isEmpty()) {
      try {
        wakeOrMake();
      } catch (OutOfMemoryError e) { // those who are there will come to them
        LOG.warn("No thread could be made for waiting tasks of {}", namePrefix, e);
      }
    }
  }

  /** Looks for a task for a moment, if that pays. */
  private @Nullable EngineFuture<?> look(WorkerThread worker) {
    if (looking.get() >= MOST_LOOKING) {
      return null;
    }
    looking.incrementAndGet();
    boolean _ = worker.policy.spin(this::hasTask, false);
    looking.decrementAndGet();
    EngineFuture<?> task = take(worker);
    if (task != null) {
      wakeForMore();
    }
    return task;
  }

  private boolean hasTask() {
    return !lanes.isEmpty();
  }

  /** Sleeps until there may be a task; false if the worker is to leave. */
  private boolean sleep(WorkerThread worker) {
    Crew.Rest rest = crew.rests(worker, this::isDrained);
    if (rest == Crew.Rest.ASLEEP && (lanes.isEmpty() || !crew.wakesItself(worker))) {
      worker.sleep();
    }
    return rest != Crew.Rest.LEFT;
  }

  private boolean isDrained() {
    lock.lock();
    try {
      drained |= isShutdown() && (lanes.isEmpty() || broken != null);
      return drained;
    } finally {
      lock.unlock();
    }
  }

  private void left() {
    lock.lock();
    try {
      crew.left();
      terminateIfEmpty();
    } finally {
      lock.unlock();
    }
  }

  // ---- the number of workers

  /**
   * Changes the maximum. More: threads are made when tasks come in that find none idle, and at once for tasks that wait.
   * Fewer: idle threads end at once, busy ones after their task. Python's pools can't be resized.
   *
   * @throws IllegalArgumentException if {@code maxWorkers} is less than 1
   */
  public void resize(int maxWorkers) {
    if (maxWorkers < 1) {
      throw new IllegalArgumentException("maxWorkers must be at least 1: " + maxWorkers);
    }
    crew.resize(maxWorkers).forEach(WorkerThread::wake);
  }

  /** How many threads this pool may have. */
  public int maxWorkers() {
    return crew.maxWorkers();
  }

  /** How many threads it has; a moment later it may be another number. */
  public int workerCount() {
    return crew.size();
  }

  /** How many of its threads have nothing to do; a moment later it may be another number. */
  public int idleWorkerCount() {
    return crew.asleep() + looking.get();
  }

  /**
   * How many tasks have not begun: the depth of the queue. Cancelled ones count until a thread comes to them; a moment
   * later it may be another number.
   */
  public int queuedTaskCount() {
    return lanes.size();
  }

  // ---- the end

  @Override
  @GuardedBy("lock")
  protected boolean isEmpty() {
    return crew.isGone() && isDrained();
  }

  @Override
  protected List<EngineFuture<?>> leave(Phase next, boolean takePending) {
    List<EngineFuture<?>> pending = new ArrayList<>();
    List<WorkerThread> sleepers;
    lock.lock();
    try {
      moveOn(next);
      if (room != null) {
        room.open(); // after the phase: whoever gets room now is refused
      }
      if (takePending) {
        for (EngineFuture<?> task = lanes.poll(); task != null; task = lanes.poll()) {
          pending.add(task);
        }
        terminateIfEmpty();
      }
      if (phase() == Phase.STOPPING) {
        crew.members().forEach(Thread::interrupt);
      }
      sleepers = crew.callAll();
    } finally {
      lock.unlock();
    }
    sleepers.forEach(WorkerThread::wake);
    return pending;
  }

  @Override
  protected List<TaskFuture<?>> unfinished() {
    lock.lock();
    try {
      List<EngineFuture<?>> queued = lanes.toList(); // first: see WorkerThread.taking
      Set<TaskFuture<?>> unfinished = new LinkedHashSet<>();
      for (WorkerThread worker : crew.members()) {
        EngineFuture<?> running = worker.running();
        if (running != null) {
          unfinished.add(running);
        }
      }
      unfinished.addAll(queued);
      unfinished.removeIf(TaskFuture::isDone);
      return List.copyOf(unfinished);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public String toString() {
    lock.lock();
    try {
      return "ThreadPool["
          + namePrefix
          + ", "
          + phase()
          + (broken == null ? "" : ", broken")
          + ", threads "
          + crew.size()
          + " of "
          + crew.maxWorkers()
          + ", idle "
          + idleWorkerCount()
          + ", queued "
          + lanes.size()
          + "]";
    } finally {
      lock.unlock();
    }
  }
}
