package dev.ropewalk.benchmarks.threads;

import dev.ropewalk.threads.Context;
import dev.ropewalk.threads.ContextVar;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** Reads a value that belongs to the thread, with seven others set beside it; and enters a scope to read it there. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
public class ContextReadBenchmark {

  private static final int OTHERS = 7;
  private static final int READS = 1000;
  private static final ContextVar<String> CONTEXT_VAR = ContextVar.of("read");
  private static final ThreadLocal<String> THREAD_LOCAL = new ThreadLocal<>();
  private static final ScopedValue<String> SCOPED_VALUE = ScopedValue.newInstance();

  private Context context = new Context();

  /** Made by JMH. */
  public ContextReadBenchmark() {}

  /** Runs on the thread that reads. */
  @Setup
  public void set() {
    CONTEXT_VAR.set("value");
    THREAD_LOCAL.set("value");
    for (int i = 0; i < OTHERS; i++) {
      ContextVar.<String>of("other").set("other");
      new ThreadLocal<String>().set("other");
    }
    context = Context.copyContext();
  }

  /** Ours. */
  @Benchmark
  public String contextVar() {
    return CONTEXT_VAR.get();
  }

  /** The JDK's that belongs to the thread. */
  @Benchmark
  public String threadLocal() {
    return THREAD_LOCAL.get();
  }

  /** The JDK's that belongs to a call, bound once for many reads, since it can't be bound for a whole run. */
  @Benchmark
  @OperationsPerInvocation(READS)
  public void scopedValue(Blackhole blackhole) {
    ScopedValue.where(SCOPED_VALUE, "value")
        .run(
            () -> {
              for (int i = 0; i < READS; i++) {
                blackhole.consume(SCOPED_VALUE.get());
              }
            });
  }

  /** Ours. */
  @Benchmark
  public String contextRun() {
    return context.run(CONTEXT_VAR::get);
  }

  /** The JDK's that belongs to a call. */
  @Benchmark
  public String scopedValueRun() {
    return ScopedValue.where(SCOPED_VALUE, "value").call(SCOPED_VALUE::get);
  }
}
