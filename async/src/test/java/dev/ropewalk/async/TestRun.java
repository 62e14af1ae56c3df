package dev.ropewalk.async;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ropewalk.testkit.ThreadStates;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** A run in jumping time whose threads are known: each must have ended afterwards, however the run went. */
public final class TestRun {

  private final JumpingIdle idle = new JumpingIdle();
  private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();
  private final AtomicInteger failingStarts = new AtomicInteger();

  /** Runs a main coroutine that returns a value. */
  public static <T> T run(Coroutine<T> main) throws InterruptedException {
    TestRun run = new TestRun();
    try {
      return run.runMain(main);
    } finally {
      // They lead to failed tasks, and a failure that nobody has seen leads here.
      run.threads.clear();
    }
  }

  /** Runs a main coroutine that returns nothing. */
  public static void run(CoroutineAction main) throws InterruptedException {
    run(withoutResult(main));
  }

  JumpingIdle idle() {
    return idle;
  }

  /** The coroutines' threads so far. */
  Queue<Thread> threads() {
    return threads;
  }

  /** Lets the next thread fail to start, as when the JVM can make no more threads. */
  void failNextStart() {
    failingStarts.incrementAndGet();
  }

  /** Returns once the loop waits for something to do, or is about to. */
  static void awaitIdle(EventLoop loop) {
    ThreadStates.awaitTrue(
        loop + " to idle",
        () -> Progress.stateOf(loop.dispatcher().progress().word()) == Progress.State.IDLE);
  }

  <T> T runMain(Coroutine<T> main) throws InterruptedException {
    try {
      Runner.checkNotRunning();
      return Async.run(new Runner(idle, factory()), main);
    } finally {
      assertThreadsEnded();
    }
  }

  void runMain(CoroutineAction main) throws InterruptedException {
    runMain(withoutResult(main));
  }

  private static Coroutine<?> withoutResult(CoroutineAction main) {
    return () -> {
      main.run();
      return null;
    };
  }

  private ThreadFactory factory() {
    return body -> {
      boolean fail = failingStarts.getAndUpdate(count -> Math.max(0, count - 1)) > 0;
      // A thread can be started once only.
      Thread thread =
          fail ? Thread.startVirtualThread(() -> {}) : Thread.ofVirtual().unstarted(body);
      threads.add(thread);
      return thread;
    };
  }

  private void assertThreadsEnded() throws InterruptedException {
    boolean interrupted = Thread.interrupted();
    for (Thread thread : threads) {
      ThreadStates.awaitEnded(thread);
    }
    assertThat(threads).allMatch(thread -> !thread.isAlive());
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
