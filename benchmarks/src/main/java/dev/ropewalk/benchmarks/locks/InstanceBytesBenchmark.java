package dev.ropewalk.benchmarks.locks;

import com.sun.management.ThreadMXBean;
import dev.ropewalk.benchmarks.ForkFigures;
import dev.ropewalk.sync.ConditionVariable;
import dev.ropewalk.sync.CountingSemaphore;
import dev.ropewalk.sync.Event;
import dev.ropewalk.sync.Mutex;
import dev.ropewalk.sync.ReentrantMutex;
import java.lang.management.ManagementFactory;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * Constructs many of each and asks the JVM how much memory the thread took: what a constructor leaves behind and what it
 * throws away. Nobody waits, so queues of waiting threads are not in it. JMH gives the fork; the figures are the benchmark's
 * own, in {@link ForkFigures}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
public class InstanceBytesBenchmark {

  private static final int INSTANCES = 10_000;
  private static final ThreadMXBean THREADS =
      ManagementFactory.getPlatformMXBean(ThreadMXBean.class);

  /** Made by JMH. */
  public InstanceBytesBenchmark() {}

  /** Ours. */
  @Benchmark
  public void ropewalk() {
    report("Mutex", Mutex::new);
    report("ReentrantMutex", ReentrantMutex::new);
    report("CountingSemaphore", CountingSemaphore::new);
    report("Event", Event::new);
    report("ConditionVariable", ConditionVariable::new);
  }

  /** The JDK's, each under the name of what it is compared with. */
  @Benchmark
  public void jdk() {
    report("Mutex", ReentrantLock::new);
    report("ReentrantMutex", ReentrantLock::new);
    report("CountingSemaphore", () -> new Semaphore(1));
    report("Event", () -> new CountDownLatch(1));
    report("ConditionVariable", InstanceBytesBenchmark::condition);
  }

  private static Condition condition() {
    return new ReentrantLock().newCondition();
  }

  private static void report(String what, Supplier<?> constructor) {
    ForkFigures.report(what, bytes(constructor), "B");
  }

  /** Bytes of one, on average. */
  static double bytes(Supplier<?> constructor) {
    Object[] kept = new Object[INSTANCES];
    kept[0] = constructor.get(); // what happens only once, such as loading classes, happens here
    long before = THREADS.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < INSTANCES; i++) {
      kept[i] = constructor.get();
    }
    long taken = THREADS.getCurrentThreadAllocatedBytes() - before;
    return (double) taken / INSTANCES;
  }
}
