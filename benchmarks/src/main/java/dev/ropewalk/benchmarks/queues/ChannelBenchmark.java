package dev.ropewalk.benchmarks.queues;

import dev.ropewalk.benchmarks.WaitTimes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import kotlin.coroutines.Continuation;
import kotlin.coroutines.CoroutineContext;
import kotlin.coroutines.EmptyCoroutineContext;
import kotlin.coroutines.intrinsics.IntrinsicsKt;
import kotlinx.coroutines.channels.BufferOverflow;
import kotlinx.coroutines.channels.Channel;
import kotlinx.coroutines.channels.ChannelKt;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * {@link TransferBenchmark} with a channel of kotlinx.coroutines, whose users are coroutines. What the Kotlin compiler makes of a
 * loop of sends is written out here, and resumed coroutines go to a pool of two threads, as to a dispatcher.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@OperationsPerInvocation(TransferBenchmark.ITEMS)
public class ChannelBenchmark {

  /** How many items fit in. */
  @Param("1024")
  public int capacity;

  /** How many producers there are, and how many consumers. */
  @Param("1")
  public int pairs;

  private final ExecutorService dispatcher = Executors.newFixedThreadPool(2);
  private WaitTimes times = new WaitTimes();

  /** Made by JMH. */
  public ChannelBenchmark() {}

  /** Tells how long one send or receive took. */
  @TearDown(Level.Iteration)
  public void reportTimes() {
    TransferBenchmark.report(times);
    times = new WaitTimes();
  }

  /** Ends the threads. */
  @TearDown
  public void close() {
    dispatcher.close();
  }

  /** Sends all items through the channel. */
  @Benchmark
  public void transfer() throws InterruptedException {
    Channel<Object> channel = ChannelKt.Channel(capacity, BufferOverflow.SUSPEND, null);
    CountDownLatch ended = new CountDownLatch(2 * pairs);
    int each = TransferBenchmark.ITEMS / pairs;
    List<Loop> loops = new ArrayList<>();
    for (int i = 0; i < pairs; i++) {
      loops.add(
          new Loop(dispatcher, ended, each) {
            @Override
            @Nullable Object step() {
              return channel.send(1, this);
            }
          });
      loops.add(
          new Loop(dispatcher, ended, each) {
            @Override
            @Nullable Object step() {
              return channel.receive(this);
            }
          });
    }
    loops.forEach(Loop::start);
    ended.await();
    loops.forEach(loop -> times.add(loop.taken));
  }

  /** A coroutine that does the same so many times. */
  private abstract static class Loop implements Continuation<Object> {

    private static final Object SUSPENDED = IntrinsicsKt.getCOROUTINE_SUSPENDED();

    private final Executor dispatcher;
    private final CountDownLatch ended;

    // Of the thread that runs the coroutine: the channel hands them on with it, and ended to who
    // reads taken.
    private final WaitTimes taken = new WaitTimes();
    private int left;
    private boolean timed;
    private long start;

    Loop(Executor dispatcher, CountDownLatch ended, int steps) {
      this.dispatcher = dispatcher;
      this.ended = ended;
      this.left = steps;
    }

    /** What may suspend; then it is over when this is resumed. */
    abstract @Nullable Object step();

    void start() {
      dispatcher.execute(this::run);
    }

    @SuppressWarnings("ReferenceEquality") // a marker
    private void run() {
      while (left > 0) {
        left--; // before step(), as all else: from then on another thread may go on
        timed = left % TransferBenchmark.TIMED == 0;
        if (timed) {
          start = System.nanoTime();
        }
        if (step() == SUSPENDED) {
          return;
        }
        stepIsOver();
      }
      ended.countDown();
    }

    private void stepIsOver() {
      if (timed) {
        taken.record(System.nanoTime() - start);
      }
    }

    private void goOn() {
      stepIsOver();
      run();
    }

    @Override
    public void resumeWith(Object result) {
      dispatcher.execute(this::goOn);
    }

    @Override
    public CoroutineContext getContext() {
      return EmptyCoroutineContext.INSTANCE;
    }
  }
}
