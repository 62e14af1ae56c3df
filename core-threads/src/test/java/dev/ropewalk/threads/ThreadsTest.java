package dev.ropewalk.threads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ropewalk.testkit.CoversScenario;
import dev.ropewalk.testkit.Delays;
import dev.ropewalk.testkit.JoinedThreads;
import dev.ropewalk.testkit.ThreadStates;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ThreadsTest {

  private final CountDownLatch gate = new CountDownLatch(1);

  @Test
  void current_inAChild_isThatChild() throws Exception {
    ChildThread<ChildThread<?>> child = ChildThread.of(Threads::current);
    assertThat(child.start().result()).isSameAs(child);
    ChildThread<ChildThread<?>> virtual = ChildThread.ofVirtual(Threads::current);
    assertThat(virtual.start().result()).isSameAs(virtual);
  }

  @Test
  @CoversScenario("test_threading.ThreadTests.test_main_thread")
  void main_isTheInitialThread_andNotTheCurrentOneInAChild() throws Exception {
    ChildThread<?> main = Threads.main();
    assertThat(main.getName()).isEqualTo("main");
    assertThat(main.isAlive()).isTrue();
    assertThat(main).isSameAs(Threads.main());
    ChildThread<ChildThread<?>> child = ChildThread.of(Threads::current);
    assertThat(child.start().result()).isNotSameAs(main);
    assertThat(ChildThread.of(() -> main.join(Delays.SHORT)).start().result()).isFalse();
    assertThatThrownBy(main::result).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(main::start).isInstanceOf(IllegalStateException.class);
  }

  @Test
  @CoversScenario({
    "test_threading.ThreadTests.test_foreign_thread",
    "test_threading.ThreadTests.test_ident_of_no_threading_threads"
  })
  void foreignThread_isAlivePlaceholder_notJoinable_andGoneAfterItsEnd() throws Exception {
    List<ChildThread<?>> placeholder = new ArrayList<>();
    CountDownLatch seen = new CountDownLatch(1);
    try (JoinedThreads threads = new JoinedThreads()) {
      var foreign =
          threads.start(
              () -> {
                placeholder.add(Threads.current());
                placeholder.add(Threads.current());
                seen.countDown();
                gate.await();
              });
      seen.await();
      ChildThread<?> shown = placeholder.getFirst();
      assertThat(placeholder.getLast()).isSameAs(shown);
      assertThat(shown.isAlive()).isTrue();
      assertThat(shown.ident()).isEqualTo(foreign.thread().threadId());
      assertThat(shown.toString()).contains("not ours");
      assertThat(Threads.enumerate()).contains(shown);
      assertThatThrownBy(shown::join)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("not started as a ChildThread");
      assertThatThrownBy(() -> shown.join(Delays.SHORT)).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> shown.setDaemon(true)).isInstanceOf(IllegalStateException.class);
      gate.countDown();
      foreign.result();
      ThreadStates.awaitEnded(foreign.thread());
      assertThat(shown.isAlive()).isFalse();
      assertThat(Threads.enumerate()).doesNotContain(shown);
    }
  }

  @Test
  @CoversScenario("test_threading.ThreadTests.test_enumerate_after_join")
  void enumerate_listsAliveThreads_andNoneThatWasJoined() throws Exception {
    ChildThread<?> notStarted = ChildThread.of(() -> {});
    int before = Threads.activeCount();
    List<ChildThread<?>> children = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      children.add(ChildThread.of(() -> awaitGate()).setDaemon(i == 0).start());
      children.add(ChildThread.ofVirtual(() -> awaitGate()).start());
    }
    assertThat(Threads.enumerate())
        .containsAll(children)
        .contains(Threads.main())
        .doesNotContain(notStarted)
        .isSortedAccordingTo((a, b) -> Long.compare(a.ident(), b.ident()));
    assertThat(Threads.activeCount()).isGreaterThanOrEqualTo(before + 8);
    gate.countDown();
    for (int i = 0; i < 200; i++) {
      ChildThread<?> child = ChildThread.of(() -> {}).start();
      child.join();
      assertThat(Threads.enumerate()).doesNotContain(child);
    }
    ChildThread.joinAll(children);
    assertThat(Threads.enumerate()).doesNotContainAnyElementsOf(children);
  }

  private boolean awaitGate() throws InterruptedException {
    gate.await();
    return true;
  }

  @Test
  void start_ofAnEndedOrRunningThread_doesNotDisturbTheRegistry() throws Exception {
    ChildThread<?> running = ChildThread.of(this::awaitGate).start();
    assertThatThrownBy(running::start).isInstanceOf(IllegalStateException.class);
    assertThat(Threads.enumerate()).contains(running);
    gate.countDown();
    running.join();
    assertThatThrownBy(running::start).isInstanceOf(IllegalStateException.class);
    assertThat(ChildThread.REGISTRY.child(running.thread())).isNull();
  }

  @Test
  void idents_areThoseOfTheCallingThread() throws Exception {
    assertThat(Threads.ident()).isEqualTo(Thread.currentThread().threadId());
    ChildThread<Long> child = ChildThread.of(() -> Threads.nativeId().getAsLong());
    assertThat(child.start().result()).isEqualTo(child.nativeId().getAsLong());
    assertThat(ChildThread.ofVirtual(Threads::nativeId).start().result()).isEmpty();
    assertThat(Threads.current().nativeId()).isEqualTo(Threads.nativeId());
  }

  @Test
  void manyForeignThreads_areForgotten() throws Exception {
    for (int i = 0; i < 5_000; i++) {
      Thread.startVirtualThread(() -> Threads.current()).join();
    }
    assertThat(ChildThread.REGISTRY.kept()).isLessThan(500);
  }
}
