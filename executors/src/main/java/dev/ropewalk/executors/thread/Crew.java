package dev.ropewalk.executors.thread;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The workers of one pool: how many there are and may be, which of them sleep, and which are wanted for a task. */
final class Crew {
  /*
   * The lock is the pool's; each method takes it, and the pool may hold it already. What a pool does with it, and why no
   * task is left alone, is said there: C1, C3 and C4 of ThreadPool.
   *
   * A worker is in `workers` from before its start until it takes no more tasks, then one of `leaving` until it has closed
   * its state. asleep is part of workers. counted is the number of workers whose own `counted` is set: those that were
   * made or woken for a task and have not looked for it yet.
   *
   * Volatile, for those without the lock, and written whenever what they tell of may have changed:
   *
   * wakeable   whether a worker is asleep, or may be made
   * surplus    whether there are more workers than there may be
   */
  private final ThreadPool pool;
  private final String namePrefix;

  /** Of the thread that makes the pool, for all workers. */
  private final @Nullable ClassLoader classLoader = Thread.currentThread().getContextClassLoader();

  private final ReentrantLock lock;
  private final TaskLanes lanes;

  private volatile boolean wakeable = true;
  private volatile boolean surplus;
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
  private int threadsMade;

  Crew(ThreadPool pool, String namePrefix, int maxWorkers, ReentrantLock lock, TaskLanes lanes) {
    this.pool = pool;
    this.namePrefix = namePrefix;
    this.maxWorkers = maxWorkers;
    this.lock = lock;
    this.lanes = lanes;
  }

  /** Whether a worker could be got for a task. */
  boolean isWakeable() {
    return wakeable;
  }

  /** Whether there are more workers than there may be. */
  boolean hasSurplus() {
    return surplus;
  }

  int maxWorkers() {
    return maxWorkers;
  }

  int size() {
    lock.lock();
    try {
      return workers.size();
    } finally {
      lock.unlock();
    }
  }

  int asleep() {
    lock.lock();
    try {
      return asleep.size();
    } finally {
      lock.unlock();
    }
  }

  /** Whether no worker is left, nor one that closes its state. */
  boolean isGone() {
    lock.lock();
    try {
      return workers.isEmpty() && leaving == 0;
    } finally {
      lock.unlock();
    }
  }

  /** Those that may take tasks. */
  List<WorkerThread> members() {
    lock.lock();
    try {
      return List.copyOf(workers);
    } finally {
      lock.unlock();
    }
  }

  // ---- workers for tasks

  /** A sleeper that the caller is to wake for a task once the lock is free, or null; then one may have been made. */
  @Nullable WorkerThread forTask() {
    lock.lock();
    try {
      if (lanes.isEmpty()) {
        return null;
      }
      WorkerThread sleeper = asleep.pollLast();
      if (sleeper != null) {
        count(sleeper);
        updateLimits();
      } else if (workers.size() < limit() && lanes.size() > counted && pool.mayMakeWorker()) {
        makeWorker();
      }
      return sleeper;
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private void makeWorker() {
    WorkerThread worker = new WorkerThread(pool, namePrefix + "_" + threadsMade, classLoader);
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

  // ---- what a worker says of itself

  /** It was made or woken for a task, and has looked for it. */
  void hasLooked(WorkerThread worker) {
    lock.lock();
    try {
      uncount(worker);
    } finally {
      lock.unlock();
    }
  }

  /** What a worker does that has nothing to do. */
  enum Rest {
    /** It has left: there is a surplus, or nothing will come any more. */
    LEFT,
    /** It is to look again. */
    AWAKE,
    /** Others can find it asleep from here on. */
    ASLEEP
  }

  /** It has nothing to do. */
  Rest rests(WorkerThread worker, BooleanSupplier isDrained) {
    lock.lock();
    try {
      if (isDrained.getAsBoolean() || retiresAsSurplus(worker)) {
        retires(worker);
        return Rest.LEFT;
      }
      if (surplus) {
        return Rest.AWAKE;
      }
      worker.goToSleep();
      asleep.addLast(worker);
      updateLimits();
      return Rest.ASLEEP;
    } finally {
      lock.unlock();
    }
  }

  /** It has found a task after all; whether it was still asleep, and no longer is. */
  boolean wakesItself(WorkerThread worker) {
    lock.lock();
    try {
      boolean was = asleep.removeLastOccurrence(worker);
      updateLimits();
      return was;
    } finally {
      lock.unlock();
    }
  }

  /** It takes no more tasks if there is a surplus and others are left to run them; whether it does so. */
  boolean retiresAsSurplus(WorkerThread worker) {
    lock.lock();
    try {
      if (surplus && !isLastHope(worker)) {
        retires(worker);
        return true;
      }
      return false;
    } finally {
      lock.unlock();
    }
  }

  /** Whether there are tasks, and all others wait for such. They found this one free to run them when they began to wait. */
  @GuardedBy("lock")
  private boolean isLastHope(WorkerThread worker) {
    return !lanes.isEmpty()
        && workers.stream().allMatch(each -> each.equals(worker) || Starvation.waitsInVain(each));
  }

  /** It takes no more tasks. */
  void retires(WorkerThread worker) {
    lock.lock();
    try {
      if (workers.remove(worker)) {
        leaving++;
        uncount(worker);
        updateLimits();
      }
    } finally {
      lock.unlock();
    }
  }

  /** One that has retired has closed its state. */
  void left() {
    lock.lock();
    try {
      leaving--;
    } finally {
      lock.unlock();
    }
  }

  // ---- how many there may be

  /** Changes the maximum; those that the caller is to wake once the lock is free: to work, or to leave. */
  List<WorkerThread> resize(int maximum) {
    List<WorkerThread> sleepers = new ArrayList<>();
    lock.lock();
    try {
      maxWorkers = maximum;
      updateLimits();
      for (int more = workers.size() - limit(); more > 0 && !asleep.isEmpty(); more--) {
        sleepers.add(asleep.removeFirst());
      }
      int waiting = lanes.size() - counted;
      for (int more = Math.min(waiting, limit() - workers.size()); more > 0; more--) {
        WorkerThread sleeper = forTask();
        if (sleeper != null) {
          sleepers.add(sleeper);
        }
      }
      updateLimits();
      return sleepers;
    } finally {
      lock.unlock();
    }
  }

  /** Whether all workers that there may be are there, and are like this. */
  boolean isFullOf(Predicate<WorkerThread> kind) {
    lock.lock();
    try {
      return workers.size() >= limit() && workers.stream().allMatch(kind);
    } finally {
      lock.unlock();
    }
  }

  /** Makes a worker beyond the maximum. */
  void addExtra() {
    lock.lock();
    try {
      extraWorkers++;
      makeWorker();
    } finally {
      lock.unlock();
    }
  }

  /** There may be one worker less than with it; one that the caller is to wake so that it leaves, or null. */
  @Nullable WorkerThread removeExtra() {
    lock.lock();
    try {
      extraWorkers--;
      WorkerThread leaver = workers.size() > limit() ? asleep.pollFirst() : null;
      updateLimits();
      return leaver;
    } finally {
      lock.unlock();
    }
  }

  /** The shutdown has begun: all that sleep, for the caller to wake once the lock is free. */
  List<WorkerThread> callAll() {
    lock.lock();
    try {
      List<WorkerThread> sleepers = List.copyOf(asleep);
      asleep.clear();
      if (workers.isEmpty()) {
        WorkerThread _ = forTask(); // for a task whose submitter has not come to making one
      }
      updateLimits();
      return sleepers;
    } finally {
      lock.unlock();
    }
  }
}
