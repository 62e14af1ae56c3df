package dev.ropewalk.multiprocess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ropewalk.executors.PortableRunnable;
import dev.ropewalk.multiprocess.connection.AuthKey;
import dev.ropewalk.multiprocess.shared.SharedArray;
import dev.ropewalk.multiprocess.shared.SharedValue;
import dev.ropewalk.testkit.CoversScenario;
import dev.ropewalk.testkit.Delays;
import dev.ropewalk.testkit.ThreadStates;
import java.io.NotSerializableException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NothingLeftBehind.class)
class ChildProcessTest {

  private static final PortableRunnable FOREVER = ChildProcessTest::sleepForever;

  private static void sleepForever() {
    while (true) {
      LockSupport.park();
    }
  }

  @Test
  void process_fromNewToStopped_tellsItsState() throws Exception {
    try (SharedValue.OfLong pidThere = SharedValue.ofLong(0)) {
      ChildProcess process =
          ChildProcess.of(() -> pidThere.set(ProcessHandle.current().pid())).setName("strand");
      assertThat(process).hasToString("ChildProcess[strand, initial]");
      assertThat(process.isAlive()).isFalse();
      assertThat(process.exitCode()).isEmpty();
      assertThatIllegalStateException().isThrownBy(process::pid).withMessageContaining("started");
      assertThatIllegalStateException().isThrownBy(process::join);
      assertThatIllegalStateException().isThrownBy(() -> process.join(Duration.ZERO));
      assertThatIllegalStateException().isThrownBy(process::kill);
      assertThatIllegalStateException().isThrownBy(process::terminate);

      assertThat(process.start()).isSameAs(process);
      assertThat(process.pid()).isNotEqualTo(ProcessHandle.current().pid());
      process.join();
      assertThat(process.isAlive()).isFalse();
      assertThat(process.exitCode()).hasValue(0);
      assertThat(process.pid()).isEqualTo(pidThere.get());
      assertThat(process)
          .hasToString("ChildProcess[strand, pid " + process.pid() + ", stopped, exit code 0]");
      assertThatIllegalStateException().isThrownBy(process::start).withMessageContaining("once");
      process.kill(); // both do nothing now
      process.terminate();
      assertThat(process.exitCode()).hasValue(0);
    }
  }

  @Test
  void names_unlessSet_areNumbered() {
    assertThat(ChildProcess.of(FOREVER).getName()).matches("ChildProcess-\\d+");
  }

  @Test
  @CoversScenario({
    "_test_multiprocessing._TestProcess.test_kill",
    "_test_multiprocessing._TestProcess.test_close"
  })
  void runningProcess_isClosedOnlyAfterItWasKilled() throws Exception {
    ChildProcess process = ChildProcess.of(FOREVER).start();
    assertThat(process.isAlive()).isTrue();
    assertThat(process.exitCode()).isEmpty();
    assertThat(process.join(Duration.ZERO)).isFalse();
    assertThat(process.join(Delays.SHORT)).isFalse();
    assertThatIllegalArgumentException().isThrownBy(() -> process.join(Duration.ofMillis(-1)));
    assertThatIllegalStateException()
        .isThrownBy(process::close)
        .withMessageContaining("join or terminate it first");

    process.kill();
    assertThat(process.join(Delays.LONG)).isTrue();
    assertThat(process.isAlive()).isFalse();
    assertThat(process.exitCode()).hasValue(-9);

    process.close();
    process.close();
    assertThat(process.toString()).contains("closed");
    assertThatIllegalStateException().isThrownBy(process::isAlive).withMessageContaining("closed");
    assertThatIllegalStateException().isThrownBy(process::join).withMessageContaining("closed");
    assertThatIllegalStateException().isThrownBy(process::terminate);
    assertThatIllegalStateException().isThrownBy(process::exitCode);
    assertThatIllegalStateException().isThrownBy(process::pid);
    assertThatIllegalStateException().isThrownBy(process::start);
  }

  @Test
  @CoversScenario("_test_multiprocessing._TestProcess.test_many_processes")
  void manyProcesses_endWithZeroOrWithTheSignalThatTerminatedThem() throws Exception {
    try (SharedValue.OfLong running = SharedValue.ofLong(0)) {
      List<ChildProcess> finishing = new ArrayList<>();
      List<ChildProcess> terminated = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        finishing.add(ChildProcess.of(() -> {}).start());
        terminated.add(
            ChildProcess.of(
                    () -> {
                      long _ = running.addAndGet(1);
                      sleepForever();
                    })
                .start());
      }
      for (ChildProcess process : finishing) {
        process.join();
        assertThat(process.exitCode()).hasValue(0);
      }
      ThreadStates.awaitTrue("all four to run", () -> running.get() == 4);
      terminated.forEach(ChildProcess::terminate);
      for (ChildProcess process : terminated) {
        process.join();
        assertThat(process.exitCode()).hasValue(-15);
      }
    }
  }

  @Test
  @CoversScenario("_test_multiprocessing._TestSubclassingProcess.test_sys_exit")
  void exitCode_isTheStatusTheProgramAskedFor() throws Exception {
    List<ChildProcess> processes =
        Stream.<PortableRunnable>of(
                () -> System.exit(0),
                () -> System.exit(8),
                () -> System.exit(137), // not SIGKILL
                () -> System.exit(143), // not SIGTERM
                () -> Runtime.getRuntime().halt(7))
            .map(body -> ChildProcess.of(body).start())
            .toList();
    for (ChildProcess process : processes) {
      process.join();
    }
    assertThat(processes)
        .extracting(process -> process.exitCode().orElseThrow())
        .containsExactly(0, 8, 137, 143, 7);
  }

  @Test
  @CoversScenario({
    "_test_multiprocessing._TestProcess.test_wait_for_threads",
    "_test_multiprocessing._TestProcess.test_error_on_stdio_flush_2",
    "_test_multiprocessing._TestAtExit.test_atexit"
  })
  void process_waitsForItsNonDaemonThreadsOnly_andRunsItsExitHooks() throws Exception {
    try (SharedArray.OfLong marks = SharedArray.ofLongs(2)) {
      ChildProcess process =
          ChildProcess.of(
                  () -> {
                    Thread main = Thread.currentThread();
                    Runtime.getRuntime().addShutdownHook(new Thread(() -> marks.set(1, 1)));
                    Thread.ofPlatform().daemon().start(ChildProcessTest::sleepForever);
                    Thread.ofPlatform()
                        .start(
                            () -> {
                              joinQuietly(main);
                              marks.set(0, 1);
                            });
                    System.out.close();
                    System.err.close();
                  })
              .start();
      process.join();
      assertThat(process.exitCode()).hasValue(0);
      assertThat(marks.toArray()).containsExactly(1, 1);
    }
  }

  private static void joinQuietly(Thread thread) {
    try {
      boolean _ = thread.join(Delays.LONG);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  @CoversScenario("_test_multiprocessing._TestProcess.test_recursion")
  void childProcesses_startChildrenOfTheirOwn() throws Exception {
    try (SharedArray.OfLong visited = SharedArray.ofLongs(5);
        SharedValue.OfLong count = SharedValue.ofLong(0)) {
      ChildProcess root = ChildProcess.of(() -> visit(visited, count, 1)).start();
      root.join();
      assertThat(root.exitCode()).hasValue(0);
      assertThat(visited.toArray()).containsExactly(1, 11, 111, 12, 121);
    }
  }

  private static void visit(SharedArray.OfLong visited, SharedValue.OfLong count, long id) {
    visited.set((int) count.getAndAdd(1), id);
    if (id < 100) {
      for (long child = 1; child <= (id == 1 ? 2 : 1); child++) {
        long next = 10 * id + child;
        ChildProcess process = ChildProcess.of(() -> visit(visited, count, next)).start();
        try {
          process.join();
        } catch (InterruptedException e) {
          throw new AssertionError(e);
        }
        if (process.exitCode().orElseThrow() != 0) {
          throw new AssertionError(process);
        }
      }
    }
  }

  @Test
  @CoversScenario({
    "_test_multiprocessing._TestProcess.test_child_fd_inflation",
    "_test_multiprocessing.TestCloseFds.test_closefd"
  })
  void descriptorsOfTheParent_areNotOpenInChildren() throws Exception {
    Path file = Files.createTempFile("strand", ".txt");
    try (var open = Files.newInputStream(file);
        SharedArray.OfLong counts = SharedArray.ofLongs(2);
        SharedValue.OfLong leaked = SharedValue.ofLong(0)) {
      assertThat(open.available()).isZero();
      String name = file.toString();
      ChildProcess sibling = ChildProcess.of(FOREVER).start();
      for (int i = 0; i < 2; i++) {
        int index = i;
        ChildProcess process =
            ChildProcess.of(
                    () -> {
                      List<String> targets = descriptors();
                      counts.set(index, targets.size());
                      if (targets.contains(name)) {
                        leaked.set(1);
                      }
                    })
                .start();
        process.join();
        if (i == 0) {
          sibling.kill();
          sibling.join();
        }
      }
      assertThat(leaked.get()).isZero();
      assertThat(counts.get(0)).isPositive().isEqualTo(counts.get(1));
    } finally {
      Files.delete(file);
    }
  }

  private static List<String> descriptors() {
    try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
      List<String> targets = new ArrayList<>();
      for (Path each : all.toList()) {
        if (Files.exists(each)) {
          targets.add(Files.readSymbolicLink(each).toString());
        }
      }
      return targets;
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void bodyThatCannotTravel_isRefusedAtStartAndNothingIsStarted() {
    Object stuck = new Object();
    ChildProcess process = ChildProcess.of(stuck::notifyAll);
    assertThatThrownBy(process::start)
        .isInstanceOf(NotPortableException.class)
        .hasMessageContaining("java.lang.Object is not Serializable")
        .hasCauseInstanceOf(NotSerializableException.class);
    assertThat(process.isAlive()).isFalse();
    assertThat(process).asString().contains("initial");
  }

  @Test
  void join_interrupted_leavesTheProcessRunning() throws Exception {
    ChildProcess process = ChildProcess.of(FOREVER).start();
    CountDownLatch interrupted = new CountDownLatch(1);
    Thread joiner =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    process.join();
                  } catch (InterruptedException e) {
                    interrupted.countDown();
                  }
                });
    ThreadStates.awaitBlocked(joiner);
    joiner.interrupt();
    ThreadStates.awaitEnded(joiner);
    assertThat(interrupted.getCount()).isZero();
    assertThat(process.isAlive()).isTrue();
    process.kill();
    process.join();
  }

  @Test
  void authKey_isTheTreesUnlessSet_andReachesTheProcess() throws Exception {
    AuthKey key = AuthKey.of("of another length");
    byte[] expected = key.bytes();
    ChildProcess process =
        ChildProcess.of(
            () -> System.exit(Arrays.equals(AuthKey.ofThisTree().bytes(), expected) ? 3 : 4));
    assertThat(process.getAuthKey()).isSameAs(AuthKey.ofThisTree());
    assertThat(process.setAuthKey(key).getAuthKey()).isSameAs(key);
    process.start();
    assertThatIllegalStateException().isThrownBy(() -> process.setAuthKey(key));
    process.join();
    assertThat(process.exitCode()).hasValue(3);
    process.close();
    assertThatIllegalStateException().isThrownBy(process::getAuthKey);
  }
}
