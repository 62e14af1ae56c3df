package dev.ropewalk.executors.thread;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ropewalk.executors.PortableCallable;
import dev.ropewalk.executors.TaskFuture;
import dev.ropewalk.testkit.Delays;
import dev.ropewalk.testkit.JoinedThreads;
import dev.ropewalk.testkit.ThreadStates;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Very many tiny tasks, of which some fail and some are cancelled at any moment of their lives. What the futures say and
 * what the bodies did must agree to the last task, and no thread and no memory may be left.
 */
class ThreadPoolSoakTest {

  private static final int SUBMITTERS = 2;
  private static final int BATCH = 1000;

  /** Far less than the futures of the shorter soak would take, or the queue's segments in the longer one. */
  private static final long HEAP_GROWTH = 32L << 20;

  private final LongAdder ran = new LongAdder();
  private final LongAdder threw = new LongAdder();
  private final LongAdder ended = new LongAdder();
  private final Set<Thread> workers = ConcurrentHashMap.newKeySet();

  private final PortableCallable<Integer> task =
      () -> {
        ran.increment();
        workers.add(Thread.currentThread());
        if (ThreadLocalRandom.current().nextInt(16) == 0) {
          threw.increment();
          throw new SoakedException();
        }
        ended.increment();
        return 1;
      };

  /** Made by the hundred million: without a stack trace. */
  private static final class SoakedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    SoakedException() {
      super("soaked", null, false, false);
    }
  }

  /** What the futures of one submitter said. */
  private record Count(long succeeded, long failed, long neverBegun, long cancelledInBody) {
    Count plus(Count other) {
      return new Count(
          succeeded + other.succeeded,
          failed + other.failed,
          neverBegun + other.neverBegun,
          cancelledInBody + other.cancelledInBody);
    }

    long all() {
      return succeeded + failed + neverBegun + cancelledInBody;
    }
  }

  @Test
  void tinyTasks_cancelledAndFailing_allReconcile() throws Exception {
    soak(2_000_000);
  }

  @Test
  @Tag("stress")
  void hundredMillionTinyTasks_cancelledAndFailing_allReconcile() throws Exception {
    soak(100_000_000);
  }

  private void soak(int tasks) throws Exception {
    List<JoinedThreads.Started<Count>> submitters = new ArrayList<>();
    Count total = new Count(0, 0, 0, 0);
    long heap = usedHeap();
    try (JoinedThreads threads = new JoinedThreads();
        ThreadPool pool = new ThreadPool(3)) {
      for (int i = 0; i < SUBMITTERS; i++) {
        submitters.add(threads.start(() -> submitAll(pool, tasks / SUBMITTERS)));
      }
      for (var submitter : submitters) {
        total = total.plus(join(submitter));
      }
      assertThat(pool.queuedTaskCount()).isZero();
      assertThat(usedHeap()).isLessThan(heap + HEAP_GROWTH);
    }
    for (Thread worker : workers) {
      ThreadStates.awaitEnded(worker);
    }
    assertThat(workers).hasSizeBetween(1, 3);
    assertThat(total.all()).isEqualTo(tasks);
    assertThat(ran.sum()).isEqualTo(threw.sum() + ended.sum());
    assertThat(total.succeeded() + total.failed() + total.cancelledInBody()).isEqualTo(ran.sum());
    assertThat(total.succeeded()).isBetween(ended.sum() - total.cancelledInBody(), ended.sum());
    assertThat(total.failed()).isBetween(threw.sum() - total.cancelledInBody(), threw.sum());
    assertThat(total.neverBegun()).isPositive();
    assertThat(total.succeeded()).isGreaterThan(total.failed());
    assertThat(total.failed()).isPositive();
  }

  private static long usedHeap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  /** Without the limit that a thread of a test has elsewhere: the soak takes as long as it takes. */
  private static Count join(JoinedThreads.Started<Count> submitter) throws Exception {
    submitter.thread().join();
    return submitter.result();
  }

  private Count submitAll(ThreadPool pool, int tasks) throws Exception {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    Count total = new Count(0, 0, 0, 0);
    List<TaskFuture<Integer>> futures = new ArrayList<>(BATCH);
    for (int submitted = 0; submitted < tasks; submitted += BATCH) {
      for (int i = 0; i < BATCH; i++) {
        futures.add(pool.submit(task));
        if (random.nextInt(8) == 0) {
          futures.get(random.nextInt(futures.size())).cancel(random.nextBoolean());
        }
      }
      for (TaskFuture<Integer> future : futures) {
        total = total.plus(outcome(future));
      }
      futures.clear();
    }
    return total;
  }

  private static Count outcome(TaskFuture<Integer> future) throws Exception {
    try {
      future.get();
      return new Count(1, 0, 0, 0);
    } catch (ExecutionException e) {
      assertThat(e.getCause()).isInstanceOf(SoakedException.class);
      return new Count(0, 1, 0, 0);
    } catch (CancellationException e) {
      return switch (future.cancelAndAwait(Delays.LONG)) {
        case NOT_STARTED -> new Count(0, 0, 1, 0);
        case INTERRUPTED -> new Count(0, 0, 0, 1);
        case KILLED, TOO_LATE -> throw new AssertionError("a cancelled task says " + future, e);
      };
    }
  }
}
