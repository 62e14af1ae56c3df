package dev.ropewalk.multiprocess;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ropewalk.executors.PortableRunnable;
import dev.ropewalk.multiprocess.shared.SharedValue;
import dev.ropewalk.testkit.Delays;
import dev.ropewalk.testkit.ThreadStates;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Workers and their parents are killed, stopped, crashed and starved at every step of what they say to each other, and at random
 * moments. What happens follows from a seed, up to the scheduling of the machine. A failure tells the seed: {@code
 * -Dropewalk.faults.seed=… -Dropewalk.faults.runs=1} does the same again.
 */
class FaultInjectionTest {

  private static final int PARENTS_IN_STRESS = 50;

  private static void run(int usual, Path folder) throws Exception {
    long seed = Long.getLong("ropewalk.faults.seed", System.nanoTime());
    int runs = Integer.getInteger("ropewalk.faults.runs", usual);
    System.out.println("Faults: " + runs + " runs from seed " + seed);
    NothingLeftBehind nothingLeft = new NothingLeftBehind();
    for (int i = 0; i < runs; i++) {
      nothingLeft.beforeEach();
      try {
        new FaultRun(seed + i, folder).run();
        nothingLeft.check();
      } catch (Exception | AssertionError e) {
        throw new AssertionError("the run of seed " + (seed + i) + " failed: " + e, e);
      }
    }
  }

  @Test
  void aFaultAtEachStep_losesNothing(@TempDir Path folder) throws Exception {
    run(FaultRun.PLACES.size(), folder);
  }

  @Test
  @Tag("stress")
  void aThousandRuns_loseNothing(@TempDir Path folder) throws Exception {
    run(1000, folder);
  }

  /** Keeps two workers busy until it is killed, and replaces them all the time. */
  private static PortableRunnable busyParent(String mark, SharedValue.OfLong tasks) {
    return () -> {
      ProcessPoolOptions options =
          ProcessPoolOptions.defaults()
              .withMaxWorkers(2)
              .withMaxTasksPerWorker(2)
              .withWorkers(ProcessOptions.builder().addJvmOptions(mark).build());
      try (ProcessPool pool = new ProcessPool(options)) {
        while (true) {
          List<Long> _ = pool.map(_ -> tasks.addAndGet(1), List.of(1, 2, 3, 4)).toList();
        }
      }
    };
  }

  private static boolean runsAnywhere(String mark) {
    return ProcessHandle.allProcesses()
        .anyMatch(process -> process.info().commandLine().orElse("").contains(mark));
  }

  private static void killParents(int runs) throws Exception {
    Random random = new Random(Long.getLong("ropewalk.faults.seed", System.nanoTime()));
    for (int i = 0; i < runs; i++) {
      String mark = "-Dfaults.mark=" + UUID.randomUUID();
      try (SharedValue.OfLong tasks = SharedValue.ofLong(0)) {
        ChildProcess parent = ChildProcess.of(busyParent(mark, tasks)).start();
        if (i % 2 == 0) {
          ThreadStates.awaitTrue("tasks to be done", () -> tasks.get() > 2);
          assertThat(runsAnywhere(mark)).isTrue();
        }
        TimeUnit.MILLISECONDS.sleep(random.nextInt(500));
        parent.kill();
        assertThat(parent.join(Delays.LONG)).isTrue();
        ThreadStates.awaitTrue("the workers to end", () -> !runsAnywhere(mark));
      }
    }
  }

  @Test
  @ExtendWith(NothingLeftBehind.class)
  void parentThatIsKilled_leavesNoWorkers() throws Exception {
    killParents(1);
  }

  @Test
  @Tag("stress")
  @ExtendWith(NothingLeftBehind.class)
  void parentsThatAreKilled_leaveNoWorkers() throws Exception {
    killParents(PARENTS_IN_STRESS);
  }
}
