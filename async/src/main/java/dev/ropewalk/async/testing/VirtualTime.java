package dev.ropewalk.async.testing;

import dev.ropewalk.async.Async;
import dev.ropewalk.async.Coroutine;
import dev.ropewalk.async.CoroutineAction;
import dev.ropewalk.async.EventLoop;
import dev.ropewalk.async.Runner;
import dev.ropewalk.async.carrier.LoopAccess;
import java.lang.invoke.MethodHandles;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Runs coroutines on a loop whose clock stands still while something runs and jumps to the next timer when nothing is
 * ready, so that an hour of timeouts is tested at once, and each time in the same way. Python has nothing like it. Immutable;
 * each run has a loop of its own.
 *
 * <p><b>Time.</b> Every time of the loop is virtual: {@link Async#sleep}, timeouts, {@link EventLoop#callLater} and {@link
 * EventLoop#time}. Other clocks, {@code System.nanoTime} and {@code Thread.sleep} among them, are not.
 *
 * <p><b>Nothing can happen any more.</b> If nothing is ready, no timer is set and no channel is waited for, a loop would
 * idle for ever; a timer 292 years or more from the beginning counts as none. This one gives other threads a moment of real time, its {@linkplain #withPatience patience}, to add a
 * callback; then {@code run} throws a {@link LoopDeadlockError}, which says what every task waits for, and where.
 *
 * <p><b>The world outside.</b> Before the clock jumps, a channel that is waited for gets some milliseconds of real time to
 * become ready, and work of other threads, by {@link Async#toThread} or {@link Async#wrapFuture}, gets the patience to end;
 * with no timer set they get as long as they take. So sockets between coroutines of one loop work, and a timeout is not
 * over only because a thread needs some time. Other callbacks from other threads come when they come. What depends on the
 * world outside is as repeatable as that is.
 *
 * <p><b>Order.</b> {@link #inOrder} keeps the order that a loop always has. {@link #permuted} lets tasks that are ready at
 * the same time go on in another order, and some only in the next iteration, which is how a program shows that it relies on
 * an order that it did not arrange for. Callbacks keep theirs, which asyncio promises. A seed stands for one order: the
 * same program with the same seed runs in the same way. {@link #explore} tries many.
 */
public final class VirtualTime {

  private static final Duration PATIENCE = Duration.ofSeconds(1);

  static {
    try {
      MethodHandles.lookup().ensureInitialized(Runner.class); // which installs the LoopAccess
    } catch (IllegalAccessException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final @Nullable Long seed;
  private final Duration patience;

  private VirtualTime(@Nullable Long seed, Duration patience) {
    this.seed = seed;
    this.patience = patience;
  }

  /** Virtual time and the usual order. */
  public static VirtualTime inOrder() {
    return new VirtualTime(null, PATIENCE);
  }

  /** Virtual time, and the order that this seed stands for. */
  public static VirtualTime permuted(long seed) {
    return new VirtualTime(seed, PATIENCE);
  }

  /**
   * The same with another patience: how long, in real time, a loop with nothing to do waits for other threads before it
   * calls that a deadlock, or before it lets the clock jump if work that it gave them has not ended; one second unless set.
   * Zero suits a program without other threads.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public VirtualTime withPatience(Duration realTime) {
    if (realTime.isNegative()) {
      throw new IllegalArgumentException("patience must not be negative: " + realTime);
    }
    return new VirtualTime(seed, realTime);
  }

  /** A runner with such a loop, which belongs to the calling thread; to be closed. */
  public Runner newRunner() {
    return (Runner) LoopAccess.newRunner(new VirtualTimeIdle(patience), seed);
  }

  /**
   * Runs a main coroutine and returns its value, otherwise as {@link Async#run(Coroutine)}; blocks for the real time that
   * its steps take.
   *
   * @throws LoopDeadlockError if nothing could happen any more before the main coroutine ended; its tasks were cancelled
   * @throws CompletionException if the coroutine failed, with what it threw as cause
   * @throws CancellationException if it ended cancelled
   * @throws InterruptedException if it was cancelled by an interrupt of the calling thread
   */
  public <T extends @Nullable Object> T run(Coroutine<T> main) throws InterruptedException {
    try (Runner runner = newRunner()) {
      return runner.run(main);
    }
  }

  /** Runs a main coroutine that returns nothing; otherwise as {@link #run(Coroutine)}. */
  public void run(CoroutineAction main) throws InterruptedException {
    try (Runner runner = newRunner()) {
      runner.run(main);
    }
  }

  /**
   * Runs a main coroutine once in each of several orders, those of the seeds from this one on, until one fails. The
   * coroutine must make all that it uses anew, since it runs many times.
   *
   * @param orders how many
   * @throws OrderFailedError if a run failed, was cancelled or got stuck; it tells the seed with which {@link #permuted}
   *     repeats that run
   * @throws IllegalArgumentException if {@code orders} is negative
   * @throws InterruptedException if the calling thread was interrupted
   */
  public static void explore(long firstSeed, int orders, CoroutineAction main)
      throws InterruptedException {
    Objects.requireNonNull(main, "main");
    if (orders < 0) {
      throw new IllegalArgumentException("the number of orders must not be negative: " + orders);
    }
    for (int run = 0; run < orders; run++) {
      long seed = firstSeed + run;
      try {
        permuted(seed).run(main);
      } catch (CompletionException | CancellationException | LoopDeadlockError failure) {
        throw new OrderFailedError(seed, run, failure);
      }
    }
  }

  @Override
  public String toString() {
    return "VirtualTime[" + (seed == null ? "in order" : "order " + seed) + "]";
  }
}
