package dev.ropewalk.multiprocess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.ropewalk.executors.PortableRunnable;
import dev.ropewalk.multiprocess.connection.AuthKey;
import dev.ropewalk.multiprocess.shared.SharedArray;
import dev.ropewalk.multiprocess.shared.SharedValue;
import dev.ropewalk.testkit.CoversScenario;
import dev.ropewalk.testkit.Delays;
import dev.ropewalk.testkit.ThreadStates;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Who is who in a tree of processes, and what one process sees of another's end. */
@ExtendWith(NothingLeftBehind.class)
class ProcessLifeTest {

  private static void sleepForever() {
    while (true) {
      LockSupport.park();
    }
  }

  /** A body that sets the value to 1 and then goes on for ever. */
  private static PortableRunnable signOfLife(SharedValue.OfLong value) {
    return () -> {
      value.set(1);
      sleepForever();
    };
  }

  private static void await(SharedValue.OfLong value, long expected) {
    ThreadStates.awaitTrue("the value to be " + expected, () -> value.get() == expected);
  }

  private static void signal(String name, long pid) throws Exception {
    assertThat(new ProcessBuilder("kill", "-" + name, "" + pid).start().waitFor()).isZero();
  }

  @Test
  @CoversScenario({
    "_test_multiprocessing._TestProcess.test_current",
    "_test_multiprocessing._TestProcess.test_cpu_count"
  })
  void mainProcess_knowsItselfAndHasNoParent() {
    CurrentProcess current = Processes.current();
    assertThat(current.name()).isEqualTo("MainProcess");
    assertThat(current.daemon()).isFalse();
    assertThat(current.pid()).isEqualTo(ProcessHandle.current().pid());
    assertThat(AuthKey.ofThisTree().bytes()).hasSize(AuthKey.LENGTH);
    assertThat(Processes.parent()).isEmpty();
    assertThat(Processes.cpuCount()).isEqualTo(Runtime.getRuntime().availableProcessors());
  }

  @Test
  @CoversScenario("_test_multiprocessing._TestProcess.test_parent_process_attributes")
  void child_knowsItselfAndItsParent() throws Exception {
    long parent = ProcessHandle.current().pid();
    ChildProcess process =
        ChildProcess.of(
                () -> {
                  CurrentProcess current = Processes.current();
                  ParentProcess above = Processes.parent().orElseThrow();
                  boolean right =
                      current.name().equals("strand")
                          && !current.daemon()
                          && current.pid() == ProcessHandle.current().pid()
                          && Thread.currentThread().getName().equals("strand")
                          && above.getName().equals("MainProcess")
                          && above.pid() == parent
                          && above.isAlive();
                  System.exit(right ? 42 : 1);
                })
            .setName("strand")
            .start();
    process.join();
    assertThat(process.exitCode()).hasValue(42);
  }

  /** What the grandchild found, by its place in an array. */
  private static final class Found {
    static final int STARTED = 0;
    static final int ALIVE = 1;
    static final int TIMED_OUT = 2;
    static final int DEAD_IN_HOOK = 3;
    static final int JOINED_IN_HOOK = 4;
  }

  @Test
  @CoversScenario("_test_multiprocessing._TestProcess.test_parent_process")
  void grandchild_seesItsParentLive_andInItsLastMomentsThatItHasEnded() throws Exception {
    try (SharedArray.OfLong found = SharedArray.ofLongs(5)) {
      ChildProcess child =
          ChildProcess.of(
                  () -> {
                    ChildProcess _ = ChildProcess.of(() -> lookAtParent(found)).start();
                    sleepForever();
                  })
              .start();
      ThreadStates.awaitTrue("the grandchild to look", () -> found.get(Found.STARTED) == 1);
      assertThat(found.get(Found.ALIVE)).isEqualTo(1);
      assertThat(found.get(Found.TIMED_OUT)).isEqualTo(1);
      child.kill();
      child.join();
      ThreadStates.awaitTrue("its hook to look", () -> found.get(Found.JOINED_IN_HOOK) == 1);
      assertThat(found.get(Found.DEAD_IN_HOOK)).isEqualTo(1);
    }
  }

  private static void lookAtParent(SharedArray.OfLong found) {
    ParentProcess parent = Processes.parent().orElseThrow();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  boolean joined = joined(parent, Delays.MEDIUM);
                  found.set(Found.DEAD_IN_HOOK, parent.isAlive() ? 2 : 1);
                  found.set(Found.JOINED_IN_HOOK, joined ? 1 : 2);
                }));
    found.set(Found.ALIVE, parent.isAlive() ? 1 : 2);
    found.set(Found.TIMED_OUT, joined(parent, Delays.SHORT) ? 2 : 1);
    found.set(Found.STARTED, 1);
    sleepForever();
  }

  private static boolean joined(ParentProcess parent, Duration timeout) {
    try {
      return parent.join(timeout);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  @CoversScenario("_test_multiprocessing._TestProcess.test_process")
  void activeChildren_areThoseStartedAndNotEnded() throws Exception {
    try (SharedValue.OfLong value = SharedValue.ofLong(0)) {
      ChildProcess process =
          ChildProcess.of(
              () -> {
                value.set(1);
                while (value.get() != 2) {
                  Thread.onSpinWait();
                }
              });
      assertThat(Processes.activeChildren()).doesNotContain(process);
      assertThat(process.isAlive()).isFalse();
      assertThat(process.exitCode()).isEmpty();
      process.start();
      await(value, 1);
      assertThat(Processes.activeChildren()).containsExactly(process);
      assertThat(process.isAlive()).isTrue();
      value.set(2);
      process.join();
      assertThat(Processes.activeChildren()).isEmpty();
      assertThat(process.exitCode()).hasValue(0);
    }
  }

  @Test
  @CoversScenario("_test_multiprocessing._TestProcess.test_sentinel")
  void sentinel_isReadyWhenTheProcessHasEnded() throws Exception {
    ChildProcess process = ChildProcess.of(ProcessLifeTest::sleepForever);
    assertThatIllegalStateException().isThrownBy(process::sentinel).withMessageContaining("start");
    process.start();
    CompletableFuture<Integer> sentinel = process.sentinel().toCompletableFuture();
    CompletableFuture<Object> any =
        CompletableFuture.anyOf(sentinel, new CompletableFuture<Integer>());
    assertThat(any).isNotDone();
    assertThat(process.sentinel().toCompletableFuture().complete(0)).isTrue();
    assertThat(sentinel).as("not to be completed by anybody else").isNotDone();
    process.terminate();
    assertThat(any.get(Delays.LONG.toSeconds(), TimeUnit.SECONDS)).isEqualTo(-15);
    assertThat(process.isAlive()).isFalse();
    assertThat(process.exitCode()).hasValue(-15);
  }

  @Test
  @CoversScenario("_test_multiprocessing._TestProcess.test_interrupt_no_handler")
  void interrupt_reachesTheBody_alsoBeforeItBegan() throws Exception {
    ChildProcess process = ChildProcess.of(ProcessLifeTest::exitWhenInterrupted);
    assertThatIllegalStateException().isThrownBy(process::interrupt);
    process.start();
    process.interrupt();
    process.join();
    assertThat(process.exitCode()).hasValue(42);
    process.interrupt(); // does nothing now
    assertThat(process.exitCode()).hasValue(42);
  }

  private static void exitWhenInterrupted() {
    while (!Thread.currentThread().isInterrupted()) {
      LockSupport.park();
    }
    System.exit(42);
  }

  @Test
  void signalOfCtrlC_isIgnoredByChildren() throws Exception {
    try (SharedValue.OfLong value = SharedValue.ofLong(0)) {
      ChildProcess process =
          ChildProcess.of(
                  () -> {
                    value.set(1);
                    while (value.get() != 2) {
                      Thread.onSpinWait();
                    }
                    value.set(3);
                    sleepForever();
                  })
              .start();
      await(value, 1);
      signal("INT", process.pid());
      value.set(2);
      await(value, 3);
      assertThat(process.join(Delays.MEDIUM)).isFalse();
      process.terminate();
      process.join();
      assertThat(process.exitCode()).as("what terminate() did").hasValue(-15);
    }
  }

  @Test
  void crash_isToldByItsSignalAndItsReport(@TempDir Path folder) throws Exception {
    try (SharedValue.OfLong value = SharedValue.ofLong(0)) {
      ChildProcess process =
          ChildProcess.of(signOfLife(value)).setOptions(Crashes.quietlyIn(folder)).start();
      await(value, 1);
      assertThat(process.crashReport()).isEmpty();
      signal("SEGV", process.pid());
      process.join();
      assertThat(process.exitCode()).hasValue(-11);
      assertThat(process.crashReport())
          .contains(folder.resolve("hs_err_pid" + process.pid() + ".log"));
    }
  }

  @Test
  @CoversScenario("_test_multiprocessing._TestProcess.test_daemon_argument")
  void daemon_isInheritedUnlessSet_andSetBeforeTheStart() throws Exception {
    ChildProcess process =
        ChildProcess.of(() -> System.exit(Processes.current().daemon() ? 42 : 1));
    assertThat(process.isDaemon()).isFalse();
    assertThat(process.setDaemon(true).isDaemon()).isTrue();
    assertThat(process.toString()).contains("daemon");
    process.start();
    assertThatIllegalStateException().isThrownBy(() -> process.setDaemon(false));
    assertThatIllegalStateException()
        .isThrownBy(() -> process.setOptions(ProcessOptions.defaults()));
    process.join();
    assertThat(process.exitCode()).hasValue(42);
  }

  @Test
  void daemonicProcess_mayHaveNoChildren() throws Exception {
    ChildProcess process =
        ChildProcess.of(ProcessLifeTest::tryToHaveChildren).setDaemon(true).start();
    process.join();
    assertThat(process.exitCode()).hasValue(42);
  }

  private static void tryToHaveChildren() {
    ChildProcess child = ChildProcess.of(() -> {});
    boolean inherited = child.isDaemon();
    try {
      child.start();
    } catch (IllegalStateException e) {
      boolean told = e.getMessage().contains("daemonic processes can't have children");
      System.exit(inherited && told && Processes.activeChildren().isEmpty() ? 42 : 2);
    }
  }

  @Test
  void parentsJoin_refusesANegativeTimeout() throws Exception {
    ChildProcess process = ChildProcess.of(ProcessLifeTest::joinForLessThanNothing).start();
    process.join();
    assertThat(process.exitCode()).hasValue(42);
  }

  private static void joinForLessThanNothing() {
    ParentProcess parent = Processes.parent().orElseThrow();
    assertThatIllegalArgumentException().isThrownBy(() -> parent.join(Duration.ofMillis(-1)));
    assertThat(parent.sentinel().toCompletableFuture()).isNotDone();
    assertThat(List.of(parent.toString()))
        .containsExactly("ParentProcess[MainProcess, pid " + parent.pid() + "]");
    System.exit(42);
  }
}
