package dev.ropewalk.threads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ropewalk.testkit.JoinedThreads;
import dev.ropewalk.testkit.ThreadStates;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class ThreadScopeTest {

  private final CountDownLatch never = new CountDownLatch(1);
  private final Callable<String> blocks =
      () -> {
        never.await();
        return "released";
      };

  private static Callable<String> failing(Throwable failure) {
    return () -> {
      if (failure instanceof Error error) {
        throw error;
      }
      throw (Exception) failure;
    };
  }

  @Test
  void endOfTheBlock_joinsAllChildren() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    List<ChildThread<String>> children = new ArrayList<>();
    try (ThreadScope scope = new ThreadScope()) {
      Callable<String> body =
          () -> {
            gate.await();
            return "done";
          };
      children.add(scope.start(body));
      children.add(scope.startVirtual(body));
      assertThat(scope).hasToString("ThreadScope[2 children]");
      gate.countDown();
    }
    assertThat(children).noneMatch(ChildThread::isAlive);
    for (ChildThread<String> child : children) {
      assertThat(child.result()).isEqualTo("done");
    }
  }

  @Test
  void childrenWithoutResult_areJoinedToo() throws Exception {
    CountDownLatch both = new CountDownLatch(2);
    List<ChildThread<?>> children = new ArrayList<>();
    try (ThreadScope scope = new ThreadScope()) {
      ThreadBody body =
          () -> {
            both.countDown();
            both.await();
          };
      children.add(scope.start(body));
      children.add(scope.startVirtual(body));
    }
    for (ChildThread<?> child : children) {
      assertThat(child.isAlive()).isFalse();
      assertThat(child.result()).isNull();
    }
  }

  @Test
  void childThatFails_cancelsTheOthers_andIsThrown() throws Exception {
    IOException failure = new IOException("frayed");
    List<ChildThread<String>> others = new ArrayList<>();
    AtomicBoolean reported = new AtomicBoolean();
    ExceptionHook before = ExceptionHook.set(_ -> reported.set(true));
    try {
      assertThatThrownBy(
              () -> {
                try (ThreadScope scope = new ThreadScope()) {
                  others.add(scope.start(blocks));
                  others.add(scope.startVirtual(blocks));
                  scope.start(failing(failure));
                }
              })
          .isInstanceOf(ThreadScopeException.class)
          .hasCause(failure)
          .hasNoSuppressedExceptions()
          .satisfies(
              thrown ->
                  assertThat(((ThreadScopeException) thrown).failures()).containsExactly(failure));
    } finally {
      ExceptionHook.set(before);
    }
    for (ChildThread<String> other : others) {
      assertThatThrownBy(other::result)
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(InterruptedException.class);
    }
    assertThat(reported).isFalse();
  }

  @Test
  void allFailures_areThrown_noneIsLost() {
    CountDownLatch gate = new CountDownLatch(1);
    Error second = new AssertionError("second");
    IOException first = new IOException("first");
    assertThatThrownBy(
            () -> {
              try (ThreadScope scope = new ThreadScope()) {
                ChildThread<String> refuses =
                    scope.start(
                        () -> {
                          try {
                            never.await();
                            return "";
                          } catch (InterruptedException e) {
                            gate.await();
                            throw second;
                          }
                        });
                ThreadStates.awaitBlocked(refuses.thread());
                scope.start(failing(first)).join();
                gate.countDown();
              }
            })
        .hasCause(first)
        .hasMessageContaining("2 children")
        .satisfies(thrown -> assertThat(thrown.getSuppressed()).containsExactly(second));
  }

  @Test
  void interruptedException_withoutCancel_isAFailure() {
    assertThatThrownBy(
            () -> {
              try (ThreadScope scope = new ThreadScope()) {
                scope.start(failing(new InterruptedException("of its own")));
              }
            })
        .isInstanceOf(ThreadScopeException.class)
        .hasCauseInstanceOf(InterruptedException.class);
  }

  @Test
  void cancel_interruptsAll_alsoThoseStartedLater() {
    try (ThreadScope scope = new ThreadScope()) {
      scope.start(blocks);
      assertThat(scope.isCancelled()).isFalse();
      scope.cancel();
      assertThat(scope.isCancelled()).isTrue();
      scope.startVirtual(blocks);
    }
  }

  @Test
  void childrenStartedByChildren_areJoinedToo() {
    AtomicBoolean ended = new AtomicBoolean();
    try (ThreadScope scope = new ThreadScope()) {
      scope.start(
          () ->
              scope.startVirtual(
                  () ->
                      scope.start(
                          () -> {
                            ended.set(true);
                            return true;
                          })));
    }
    assertThat(ended).isTrue();
  }

  @Test
  void closedScope_takesNoChildren_andIsClosedTwiceWithoutHarm() {
    ThreadScope scope = new ThreadScope();
    scope.start(failing(new IOException("once")));
    assertThatThrownBy(scope::close).isInstanceOf(ThreadScopeException.class);
    scope.close();
    assertThatThrownBy(() -> scope.start(blocks))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
    assertThat(scope).hasToString("ThreadScope[0 children, cancelled, closed]");
  }

  @Test
  void close_byAChild_fails() throws Exception {
    try (ThreadScope scope = new ThreadScope()) {
      ChildThread<Boolean> child =
          scope.start(
              () -> {
                assertThatThrownBy(scope::close).isInstanceOf(IllegalStateException.class);
                return true;
              });
      assertThat(child.result()).isTrue();
    }
  }

  @Test
  void close_interrupted_cancelsAndWaitsAndStaysInterrupted() throws Exception {
    try (JoinedThreads threads = new JoinedThreads()) {
      CountDownLatch started = new CountDownLatch(1);
      var closing =
          threads.start(
              () -> {
                List<ChildThread<?>> children = new ArrayList<>();
                try (ThreadScope scope = new ThreadScope()) {
                  children.add(scope.start(blocks));
                  started.countDown();
                }
                return !children.getFirst().isAlive() && Thread.interrupted();
              });
      started.await();
      closing.awaitBlocked().interrupt();
      assertThat(closing.result()).isTrue();
    }
  }

  @Test
  void within_whoseBodyFails_cancelsAndKeepsAllFailures() throws Exception {
    IOException failure = new IOException("body");
    assertThatThrownBy(
            () ->
                ThreadScope.<String, Exception>within(
                    scope -> {
                      scope.start(blocks);
                      scope.startVirtual(blocks);
                      throw failure;
                    }))
        .isSameAs(failure)
        .hasNoSuppressedExceptions();
    int answer = ThreadScope.<Integer, Exception>within(scope -> scope.start(() -> 42).result());
    assertThat(answer).isEqualTo(42);
  }
}
