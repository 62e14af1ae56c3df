package dev.ropewalk.multiprocess;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ropewalk.executors.TaskFuture;
import dev.ropewalk.multiprocess.pool.WorkerFaults;
import dev.ropewalk.multiprocess.shared.SharedValue;
import dev.ropewalk.testkit.ThreadStates;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is told of the end of a worker besides its exit code. */
@ExtendWith(NothingLeftBehind.class)
class DeathEvidenceTest {

  private static WorkerDiedException deathOf(TaskFuture<?> future) throws InterruptedException {
    Throwable failure = future.exception();
    assertThat(failure).isInstanceOf(WorkerDiedException.class);
    return (WorkerDiedException) failure;
  }

  private static ProcessPool poolOf(ProcessOptions workers) {
    return new ProcessPool(ProcessPoolOptions.defaults().withMaxWorkers(1).withWorkers(workers));
  }

  private static int complain() {
    Logger log = LoggerFactory.getLogger("complaints");
    for (int i = 0; i < 30; i++) {
      System.err.println("complaint " + i);
      log.error("record {}", i);
    }
    System.exit(3); // which waits for the log records
    return 0;
  }

  @Test
  void lastErrorLines_areTold_andStillGoWhereTheyWereSent() throws Exception {
    ConcurrentLinkedQueue<String> printed = new ConcurrentLinkedQueue<>();
    try (ProcessPool pool = poolOf(ProcessOptions.builder().onErrorLine(printed::add).build())) {
      WorkerDiedException death = deathOf(pool.submit(() -> complain()));
      assertThat(death.lastErrorLines())
          .hasSize(20)
          .startsWith("complaint 10")
          .endsWith("complaint 29");
      assertThat(death).hasMessageContaining("exit status 3").hasMessageContaining("complaint 29");
      assertThat(death.lastLogRecords())
          .hasSize(20)
          .startsWith("ERROR complaints - record 10")
          .endsWith("ERROR complaints - record 29");
      assertThat(death).hasMessageContaining("last log records").hasMessageContaining("record 29");
      assertThat(death.heapExhausted()).isFalse();
      assertThat(death.killedForMemory()).isFalse();
      assertThat(death.crashReport()).isEmpty();
      assertThat(printed).hasSize(30);
    }
  }

  @Test
  void argumentThatFillsTheHeap_isToldAsSuch() throws Exception {
    try (ProcessPool pool = poolOf(ProcessOptions.builder().setHeapLimit(24 << 20).build())) {
      TaskFuture<Integer> tooMuch = pool.submit(bytes -> bytes.length, new byte[40 << 20]);
      WorkerDiedException death = deathOf(tooMuch);
      assertThat(death.heapExhausted()).isTrue();
      assertThat(death)
          .hasMessageContainingAll("its heap was exhausted", "setHeapLimit", "before it began");
      assertThat(pool.submit(() -> 1).get()).isEqualTo(1);
    }
  }

  @Test
  void workerThatHasNoRoomForItsReply_isToldAsSuch() throws Exception {
    try (SharedValue.OfLong shots = SharedValue.ofLong(1);
        ProcessPool pool = poolOf(ProcessOptions.builder().setHeapLimit(24 << 20).build())) {
      TaskFuture<Integer> last =
          pool.submit(
              () -> {
                WorkerFaults.at("body ended", "fill the heap", shots);
                return 1;
              });
      assertThat(deathOf(last).heapExhausted()).isTrue();
    }
  }

  private static int fill() {
    Object all = "";
    while (true) {
      all = new Object[] {all, new byte[1 << 20]};
    }
  }

  @Test
  void workerThatItsJvmEndsForItsHeap_isToldAsSuch_whateverItsCollector() throws Exception {
    ProcessOptions ending =
        ProcessOptions.builder()
            .setHeapLimit(24 << 20)
            .addJvmOptions("-XX:+UseParallelGC", "-XX:+ExitOnOutOfMemoryError")
            .build();
    try (ProcessPool pool = poolOf(ending)) {
      WorkerDiedException death = deathOf(pool.submit(() -> fill()));
      assertThat(death.heapExhausted()).isTrue();
      assertThat(death.exitCode()).isEqualTo(3);
      assertThat(death.lastErrorLines())
          .contains("Terminating due to java.lang.OutOfMemoryError: Java heap space");
    }
  }

  @Test
  void jvmThatDoesNotStart_saysWhy() throws Exception {
    try (ProcessPool pool = poolOf(ProcessOptions.builder().addJvmOptions("-Xmx1k").build())) {
      assertThat(deathOf(pool.submit(() -> 1))).hasMessageContaining("Too small maximum heap");
    }
  }

  @Test
  void taskThatFillsTheHeap_failsWithTheErrorItself() throws Exception {
    try (ProcessPool pool = poolOf(ProcessOptions.builder().setHeapLimit(24 << 20).build())) {
      TaskFuture<Integer> greedy = pool.submit(n -> new byte[n].length, 40 << 20);
      assertThat(greedy.exception()).isInstanceOf(OutOfMemoryError.class);
      assertThat(pool.submit(() -> 1).get()).isEqualTo(1);
    }
  }

  @Test
  void crash_isToldWithItsReport(@TempDir Path folder) throws Exception {
    try (SharedValue.OfLong pid = SharedValue.ofLong(0);
        ProcessPool pool = poolOf(Crashes.quietlyIn(folder))) {
      TaskFuture<?> crashing =
          pool.submit(
              () -> {
                pid.set(ProcessHandle.current().pid());
                Thread.sleep(Duration.ofHours(1));
                return 0;
              });
      ThreadStates.awaitTrue("the body to begin", () -> pid.get() != 0);
      assertThat(new ProcessBuilder("kill", "-SEGV", "" + pid.get()).start().waitFor()).isZero();
      WorkerDiedException death = deathOf(crashing);
      assertThat(death.exitCode()).isEqualTo(-11);
      assertThat(death.crashReport()).hasValue(folder.resolve("hs_err_pid" + pid.get() + ".log"));
      assertThat(death).hasMessageContaining("its JVM crashed: " + folder);
      assertThat(death.lastErrorLines()).isEqualTo(List.of());
    }
  }
}
