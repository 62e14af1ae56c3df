package dev.ropewalk.benchmarks.locks;

import com.google.common.util.concurrent.Monitor;
import dev.ropewalk.sync.CountingSemaphore;
import dev.ropewalk.sync.Mutex;
import dev.ropewalk.sync.ReentrantMutex;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.AbstractQueuedSynchronizer;
import java.util.concurrent.locks.ReentrantLock;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Locks, counts and unlocks; no other thread wants the lock. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class UncontendedBenchmark {

  private final Mutex mutex = new Mutex();
  private final ReentrantMutex reentrantMutex = new ReentrantMutex();
  private final CountingSemaphore countingSemaphore = new CountingSemaphore();
  private final ReentrantLock reentrantLock = new ReentrantLock();
  private final Semaphore semaphore = new Semaphore(1);
  private final Object monitor = new Object();
  private final Monitor guavaMonitor = new Monitor();
  private final Floor floor = new Floor();
  private int count;

  /** Made by JMH. */
  public UncontendedBenchmark() {}

  /** Ours without an owner. */
  @Benchmark
  public int mutex() {
    mutex.lock();
    try {
      return ++count;
    } finally {
      mutex.unlock();
    }
  }

  /** Ours with an owner. */
  @Benchmark
  public int reentrantMutex() {
    reentrantMutex.lock();
    try {
      return ++count;
    } finally {
      reentrantMutex.unlock();
    }
  }

  /** Our semaphore with one permit. */
  @Benchmark
  public int countingSemaphore() throws InterruptedException {
    countingSemaphore.acquire();
    try {
      return ++count;
    } finally {
      countingSemaphore.release();
    }
  }

  /** The JDK's lock. */
  @Benchmark
  public int reentrantLock() {
    reentrantLock.lock();
    try {
      return ++count;
    } finally {
      reentrantLock.unlock();
    }
  }

  /** The JDK's semaphore with one permit, not fair. */
  @Benchmark
  public int semaphore() throws InterruptedException {
    semaphore.acquire();
    try {
      return ++count;
    } finally {
      semaphore.release();
    }
  }

  /** What no lock that tells a release too many can do without: one compare-and-set each way. */
  @Benchmark
  public int twoCompareAndSets() {
    if (!floor.take()) {
      throw new IllegalStateException("taken twice");
    }
    try {
      return ++count;
    } finally {
      floor.give();
    }
  }

  /** The language's lock. */
  @Benchmark
  public int monitor() {
    synchronized (monitor) {
      return ++count;
    }
  }

  /** Guava's lock. */
  @Benchmark
  public int guavaMonitor() {
    guavaMonitor.enter();
    try {
      return ++count;
    } finally {
      guavaMonitor.leave();
    }
  }

  /** Not a lock: the two atomic steps of one, on the same kind of object as all the others. */
  @SuppressWarnings("serial") // Serializable only because AbstractQueuedSynchronizer is
  private static final class Floor extends AbstractQueuedSynchronizer {

    boolean take() {
      return compareAndSetState(0, 1);
    }

    void give() {
      if (!compareAndSetState(1, 0)) {
        throw new IllegalStateException("given back twice");
      }
    }
  }
}
