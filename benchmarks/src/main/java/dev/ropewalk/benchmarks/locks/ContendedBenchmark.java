package dev.ropewalk.benchmarks.locks;

import com.google.common.util.concurrent.Monitor;
import dev.ropewalk.benchmarks.Figure;
import dev.ropewalk.benchmarks.ForkFigures;
import dev.ropewalk.benchmarks.Measure;
import dev.ropewalk.sync.CountingSemaphore;
import dev.ropewalk.sync.Mutex;
import dev.ropewalk.sync.ReentrantMutex;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.runner.IterationType;

/**
 * Lets threads compete for a lock, in each way of {@link Contention#ALL} one after the other, each with a new lock and new
 * threads for the length of an iteration. JMH gives the fork; the figures are the benchmark's own, in {@link ForkFigures}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
public class ContendedBenchmark {

  /** The part of an iteration that passes before anything counts: one in so many. */
  private static final int SETTLING_PART = 4;

  private final Map<Long, Long> tokens = new HashMap<>();

  /** Made by JMH. */
  public ContendedBenchmark() {}

  /** Finds out, once in each fork, how much work takes how long. */
  @Setup
  public void calibrate() {
    for (Contention contention : Contention.ALL) {
      tokens.computeIfAbsent(contention.nanosOutside(), BusyWork::tokens);
    }
  }

  /** Ours without an owner. */
  @Benchmark
  public void mutex(IterationParams iteration) throws InterruptedException, ExecutionException {
    compete(
        iteration,
        () -> {
          Mutex lock = new Mutex();
          return (section, timed) -> {
            lock.lock();
            try {
              return section.write(timed);
            } finally {
              lock.unlock();
            }
          };
        });
  }

  /** Ours with an owner. */
  @Benchmark
  public void reentrantMutex(IterationParams iteration)
      throws InterruptedException, ExecutionException {
    compete(
        iteration,
        () -> {
          ReentrantMutex lock = new ReentrantMutex();
          return (section, timed) -> {
            lock.lock();
            try {
              return section.write(timed);
            } finally {
              lock.unlock();
            }
          };
        });
  }

  /** Our semaphore with one permit. */
  @Benchmark
  public void countingSemaphore(IterationParams iteration)
      throws InterruptedException, ExecutionException {
    compete(
        iteration,
        () -> {
          CountingSemaphore semaphore = new CountingSemaphore(1);
          return (section, timed) -> {
            semaphore.acquire();
            try {
              return section.write(timed);
            } finally {
              semaphore.release();
            }
          };
        });
  }

  /** The JDK's lock. */
  @Benchmark
  public void reentrantLock(IterationParams iteration)
      throws InterruptedException, ExecutionException {
    compete(
        iteration,
        () -> {
          ReentrantLock lock = new ReentrantLock();
          return (section, timed) -> {
            lock.lock();
            try {
              return section.write(timed);
            } finally {
              lock.unlock();
            }
          };
        });
  }

  /** The JDK's semaphore with one permit, not fair. */
  @Benchmark
  public void semaphore(IterationParams iteration) throws InterruptedException, ExecutionException {
    compete(
        iteration,
        () -> {
          Semaphore semaphore = new Semaphore(1);
          return (section, timed) -> {
            semaphore.acquire();
            try {
              return section.write(timed);
            } finally {
              semaphore.release();
            }
          };
        });
  }

  /** The language's lock. */
  @Benchmark
  public void monitor(IterationParams iteration) throws InterruptedException, ExecutionException {
    compete(
        iteration,
        () -> {
          Object lock = new Object();
          return (section, timed) -> {
            synchronized (lock) {
              return section.write(timed);
            }
          };
        });
  }

  /** Guava's lock. */
  @Benchmark
  public void guavaMonitor(IterationParams iteration)
      throws InterruptedException, ExecutionException {
    compete(
        iteration,
        () -> {
          Monitor lock = new Monitor();
          return (section, timed) -> {
            lock.enter();
            try {
              return section.write(timed);
            } finally {
              lock.leave();
            }
          };
        });
  }

  private void compete(IterationParams iteration, Supplier<Gate> gates)
      throws InterruptedException, ExecutionException {
    Duration length = Duration.ofNanos(iteration.getTime().convertTo(TimeUnit.NANOSECONDS));
    if (iteration.getType() == IterationType.WARMUP) {
      compete(Contention.WARM_UP, length, gates.get());
      return;
    }
    for (Contention contention : Contention.ALL) {
      Outcome outcome = compete(contention, length, gates.get());
      report(contention, Figure.MAIN, outcome.throughput(), "ops/s");
      report(contention, "p99.9", outcome.longWait(), "us/op");
      report(contention, "fairness", outcome.fairness(), "min/max");
      report(contention, Measure.CPU.name(), outcome.cpu(), Measure.CPU.unit());
    }
  }

  private Outcome compete(Contention contention, Duration length, Gate gate)
      throws InterruptedException, ExecutionException {
    Duration settling = length.dividedBy(SETTLING_PART);
    return Contest.run(
        gate,
        contention.threads(),
        Objects.requireNonNull(tokens.get(contention.nanosOutside()), "not calibrated"),
        settling,
        length.minus(settling));
  }

  private static void report(Contention contention, String measure, double value, String unit) {
    ForkFigures.report(contention.label(measure), value, unit);
  }
}
