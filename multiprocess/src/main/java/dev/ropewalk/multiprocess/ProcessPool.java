package dev.ropewalk.multiprocess;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.ropewalk.executors.CancelOutcome;
import dev.ropewalk.executors.TaskFuture;
import dev.ropewalk.executors.engine.AbstractPool;
import dev.ropewalk.executors.engine.EngineFuture;
import dev.ropewalk.executors.engine.UnfitTaskException;
import dev.ropewalk.multiprocess.pool.Incoming;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks in a limited number of JVMs of their own: {@code concurrent.futures.ProcessPoolExecutor} and {@code
 * multiprocessing.Pool} in one. It is the same {@link dev.ropewalk.executors.TaskExecutor} as a thread pool.
 *
 * <p>As with {@code ProcessPoolExecutor}, a worker is made only when a task comes in and no worker is idle, up to the
 * maximum, and begins with that task; other tasks begin in the order of their submission. A worker runs one task at a time
 * and stays until the pool is closed. While tasks take well under a millisecond it is sent several ahead, which count as running,
 * as in Python; they are pending again, and first in the queue, if the present one takes longer. A task is serialized by the
 * thread that submits it, as it is at that moment: one that can't be fails alone, with {@link NotPortableException} as the cause
 * in its future; {@link #execute}, which gives no future, throws. Its exception arrives as it was
 * thrown, with the worker's stack trace, or as a {@link RemoteTaskException} if it can't travel.
 *
 * <p><b>A worker that dies</b> (it is killed, crashes, or the task calls {@link System#exit}) fails the task it ran with
 * {@link WorkerDiedException}, and nothing else: it is replaced when the next task needs it. Python's pools break as a
 * whole ({@code BrokenProcessPool}) or hang; with {@link DeathPolicy#BREAK_POOL} this one breaks too.
 *
 * <p><b>Running again.</b> With {@link ProcessPoolOptions#withMaxAttempts} a task whose worker died is run again, at once and by
 * a new process, until so many have died under it. So it is run at least once, and its body may have been begun several times;
 * never while another attempt runs, and never after one has come to its end. Its future is one future: it runs until the last
 * attempt has ended, {@code cancel(true)} ends it in whatever attempt it is, and its time limit counts for each attempt from the
 * start of the body.
 *
 * <p><b>Cancelling</b> a running task, {@link TaskFuture#cancel cancel(true)}, or its time limit, interrupts the body. If it
 * has not ended after a second ({@link ProcessPoolOptions#cancelGrace}) its worker is killed. The outcome is {@link
 * CancelOutcome#INTERRUPTED} or {@link CancelOutcome#KILLED} accordingly. {@link #shutdownNow} kills all workers; the tasks
 * they ran fail with {@link WorkerDiedException}. Python can't cancel a running task.
 *
 * <p><b>Maps.</b> The function of a map travels to each worker once, as it was when the map was called, and serves all tasks
 * of the map there: what it captures is shared among them, as in one chunk in Python. The worker forgets it when the map is
 * over.
 *
 * <p><b>Closing.</b> {@link #close()}, {@link #awaitTermination} and {@link #close(Duration)} wait until the worker
 * processes are gone. {@code with Pool() as p} terminates the tasks at the end of the block; {@code close()} waits for
 * them, like {@code ProcessPoolExecutor} and every {@link java.util.concurrent.ExecutorService}. A pool that is not closed
 * keeps its workers, and with them this JVM. When this JVM is killed the workers end too. Threads that a task left behind
 * do not keep a worker, and its shutdown hooks have five seconds.
 *
 * <p><b>Pools inside workers.</b> A task may have a pool of its own; the workers of Python's {@code Pool} can't have children. The
 * workers of a pool share the processors of this JVM: each is told of as many as this one has, divided by the workers that the pool
 * may have when it starts, and of one at least. So what is made in a worker for as many threads or processes as there are
 * processors fits into that share: {@code new ProcessPool()}, thread pools, parallel streams, virtual threads. Their threads may run anywhere.
 * Another number is set with {@code -XX:ActiveProcessorCount} ({@link ProcessOptions.Builder#addJvmOptions}). When a worker dies
 * its pools and their processes end too.
 *
 * <p>Submitting never blocks except for serializing the task: the queue is unbounded. A task must not close its own pool,
 * and has no access to it: a pool does not travel.
 *
 * <p>Callbacks run on the threads of workers. One that takes long holds up its worker; one may wait for other tasks of the pool if there
 * are other workers for them; one must not close the pool.
 *
 * <p>Memory consistency effects: as for every executor; but a body works on a copy.
 */
public final class ProcessPool extends AbstractPool {
  /*
   * Invariants, whenever the lock is free, beside those of AbstractPool:
   *
   * I1 queue.size() <= idle, or all workers the pool may have exist. A worker counts as idle from before it tells the
   *    outcome of its job (else a program that submits one task after the other would make a new process each time it
   *    is faster than the worker's way back here), and until it holds the lock again after waiting. It does not count for
   *    what its own thread submits, in a done callback: the callback may wait for that task.
   *    A new worker is made with its first job, which is not in the queue: otherwise the first JVM that is ready would
   *    run all short tasks, and the others would start for nothing.
   * I2 A worker leaves the map only after its process is gone, so once the phase is TERMINATED there is none.
   *
   * workers maps each to its present jobs: handed out and perhaps begun; those that have ended are removed when others come. Tasks
   * are encoded, futures ended and callbacks run under no lock.
   */
  private static final Logger LOG = LoggerFactory.getLogger(ProcessPool.class);
  private static final CallbackWaits WAITS = new CallbackWaits();
  private static final AtomicInteger POOLS = new AtomicInteger();

  private final String name;
  private final WorkerSettings settings;
  private final @Nullable ClassLoader classLoader = Thread.currentThread().getContextClassLoader();

  private final @Nullable Standby standby;

  /** How many nanoseconds tasks took to be encoded. */
  private final LongAdder encoding = new LongAdder();

  /** Written under the lock; volatile for those who look without it. */
  private volatile int maxWorkers;

  /** Why no more tasks begin, or null; written under the lock, likewise. */
  private volatile @Nullable Breakage broken;

  @GuardedBy("lock")
  private final Deque<Job> queue = new ArrayDeque<>();

  @GuardedBy("lock")
  private final Map<PoolWorker, List<Job>> workers = new LinkedHashMap<>();

  @GuardedBy("lock")
  private int idle;

  /** Those who wait for a job, the last one at the end: it gets the next. */
  @GuardedBy("lock")
  private final Deque<PoolWorker> resting = new ArrayDeque<>();

  /** Threads of workers that are telling an outcome. They count as idle. */
  @GuardedBy("lock")
  private final Set<Thread> finishing = new HashSet<>();

  /** Workers that are leaving because there may be fewer now. They count no more. */
  @GuardedBy("lock")
  private final Set<PoolWorker> surplus = new HashSet<>();

  @GuardedBy("lock")
  private int workersMade;

  /** Whether processes stand by, or may yet. */
  @GuardedBy("lock")
  private boolean hasStandby;

  /** A pool of Python's default size: as many workers as there are processors. */
  public ProcessPool() {
    this(ProcessPoolOptions.defaults());
  }

  /**
   * A pool of at most so many worker processes. The heap of each may have half of the machine's memory divided by the number of
   * workers that the pool may have when it starts, but at least a hundredth of the memory and at most a quarter. So the workers
   * of a pool together may have half, unless there may be more than fifty, or the pool is made larger ({@link #resize}) while
   * others run.
   *
   * @throws IllegalArgumentException if {@code maxWorkers} is less than 1
   */
  public ProcessPool(int maxWorkers) {
    this(ProcessPoolOptions.defaults().withMaxWorkers(maxWorkers));
  }

  /**
   * A pool as told by the options.
   *
   * @throws NotPortableException if the initialiser can't travel
   */
  public ProcessPool(ProcessPoolOptions options) {
    this(options, null);
  }

  /** For tests of faults. */
  ProcessPool(ProcessPoolOptions options, @Nullable ObjLongConsumer<String> hook) {
    settings = WorkerSettings.of(options, hook);
    maxWorkers = options.maxWorkers();
    name = options.name() == null ? "ProcessPool-" + POOLS.getAndIncrement() : options.name();
    standby = startStandby();
  }

  private @Nullable Standby startStandby() {
    if (settings.standby() == 0) {
      return null;
    }
    Incoming.checkNotDecoding();
    Standby started = new Standby(this, settings, name);
    lock.lock();
    try {
      hasStandby = true;
    } finally {
      lock.unlock();
    }
    started.start();
    return started;
  }

  @Override
  protected int parallelism() {
    return maxWorkers;
  }

  // ---- submitting

  @Override
  protected void enqueue(EngineFuture<?> task) {
    checkAccepts();
    Incoming.checkNotDecoding();
    task.waits(WAITS);
    Job job;
    long begin = System.nanoTime();
    try {
      job = Job.of(task, settings.serializer(), _ -> lookAround());
    } catch (NotPortableException e) {
      throw new UnfitTaskException(e);
    } finally {
      encoding.add(System.nanoTime() - begin);
    }
    lock.lock();
    try {
      checkAccepts();
      int available = finishing.contains(Thread.currentThread()) ? idle - 1 : idle;
      if (queue.size() < available) {
        queue.add(job);
        wakeOne();
      } else if (mayAddWorker()) {
        addWorker(job);
      } else {
        queue.add(job);
      }
    } finally {
      lock.unlock();
    }
  }

  private void checkAccepts() {
    checkOpen();
    Breakage breakage = broken;
    if (breakage != null) {
      throw breakage.of(this);
    }
  }

  @GuardedBy("lock")
  private boolean mayAddWorker() {
    return workers.size() - surplus.size() < maxWorkers;
  }

  @GuardedBy("lock")
  private void addWorker(Job first) {
    PoolWorker worker =
        new PoolWorker(this, settings, name + "_" + workersMade, classLoader, first);
    workers.put(worker, listOf(first));
    boolean started = false;
    try {
      worker.start();
      workersMade++;
      started = true;
    } finally {
      if (!started) { // out of threads or memory: the submission fails as a whole
        workers.remove(worker);
      }
    }
  }

  private static List<Job> listOf(Job job) {
    List<Job> jobs = new ArrayList<>(1);
    jobs.add(job);
    return jobs;
  }

  // ---- for workers

  /** The calling worker has come to the end of a job, is about to tell the outcome, and will take another. */
  void finishing() {
    lock.lock();
    try {
      finishing.add(Thread.currentThread());
      idle++;
    } finally {
      lock.unlock();
    }
  }

  /** Workers that are waiting are to look whether there is something for them to do other than a job. */
  void lookAround() {
    lock.lock();
    try {
      wakeAll();
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private void wakeOne() {
    PoolWorker last = resting.pollLast();
    if (last != null) {
      last.wake();
    }
  }

  @GuardedBy("lock")
  private void wakeAll() {
    resting.forEach(PoolWorker::wake);
  }

  /** No more tasks begin. What comes of those that have not. */
  BrokenProcessPoolException breakBy(Breakage breakage) {
    List<Job> dropped;
    List<PoolWorker> ended;
    lock.lock();
    try {
      if (broken == null) {
        LOG.error("{} is broken, because {}", name, breakage.reason(), breakage.cause());
      }
      if (broken == null || breakage.endsAll()) {
        broken = breakage;
      }
      dropped = List.copyOf(queue);
      queue.clear();
      ended = breakage.endsAll() ? List.copyOf(workers.keySet()) : List.of();
      wakeAll();
      if (standby != null) {
        standby.close();
      }
    } finally {
      lock.unlock();
    }
    ended.forEach(PoolWorker::stop); // they see why they were stopped: broken is set before that
    BrokenProcessPoolException told = breakage.of(this);
    dropped.forEach(job -> fail(job, told));
    return told;
  }

  /** What a task fails with whose worker was stopped. */
  RuntimeException stoppedBy(WorkerDiedException death) {
    Breakage breakage = broken;
    return breakage != null && breakage.endsAll() ? breakage.of(this) : death;
  }

  /**
   * The next job for the calling worker, or null if it is to dismiss its process and leave; {@link Job#NONE} if it is
   * to look after its process first.
   */
  @Nullable Job take(PoolWorker worker) {
    lock.lock();
    try {
      workers.put(worker, List.of());
      if (finishing.remove(Thread.currentThread())) {
        idle--;
      }
      while (queue.isEmpty() || isSurplus(worker)) {
        if (phase() != Phase.OPEN || broken != null || isSurplus(worker)) {
          return null;
        }
        if (worker.hasToLookAfterItsProcess()) {
          finishing(); // it will be back at once
          return Job.NONE;
        }
        rest(worker);
      }
      Job job = queue.remove();
      workers.put(worker, listOf(job));
      tellStandby();
      return job;
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private void rest(PoolWorker worker) {
    idle++;
    resting.add(worker);
    lock.unlock();
    try {
      worker.rest();
    } finally {
      lock.lock();
      idle--;
      resting.remove(worker);
    }
  }

  /**
   * Jobs for the calling worker beside those that it has: its share of what waits, without what is for workers that are idle and
   * without tasks whose time is limited, since it would run while they wait.
   */
  List<Job> takeMore(PoolWorker worker, int most) {
    List<Job> more = new ArrayList<>();
    lock.lock();
    try {
      int share = isSurplus(worker) ? 0 : (queue.size() - idle) / workers.size();
      while (more.size() < Math.min(share, most) && !queue.element().future().isLimited()) {
        more.add(queue.remove());
      }
      List<Job> present = present(worker);
      present.removeIf(job -> job.future().isDone());
      present.addAll(more);
      return more;
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private List<Job> present(PoolWorker worker) {
    return Objects.requireNonNull(workers.get(worker), "a worker that has jobs is there");
  }

  /** The calling worker has not begun this job, and hands it on to whoever comes next. */
  void giveBack(PoolWorker worker, Job job) {
    Breakage breakage;
    boolean dropped;
    lock.lock();
    try {
      present(worker).remove(job);
      breakage = broken;
      dropped = phase().compareTo(Phase.STOPPING) >= 0;
      if (breakage == null && !dropped) {
        queue.addFirst(job);
        addWorkersForQueue();
        wakeOne();
      }
    } finally {
      lock.unlock();
    }
    if (breakage != null) {
      fail(job, breakage.of(this));
    } else if (dropped) {
      boolean _ = job.future().withdraw();
    }
  }

  private static void fail(Job job, Throwable failure) {
    if (job.future().start(() -> {})) {
      job.future().fail(failure);
    }
  }

  /** Whether the worker is one too many, and is to leave. */
  @GuardedBy("lock")
  private boolean isSurplus(PoolWorker worker) {
    if (workers.size() - surplus.size() > maxWorkers) {
      surplus.add(worker);
    }
    return surplus.contains(worker);
  }

  /** How many processes there may be. */
  int maxProcesses() {
    return maxWorkers + settings.standby();
  }

  /** A process that is ready for the calling worker; null if there is none. */
  @Nullable WorkerJvm takeStandby() {
    return standby == null ? null : standby.take();
  }

  /** What stands by is for the tasks that are left, once no more come. */
  @GuardedBy("lock")
  private void tellStandby() {
    if (standby != null && phase() != Phase.OPEN) {
      if (isIdle()) {
        standby.close();
      } else {
        standby.limit(queue.size());
      }
    }
  }

  /** No process stands by any more, or will. */
  void standbyLeft() {
    lock.lock();
    try {
      hasStandby = false;
      terminateIfEmpty();
    } finally {
      lock.unlock();
    }
  }

  /** The process of a worker is gone, and its thread about to end. */
  void left(PoolWorker worker) {
    lock.lock();
    try {
      workers.remove(worker);
      surplus.remove(worker);
      if (finishing.remove(Thread.currentThread())) {
        idle--;
      }
      tellStandby();
      terminateIfEmpty();
    } finally {
      lock.unlock();
    }
  }

  @Override
  protected boolean isWorker() {
    return PoolWorker.servesFor(this);
  }

  @Override
  @GuardedBy("lock")
  protected boolean isEmpty() {
    return isIdle() && !hasStandby;
  }

  @GuardedBy("lock")
  private boolean isIdle() {
    return workers.isEmpty() && queue.isEmpty();
  }

  // ---- shutting down

  /**
   * {@inheritDoc}
   *
   * <p>Kills all workers at once; the tasks they ran fail with {@link WorkerDiedException}. {@code
   * ProcessPoolExecutor.kill_workers}, but tasks that have not begun are cancelled instead of failed.
   */
  @Override
  public List<Runnable> shutdownNow() {
    if (standby != null) {
      standby.stop();
    }
    return shutdownNow(PoolWorker::stop);
  }

  /**
   * As {@link #shutdownNow}, but asks the workers to end (SIGTERM): their shutdown hooks run, and who has not ended after five
   * seconds is killed. {@code multiprocessing.Pool.terminate} and {@code ProcessPoolExecutor.terminate_workers}. Does not wait:
   * {@link #awaitTermination} does.
   *
   * @return the tasks that never began, which are cancelled
   */
  public List<Runnable> terminate() {
    return shutdownNow(PoolWorker::terminate);
  }

  private List<Runnable> shutdownNow(Consumer<PoolWorker> how) {
    List<Runnable> neverBegun = super.shutdownNow();
    List<PoolWorker> alive;
    lock.lock();
    try {
      alive = List.copyOf(workers.keySet());
    } finally {
      lock.unlock();
    }
    alive.forEach(how);
    return neverBegun;
  }

  // ---- the number of workers

  /**
   * Changes the maximum. More: processes are started when tasks come in that find none idle, and at once for tasks that wait.
   * Fewer: idle processes end at once, busy ones after their task. Python's pools can't be resized.
   *
   * @throws IllegalArgumentException if {@code maxWorkers} is less than 1
   */
  public void resize(int maxWorkers) {
    ProcessPoolOptions.atLeastOne("maxWorkers", maxWorkers);
    lock.lock();
    try {
      this.maxWorkers = maxWorkers;
      addWorkersForQueue();
      wakeAll();
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private void addWorkersForQueue() {
    while (queue.size() > idle && mayAddWorker()) {
      addWorker(queue.element());
      queue.remove(); // now: if the worker can't be started the job stays
    }
  }

  /** What the workers are doing and have done; a moment later it is something else. */
  public ProcessPoolReport report() {
    List<PoolWorker> present;
    int queued;
    lock.lock();
    try {
      present = List.copyOf(workers.keySet());
      queued = queue.size();
    } finally {
      lock.unlock();
    }
    return new ProcessPoolReport(
        name,
        queued,
        standbyCount(),
        Duration.ofNanos(encoding.sum()),
        present.stream().map(PoolWorker::report).toList());
  }

  /** How many processes stand by, ready for a worker that needs one; a moment later it may be another number. */
  public int standbyCount() {
    return standby == null ? 0 : standby.count();
  }

  /** How many processes this pool may have for its workers. */
  public int maxWorkers() {
    return maxWorkers;
  }

  /** How many of its workers have nothing to do; a moment later it may be another number. */
  public int idleWorkerCount() {
    lock.lock();
    try {
      return Math.toIntExact(workers.values().stream().filter(List::isEmpty).count());
    } finally {
      lock.unlock();
    }
  }

  /** How many workers it has, those that are starting and ending included; a moment later it may be another number. */
  public int workerCount() {
    lock.lock();
    try {
      return workers.size();
    } finally {
      lock.unlock();
    }
  }

  @Override
  protected List<EngineFuture<?>> leave(Phase next, boolean takePending) {
    List<EngineFuture<?>> pending = new ArrayList<>();
    lock.lock();
    try {
      if (takePending) {
        unfinishedJobs().forEach(job -> pending.add(job.future())); // also those handed to a worker
        queue.clear();
      }
      moveOn(next);
      tellStandby();
      wakeAll();
    } finally {
      lock.unlock();
    }
    return pending;
  }

  @Override
  protected List<TaskFuture<?>> unfinished() {
    List<TaskFuture<?>> futures = new ArrayList<>();
    lock.lock();
    try {
      unfinishedJobs().forEach(job -> futures.add(job.future()));
    } finally {
      lock.unlock();
    }
    return futures;
  }

  @GuardedBy("lock")
  private List<Job> unfinishedJobs() {
    List<Job> jobs = new ArrayList<>();
    workers.values().forEach(jobs::addAll);
    jobs.addAll(queue);
    jobs.removeIf(job -> job.future().isDone());
    return jobs;
  }

  @Override
  public String toString() {
    lock.lock();
    try {
      return name
          + "["
          + phase()
          + ", workers "
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
}
