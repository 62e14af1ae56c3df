package dev.ropewalk.executors.thread;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.ropewalk.executors.TaskExecutor;
import dev.ropewalk.executors.TaskFuture;
import dev.ropewalk.executors.engine.AbstractPool;
import dev.ropewalk.executors.engine.EngineFuture;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
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
 * have ended; a task must not call them on its own pool.
 *
 * <p>A task that waits for another of the same pool while all other workers do so too would wait forever. That is noticed
 * in {@link TaskFuture#get()}, and {@link WhenStarved} says what then happens; waits of other kinds are not noticed.
 *
 * <p>A worker without a task, and a thread in {@code get}, spin for some microseconds before they sleep, but only while
 * tasks follow each other closely; an idle pool uses no processor.
 */
public final class ThreadPool extends AbstractPool {
  /*
   * The way of a task: a submitter adds it to `lanes` without a lock, and then, only if no worker is looking and one could
   * be woken or made, takes the lock to do that. Workers take from `lanes` without a lock and use it to sleep and to end.
   *
   * lock guards workers, asleep, leaving, counted, threadsMade and the limits. These are volatile, for those without it:
   *
   * lanes      the tasks that have not begun
   * phase      OPEN, or how far the shutdown is (AbstractPool)
   * broken     what the initialiser threw, or null
   * looking    how many awake workers have nothing to do and are looking at lanes
   * wakeable   whether a worker is asleep, or may be made
   * surplus    whether there are more workers than there may be
   *
   * All their accesses, and those of lanes, are volatile, so they have one total order; each claim below is about two
   * threads that each write one of them and then read what the other wrote: one of them sees the other's write.
   *
   * C1 A task in lanes has a worker that will look at lanes. A submitter adds, then reads looking and wakeable. A worker
   *    that stops looking decrements looking, then looks at lanes. One that goes to sleep joins asleep and sets wakeable,
   *    then looks at lanes. So the submitter sees that nobody looks and wakes one, or that worker sees the task.
   *    What is made or woken for a task counts in `counted` until it has looked; for more tasks than that more are woken
   *    or made. A worker that found a task after looking or being woken wakes another if there are more tasks.
   * C2 A task is accepted or withdrawn, never stranded. A submitter adds, then reads phase; shutdown sets phase, and the
   *    last worker looks at lanes after that. If the submitter reads OPEN the worker sees the task. Otherwise the
   *    submitter tries to withdraw the task, and has either cancelled it, and rejects, or somebody runs it. The same
   *    holds for broken, with whoever set it draining lanes. Hence `drained`: once a worker has seen lanes empty in a
   *    later phase than OPEN, whatever comes is withdrawn by who brought it.
   * C3 A thread is made only if no worker is asleep and more tasks wait than are counted for.
   * C4 A worker leaves `workers` only when lanes is drained or there is a surplus; TERMINATED follows after the last one
   *    has closed its state.
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

  /** Lets all pass who wait for room. A queue with a bound that large has none. */
  private static final int ROOM_FOR_ALL = 1 << 30;

  private final String namePrefix;
  private final ThreadPoolOptions options;
  private final TaskLanes lanes = new TaskLanes();
  private final @Nullable Semaphore room;
  private final PoolWaits waits;

  private final AtomicInteger looking = new AtomicInteger();
  private volatile boolean wakeable = true;
  private volatile boolean surplus;
  private volatile @Nullable Throwable broken;
  private volatile int maxWorkers;

  @GuardedBy("lock")
  private final Set<WorkerThread> workers = new LinkedHashSet<>();

  /** Those that sleep; the last to have gone to sleep is the first to be woken, since its caches are warm. */
  @GuardedBy("lock")
  private final Deque<WorkerThread> asleep = new ArrayDeque<>();

  @GuardedBy("lock")
  private int counted;

  /** Workers that have left and are closing their state. */
  @GuardedBy("lock")
  private int leaving;

  /** Workers beyond the maximum, one for each wait that would otherwise never end. */
  @GuardedBy("lock")
  private int extraWorkers;

  @GuardedBy("lock")
  private boolean drained;

  @GuardedBy("lock")
  private int threadsMade;

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
    maxWorkers = options.maxWorkers();
    String prefix = options.namePrefix();
    namePrefix = prefix == null ? "ThreadPool-" + POOLS.getAndIncrement() : prefix;
    room = options.queueCapacity() < ROOM_FOR_ALL ? new Semaphore(options.queueCapacity()) : null;
    waits = new PoolWaits(this, options.whenStarved());
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
    return maxWorkers;
  }

  @Override
  protected void enqueue(EngineFuture<?> task) {
    enqueue(task, 0);
  }

  void enqueue(EngineFuture<?> task, int priority) {
    checkAccepts();
    task.waits(waits.afterHandOff(looking.get() > 0));
    if (room != null && !hasRoom(room)) {
      task.run();
      return;
    }
    lanes.add(task, priority);
    if ((isShutdown() || broken != null) && task.withdraw()) {
      checkAccepts();
    }
    if (looking.get() == 0 && wakeable) {
      try {
        wakeOrMake();
      } catch (Throwable failure) { // out of threads or memory
        if (task.withdraw()) {
          throw failure;
        }
      }
    }
  }

  private void checkAccepts() {
    checkOpen();
    Throwable failure = broken;
    if (failure != null) {
      throw brokenBy(failure);
    }
  }

  /** Takes a place in the queue; false if the caller shall run the task. */
  private boolean hasRoom(Semaphore places) {
    if (places.tryAcquire()) {
      return true;
    }
    return switch (options.whenFull()) {
      case BLOCK -> {
        if (!isWorker()) {
          awaitRoom(places);
        }
        yield true;
      }
      case REJECT ->
          throw new RejectedExecutionException(
              "the queue is full with " + options.queueCapacity() + " tasks: " + this);
      case CALLER_RUNS -> false;
    };
  }

  private void awaitRoom(Semaphore places) {
    try {
      places.acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RejectedExecutionException("interrupted while waiting for room in " + this, e);
    }
    checkAccepts();
  }

  /** Whether the calling thread is one of this pool's. */
  boolean isWorker() {
    return Thread.currentThread() instanceof WorkerThread worker && worker.pool == this;
  }

  // ---- waking and making workers

  private void wakeOrMake() {
    WorkerThread sleeper;
    lock.lock();
    try {
      sleeper = nextForTask();
    } finally {
      lock.unlock();
    }
    if (sleeper != null) {
      sleeper.wake();
    }
  }

  /** A sleeper to be woken for a task once the lock is free, or null; then one may have been made. */
  @GuardedBy("lock")
  private @Nullable WorkerThread nextForTask() {
    if (lanes.isEmpty()) {
      return null;
    }
    WorkerThread sleeper = asleep.pollLast();
    if (sleeper != null) {
      count(sleeper);
      updateLimits();
    } else if (workers.size() < limit()
        && lanes.size() > counted
        && broken == null
        && phase() != Phase.TERMINATED) {
      makeWorker();
    }
    return sleeper;
  }

  @GuardedBy("lock")
  private void makeWorker() {
    WorkerThread worker = new WorkerThread(this, namePrefix + "_" + threadsMade);
    workers.add(worker);
    count(worker);
    boolean started = false;
    try {
      worker.start();
      threadsMade++;
      started = true;
    } finally {
      if (!started) {
        workers.remove(worker);
        uncount(worker);
      }
      updateLimits();
    }
  }

  @GuardedBy("lock")
  private void count(WorkerThread worker) {
    worker.counted = true;
    counted++;
  }

  @GuardedBy("lock")
  private void uncount(WorkerThread worker) {
    if (worker.counted) {
      worker.counted = false;
      counted--;
    }
  }

  @GuardedBy("lock")
  private int limit() {
    return maxWorkers + extraWorkers;
  }

  @GuardedBy("lock")
  private void updateLimits() {
    wakeable = !asleep.isEmpty() || workers.size() < limit();
    surplus = workers.size() > limit();
  }

  // ---- what workers do

  /** The life of a worker. */
  void work(WorkerThread worker) {
    try {
      if (initialize(worker)) {
        for (EngineFuture<?> task = next(worker); task != null; task = next(worker)) {
          if (Thread.interrupted() && phase() == Phase.STOPPING) {
            worker.interrupt();
          }
          task.run(worker.interrupter);
        }
      }
    } finally {
      passOn(worker);
      worker.closeStates();
      leave();
    }
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
    while (!(surplus && retiresAsSurplus(worker))) {
      EngineFuture<?> task = take(worker);
      if (worker.counted) {
        hasLooked(worker);
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
      room.release();
    }
    return task;
  }

  /** A worker that was made or woken for a task has looked for it. */
  private void hasLooked(WorkerThread worker) {
    lock.lock();
    try {
      uncount(worker);
    } finally {
      lock.unlock();
    }
    wakeForMore();
  }

  /** If there are more tasks, and a worker to be had for them, gets it. */
  private void wakeForMore() {
    if (looking.get() == 0 && wakeable && !lanes.isEmpty()) {
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
    lock.lock();
    try {
      if (isDrained() || surplus) {
        retire(worker);
        return false;
      }
      worker.goToSleep();
      asleep.addLast(worker);
      updateLimits();
    } finally {
      lock.unlock();
    }
    if (lanes.isEmpty() || !wakeItself(worker)) {
      worker.sleep();
    }
    return true;
  }

  /** Whether the worker was still asleep, and no longer is. */
  private boolean wakeItself(WorkerThread worker) {
    lock.lock();
    try {
      boolean was = asleep.removeLastOccurrence(worker);
      updateLimits();
      return was;
    } finally {
      lock.unlock();
    }
  }

  private boolean retiresAsSurplus(WorkerThread worker) {
    lock.lock();
    try {
      if (surplus) {
        retire(worker);
        return true;
      }
      return false;
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private boolean isDrained() {
    drained |= isShutdown() && (lanes.isEmpty() || broken != null);
    return drained;
  }

  /** The worker takes no more tasks. */
  @GuardedBy("lock")
  private void retire(WorkerThread worker) {
    if (workers.remove(worker)) {
      leaving++;
      uncount(worker);
      updateLimits();
    }
  }

  /** The worker takes no more tasks; if it was to run one, another does. */
  private void passOn(WorkerThread worker) {
    lock.lock();
    try {
      retire(worker);
    } finally {
      lock.unlock();
    }
    wakeForMore();
  }

  private void leave() {
    lock.lock();
    try {
      leaving--;
      terminateIfEmpty();
    } finally {
      lock.unlock();
    }
  }

  // ---- tasks that wait for tasks

  /** A worker is about to wait, without a timeout, for a task of this pool. */
  void waits(WorkerThread worker, EngineFuture<?> task, WhenStarved whenStarved) {
    lock.lock();
    try {
      worker.waitingFor = task;
      if (!isStarved()) {
        return;
      }
      if (whenStarved == WhenStarved.FAIL) {
        worker.waitingFor = null;
        throw new StarvedPoolException(
            "this task would wait forever: all "
                + workers.size()
                + " threads of the pool wait for tasks of the same pool, this one for "
                + task
                + ". Give the pool more threads, or use WhenStarved.ADD_WORKER");
      }
      if (!lanes.isEmpty()) {
        worker.extra = true;
        extraWorkers++;
        makeWorker();
      }
    } finally {
      lock.unlock();
    }
  }

  /** The worker no longer waits. */
  void waited(WorkerThread worker) {
    WorkerThread leaver = null;
    lock.lock();
    try {
      worker.waitingFor = null;
      if (worker.extra) {
        worker.extra = false;
        extraWorkers--;
        leaver = workers.size() > limit() ? asleep.pollFirst() : null;
        updateLimits();
      }
    } finally {
      lock.unlock();
    }
    if (leaver != null) {
      leaver.wake();
    }
  }

  /**
   * Whether all workers that there may be wait for tasks that are not done. Those in which all wait can't become done
   * while the lock is held, except by being cancelled from outside, since it takes a worker to run them.
   */
  @GuardedBy("lock")
  private boolean isStarved() {
    if (workers.size() < limit()) {
      return false;
    }
    for (WorkerThread worker : workers) {
      if (worker.waitingFor == null || worker.waitingFor.isDone()) {
        return false;
      }
    }
    return true;
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
    List<WorkerThread> sleepers = new ArrayList<>();
    lock.lock();
    try {
      this.maxWorkers = maxWorkers;
      updateLimits();
      for (int more = workers.size() - limit(); more > 0 && !asleep.isEmpty(); more--) {
        sleepers.add(asleep.removeFirst());
      }
      int waiting = lanes.size() - counted;
      for (int more = Math.min(waiting, limit() - workers.size()); more > 0; more--) {
        WorkerThread sleeper = nextForTask();
        if (sleeper != null) {
          sleepers.add(sleeper);
        }
      }
      updateLimits();
    } finally {
      lock.unlock();
      sleepers.forEach(WorkerThread::wake);
    }
  }

  /** How many threads this pool may have. */
  public int maxWorkers() {
    return maxWorkers;
  }

  /** How many threads it has; a moment later it may be another number. */
  public int workerCount() {
    lock.lock();
    try {
      return workers.size();
    } finally {
      lock.unlock();
    }
  }

  /** How many of its threads have nothing to do; a moment later it may be another number. */
  public int idleWorkerCount() {
    lock.lock();
    try {
      return asleep.size() + looking.get();
    } finally {
      lock.unlock();
    }
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
    return workers.isEmpty() && leaving == 0 && isDrained();
  }

  @Override
  public void shutdown(boolean cancelPending) {
    for (EngineFuture<?> task : leave(Phase.SHUT_DOWN, cancelPending)) {
      boolean _ = task.withdraw();
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>Tasks that were cancelled before have ended, and are not among those returned.
   */
  @Override
  public List<Runnable> shutdownNow() {
    List<Runnable> neverBegun = new ArrayList<>();
    for (EngineFuture<?> task : leave(Phase.STOPPING, true)) {
      if (task.withdraw()) {
        neverBegun.add(task);
      }
    }
    return neverBegun;
  }

  /** Moves on to a later phase, and returns the tasks taken out of the queue. */
  private List<EngineFuture<?>> leave(Phase next, boolean takePending) {
    List<EngineFuture<?>> pending = new ArrayList<>();
    List<WorkerThread> sleepers;
    lock.lock();
    try {
      boolean first = phase() == Phase.OPEN;
      moveOn(next);
      if (room != null && first) {
        room.release(ROOM_FOR_ALL); // after the phase: whoever gets room now is refused
      }
      if (takePending) {
        for (EngineFuture<?> task = lanes.poll(); task != null; task = lanes.poll()) {
          pending.add(task);
        }
        terminateIfEmpty();
      }
      if (phase() == Phase.STOPPING) {
        workers.forEach(Thread::interrupt);
      }
      sleepers = List.copyOf(asleep);
      asleep.clear();
      if (workers.isEmpty()) {
        WorkerThread _ = nextForTask(); // for a task whose submitter has not come to making one
      }
      updateLimits();
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
      for (WorkerThread worker : workers) {
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
          + workers.size()
          + " of "
          + maxWorkers
          + ", idle "
          + (asleep.size() + looking.get())
          + ", queued "
          + lanes.size()
          + "]";
    } finally {
      lock.unlock();
    }
  }
}
