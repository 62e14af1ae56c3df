package dev.ropewalk.threads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.ropewalk.testkit.CoversScenario;
import dev.ropewalk.testkit.Delays;
import dev.ropewalk.testkit.ThreadStates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Virtual children, stack sizes, contexts, joining many, and what the system sees of a child. */
class ChildThreadKindsTest {

  private final CountDownLatch gate = new CountDownLatch(1);

  private final Callable<String> waitsAtTheGate =
      () -> {
        gate.await();
        return "through";
      };

  @Test
  void virtual_runsItsBodyAndKeepsTheResult() throws Exception {
    ChildThread<Boolean> child = ChildThread.ofVirtual(() -> Thread.currentThread().isVirtual());
    assertThat(child.isVirtual()).isTrue();
    assertThat(child.start().result()).isTrue();
    assertThat(child.ident()).isPositive();
    assertThat(child.nativeId()).isEmpty();
    assertThat(ChildThread.ofVirtual(() -> {}).start().result()).isNull();
    assertThat(ChildThread.of(() -> {}).isVirtual()).isFalse();
    assertThat(child.toString())
        .matches("ChildThread\\[ChildThread-\\d+, stopped, daemon, virtual]");
  }

  @Test
  void virtual_isAlwaysADaemon_andSaysSo() {
    ChildThread<?> child = ChildThread.ofVirtual(() -> {});
    assertThat(child.isDaemon()).isTrue();
    assertThat(child.setDaemon(true)).isSameAs(child);
    assertThatThrownBy(() -> child.setDaemon(false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("virtual thread is always a daemon");
  }

  @Test
  void virtual_failure_isKept() throws Exception {
    ExceptionHook before = ExceptionHook.set(_ -> {});
    try {
      ChildThread<Object> child =
          ChildThread.ofVirtual(
                  () -> {
                    throw new IllegalStateException("frayed");
                  })
              .start();
      assertThatThrownBy(child::result)
          .isInstanceOf(ExecutionException.class)
          .hasRootCauseMessage("frayed");
    } finally {
      ExceptionHook.set(before);
    }
  }

  @Test
  void state_isThatOfTheJdksThread() throws Exception {
    ChildThread<String> child = ChildThread.of(waitsAtTheGate);
    assertThat(child.getState()).isEqualTo(Thread.State.NEW);
    assertThat(child.isAlive()).isFalse();
    child.start();
    ThreadStates.awaitBlocked(child.thread());
    assertThat(child.getState()).isEqualTo(Thread.State.WAITING);
    gate.countDown();
    assertThat(child.result()).isEqualTo("through");
    assertThat(child.getState()).isEqualTo(Thread.State.TERMINATED);
  }

  @Test
  void joinAll_waitsForAll() throws Exception {
    List<ChildThread<String>> children = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      children.add(ChildThread.of(waitsAtTheGate).start());
      children.add(ChildThread.ofVirtual(waitsAtTheGate).start());
    }
    assertThat(ChildThread.joinAll(Delays.SHORT, children)).isFalse();
    assertThat(ChildThread.joinAll(Duration.ZERO, children)).isFalse();
    gate.countDown();
    assertThat(ChildThread.joinAll(Delays.LONG, children)).isTrue();
    assertThat(children).noneMatch(ChildThread::isAlive);
    ChildThread.joinAll(children);
    ChildThread.joinAll(children.get(0), children.get(1));
    assertThatThrownBy(() -> ChildThread.joinAll(Duration.ofNanos(-1), children))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ChildThread.joinAll(children.get(0), ChildThread.of(() -> {})))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  @CoversScenario({
    "test_threading.ThreadTests.test_various_ops_small_stack",
    "test_threading.ThreadTests.test_various_ops_large_stack"
  })
  void stackSize_isSetForThreadsMadeAfterwards() throws Exception {
    assertThat(Threads.stackSize()).isZero();
    assertThat(Threads.setStackSize(256 * 1024)).isZero();
    try {
      int small = ChildThread.of(() -> depth(0)).start().result();
      assertThat(Threads.setStackSize(16 * 1024 * 1024)).isEqualTo(256 * 1024);
      int large = ChildThread.of(() -> depth(0)).start().result();
      assertThat(large).isGreaterThan(4 * small);
      assertThat(Threads.setStackSize(1024 * 1024)).isEqualTo(16 * 1024 * 1024);
      assertThat(ChildThread.of(() -> 42).start().result()).isEqualTo(42);
      assertThat(Threads.stackSize()).isEqualTo(1024 * 1024);
    } finally {
      Threads.setStackSize(0);
    }
    assertThatThrownBy(() -> Threads.setStackSize(4096))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Threads.setStackSize(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThat(Threads.stackSize()).isZero();
  }

  @Test
  void withStackSize_isForOneThread() throws Exception {
    int small = ChildThread.withStackSize(256 * 1024, () -> depth(0)).start().result();
    int large = ChildThread.withStackSize(16 * 1024 * 1024, () -> depth(0)).start().result();
    assertThat(large).isGreaterThan(4 * small);
    assertThatThrownBy(() -> ChildThread.withStackSize(1, () -> {}))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @SuppressWarnings("InfiniteRecursion") // the stack ends it
  private static int depth(int reached) {
    try {
      return depth(reached + 1);
    } catch (StackOverflowError e) {
      return reached;
    }
  }

  @Test
  @CoversScenario({
    "test_threading.ThreadTests.test_limbo_cleanup",
    "test_threading.ThreadTests.test_start_new_thread_failed"
  })
  void start_refusedByTheSystem_failsAndLeavesNothingBehind() {
    List<String> ran = new ArrayList<>();
    ThreadBody body = () -> ran.add("ran");
    ChildThread<?> child = ChildThread.withStackSize(1L << 50, body);
    for (int i = 0; i < 2; i++) { // still not started, so it may be tried again
      assertThatThrownBy(child::start).isInstanceOf(OutOfMemoryError.class);
      assertThat(Threads.enumerate()).doesNotContain(child);
      assertThat(child.getState()).isEqualTo(Thread.State.NEW);
    }
    assertThatThrownBy(child::join)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("before it is started");
    assertThat(ran).isEmpty();
  }

  @Test
  void context_isEmptyUnlessSet() throws Exception {
    ContextVar<String> user = ContextVar.of("user");
    Context context = new Context();
    context.run(
        () -> {
          user.set("ann");
          assertThat(ChildThread.of(() -> user.getOrDefault("nobody")).start().result())
              .isEqualTo("nobody");
          assertThat(
                  ChildThread.of(
                          () -> {
                            String before = user.get();
                            user.set("changed");
                            return before;
                          })
                      .setContext(Context.copyContext())
                      .start()
                      .result())
              .isEqualTo("ann");
          assertThat(user.get()).isEqualTo("ann");
          return null;
        });
    ChildThread<?> child = ChildThread.ofVirtual(() -> user.set("child")).setContext(context);
    child.start().join();
    assertThat(context.get(user)).isEqualTo("child");
    assertThatThrownBy(() -> child.setContext(context)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void context_thatRunsElsewhere_failsTheThread() throws Exception {
    ExceptionHook before = ExceptionHook.set(_ -> {});
    try {
      Context context = new Context();
      ChildThread<String> child = ChildThread.of(() -> "ran").setContext(context);
      context.run(
          () -> {
            assertThatThrownBy(child.start()::result)
                .hasCauseInstanceOf(IllegalStateException.class)
                .hasMessageContaining("running already");
            return null;
          });
    } finally {
      ExceptionHook.set(before);
    }
  }

  private static String systemName() throws Exception {
    return Files.readString(Path.of("/proc/thread-self/comm")).strip();
  }

  @Test
  @CoversScenario("test_threading.MiscTestCase.test_set_name")
  void name_isKnownToTheSystem_cutToItsLimit() throws Exception {
    assertThat(ChildThread.of(ChildThreadKindsTest::systemName).setName("strand").start().result())
        .isEqualTo("strand");
    String longName = "a-strand-of-hemp-as-long-as-the-ropewalk";
    assertThat(ChildThread.of(ChildThreadKindsTest::systemName).setName(longName).start().result())
        .hasSize(15)
        .startsWith("a-strand");
  }

  @Test
  @CoversScenario("test_threading.MiscTestCase.test_change_name")
  void name_changedByTheThreadItself_changesForTheSystem() throws Exception {
    ChildThread<List<String>> child =
        ChildThread.of(
                () -> {
                  String before = systemName();
                  Threads.current().setName("after");
                  return List.of(before, systemName());
                })
            .setName("before");
    assertThat(child.start().result()).containsExactly("before", "after");
  }

  @Test
  void life_isRecorded(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("life.jfr");
    ExceptionHook before = ExceptionHook.set(_ -> {});
    try (Recording recording = new Recording()) {
      recording.enable("dev.ropewalk.ThreadLife").withoutThreshold();
      recording.start();
      ChildThread.of(() -> {}).setName("recorded").setDaemon(true).start().join();
      Callable<String> failing =
          () -> {
            throw new IllegalStateException("frayed");
          };
      ChildThread.ofVirtual(failing).setName("recorded too").start().join();
      recording.stop();
      recording.dump(file);
    } finally {
      ExceptionHook.set(before);
    }
    List<RecordedEvent> lives =
        RecordingFile.readAllEvents(file).stream()
            .filter(event -> event.getEventType().getName().equals("dev.ropewalk.ThreadLife"))
            .filter(event -> event.getString("name").startsWith("recorded"))
            .sorted(Comparator.comparing(RecordedEvent::getStartTime))
            .toList();
    assertThat(lives)
        .extracting(
            event -> event.getString("name"),
            event -> event.getBoolean("virtual"),
            event -> event.getBoolean("daemon"),
            event -> event.getBoolean("failed"))
        .containsExactly(
            tuple("recorded", false, true, false), tuple("recorded too", true, true, true));
    assertThat(lives.getFirst().getLong("ident"))
        .isEqualTo(lives.getFirst().getThread().getJavaThreadId());
  }
}
