package dev.ropewalk.multiprocess;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.Uninterruptibles;
import dev.ropewalk.executors.PortableRunnable;
import dev.ropewalk.multiprocess.shared.SharedValue;
import dev.ropewalk.testkit.Delays;
import dev.ropewalk.testkit.ThreadStates;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ObjLongConsumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Workers and their parents are killed, stopped, crashed and starved at every step of what they say to each other, and at random
 * moments. What happens follows from a seed, up to the scheduling of the machine. A failure tells the seed: with {@code
 * -Dropewalk.faults.seed=… -Dropewalk.faults.runs=1} the same test does the same again.
 */
class FaultInjectionTest {

  private static final int PARENTS_IN_STRESS = 50;

  /** From which on as many seeds as there are places have all places and all ways. */
  private static long anySeed() {
    return System.nanoTime() / FaultRun.PLACES.size() * FaultRun.PLACES.size();
  }

  private static void run(int usual, boolean brief, Path folder) throws Exception {
    long seed = Long.getLong("ropewalk.faults.seed", anySeed());
    int runs = Integer.getInteger("ropewalk.faults.runs", usual);
    System.out.println("Faults: " + runs + " runs from seed " + seed);
    NothingLeftBehind nothingLeft = new NothingLeftBehind();
    for (int i = 0; i < runs; i++) {
      nothingLeft.beforeEach();
      try {
        new FaultRun(seed + i, brief, folder).run();
        nothingLeft.check();
      } catch (Exception | AssertionError e) {
        throw new AssertionError("the run of seed " + (seed + i) + " failed: " + e, e);
      }
    }
  }

  @Test
  @Timeout(180)
  void aFaultAtEachStep_losesNothing(@TempDir Path folder) throws Exception {
    run(FaultRun.PLACES.size(), true, folder);
  }

  @Test
  @Tag("stress")
  @Timeout(value = 2, unit = TimeUnit.HOURS)
  void aThousandRuns_loseNothing(@TempDir Path folder) throws Exception {
    run(1000, false, folder);
  }

  private static ProcessPoolOptions marked(String mark) {
    return ProcessPoolOptions.defaults()
        .withWorkers(ProcessOptions.builder().addJvmOptions(mark).build());
  }

  /** Keeps two workers busy until it is killed, and replaces them all the time. */
  private static PortableRunnable busyParent(String mark, SharedValue.OfLong tasks) {
    return () -> {
      try (ProcessPool pool =
          new ProcessPool(marked(mark).withMaxWorkers(2).withMaxTasksPerWorker(2))) {
        while (true) {
          List<Long> _ = pool.map(_ -> tasks.addAndGet(1), List.of(1, 2, 3, 4)).toList();
        }
      }
    };
  }

  /** Has a worker whose task goes on for ever, an idle one, and one to whose process it does not come to speak. */
  private static PortableRunnable restingParent(String mark, SharedValue.OfLong allThere) {
    return () -> {
      CountDownLatch started = new CountDownLatch(1);
      ObjLongConsumer<String> stopTheThird =
          (step, _) -> {
            if (step.equals("started") && Thread.currentThread().getName().endsWith("_2")) {
              started.countDown();
              sleepForever();
            }
          };
      try (ProcessPool pool = new ProcessPool(marked(mark).withMaxWorkers(3), stopTheThird)) {
        var _ = pool.submit(FaultInjectionTest::sleepForever);
        var _ = pool.submit(() -> 2);
        var _ = pool.submit(() -> 3);
        ThreadStates.awaitTrue("the second to be idle", () -> pool.idleWorkerCount() == 1);
        Uninterruptibles.awaitUninterruptibly(started);
        allThere.set(1);
        sleepForever();
      }
    };
  }

  private static void sleepForever() {
    while (true) {
      LockSupport.park();
    }
  }

  private static String mark() {
    return "-Dfaults.mark=" + UUID.randomUUID();
  }

  /** How many processes of this machine have the mark. */
  private static long running(String mark) {
    return ProcessHandle.allProcesses()
        .filter(process -> process.info().commandLine().orElse("").contains(mark))
        .count();
  }

  private static void killParents(int runs) throws Exception {
    Random random = new Random(Long.getLong("ropewalk.faults.seed", System.nanoTime()));
    for (int i = 0; i < runs; i++) {
      String mark = mark();
      try (SharedValue.OfLong tasks = SharedValue.ofLong(0)) {
        ChildProcess parent = ChildProcess.of(busyParent(mark, tasks)).start();
        if (i % 2 == 0) {
          ThreadStates.awaitTrue("tasks to be done", () -> tasks.get() > 2);
          assertThat(running(mark)).isPositive();
        }
        TimeUnit.MILLISECONDS.sleep(random.nextInt(500));
        parent.kill();
        assertThat(parent.join(Delays.LONG)).isTrue();
        ThreadStates.awaitTrue("the workers to end", () -> running(mark) == 0);
      }
    }
  }

  @Test
  @ExtendWith(NothingLeftBehind.class)
  void parentThatIsKilled_leavesNoWorker_busyIdleOrStarting() throws Exception {
    String mark = mark();
    try (SharedValue.OfLong allThere = SharedValue.ofLong(0)) {
      ChildProcess parent = ChildProcess.of(restingParent(mark, allThere)).start();
      ThreadStates.awaitTrue("all workers to be there", () -> allThere.get() == 1);
      assertThat(running(mark)).isEqualTo(3);
      parent.kill();
      assertThat(parent.join(Delays.LONG)).isTrue();
      ThreadStates.awaitTrue("the workers to end", () -> running(mark) == 0);
    }
  }

  @Test
  @Tag("stress")
  @Timeout(value = 2, unit = TimeUnit.HOURS)
  @ExtendWith(NothingLeftBehind.class)
  void parentsThatAreKilled_leaveNoWorkers() throws Exception {
    killParents(PARENTS_IN_STRESS);
  }
}
