package dev.ropewalk.benchmarks.async;

import static dev.ropewalk.benchmarks.async.KotlinLoop.loop;
import static dev.ropewalk.benchmarks.async.KotlinLoop.runBlocking;

import java.util.concurrent.TimeUnit;
import kotlin.Unit;
import kotlin.coroutines.EmptyCoroutineContext;
import kotlinx.coroutines.BuildersKt;
import kotlinx.coroutines.CoroutineScope;
import kotlinx.coroutines.CoroutineStart;
import kotlinx.coroutines.TimeoutKt;
import kotlinx.coroutines.YieldKt;
import kotlinx.coroutines.channels.BufferOverflow;
import kotlinx.coroutines.channels.Channel;
import kotlinx.coroutines.channels.ChannelKt;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;

/** {@link LoopBenchmark} with kotlinx.coroutines, all on the thread that called {@code runBlocking}. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(LoopBenchmark.TIMES)
public class KotlinBenchmark {

  private static final int TIMES = LoopBenchmark.TIMES;
  private static final long HOUR_IN_MILLIS = 3_600_000;

  /** Made by JMH. */
  public KotlinBenchmark() {}

  /** Two coroutines take turns. */
  @Benchmark
  public void switches() throws InterruptedException {
    runBlocking(
        (scope, _) -> {
          yieldInTurns(scope);
          yieldInTurns(scope);
          return Unit.INSTANCE;
        });
  }

  private static void yieldInTurns(CoroutineScope scope) {
    BuildersKt.launch(
        scope,
        EmptyCoroutineContext.INSTANCE,
        CoroutineStart.DEFAULT,
        (_, end) -> loop(end, TIMES / 2, YieldKt::yield));
  }

  /** One coroutine after the other, each awaited. */
  @Benchmark
  public void tasks() throws InterruptedException {
    runBlocking(
        (scope, end) ->
            loop(
                end,
                TIMES,
                then ->
                    BuildersKt.async(
                            scope,
                            EmptyCoroutineContext.INSTANCE,
                            CoroutineStart.DEFAULT,
                            (_, _) -> 1)
                        .await(then)));
  }

  /** Blocks that end in time and do nothing. */
  @Benchmark
  public void timeouts() throws InterruptedException {
    runBlocking(
        (_, end) ->
            loop(
                end,
                TIMES,
                then -> TimeoutKt.withTimeout(HOUR_IN_MILLIS, (_, _) -> Unit.INSTANCE, then)));
  }

  /** One coroutine sends, another receives, through a channel with room for some. */
  @Benchmark
  public void queueItems() throws InterruptedException {
    runBlocking(
        (scope, end) -> {
          Channel<Object> channel =
              ChannelKt.Channel(LoopBenchmark.ROOM, BufferOverflow.SUSPEND, null);
          BuildersKt.launch(
              scope,
              EmptyCoroutineContext.INSTANCE,
              CoroutineStart.DEFAULT,
              (_, sent) -> loop(sent, TIMES, then -> channel.send(1, then)));
          return loop(end, TIMES, channel::receive);
        });
  }
}
