package dev.ropewalk.async.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ropewalk.async.Async;
import dev.ropewalk.async.CancelledError;
import dev.ropewalk.async.EventLoop;
import dev.ropewalk.async.Task;
import dev.ropewalk.async.TestRun;
import dev.ropewalk.testkit.CoversScenario;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AsyncEventTest {

  private static final String EVENTS = "test_asyncio.test_locks.EventTests.";

  private final AsyncEvent event = new AsyncEvent();
  private final List<String> log = new ArrayList<>();

  private Task<Void> waiter(String name) {
    return Async.createTask(
        name,
        () -> {
          event.await();
          log.add(name);
        });
  }

  @Test
  @CoversScenario(EVENTS + "test_wait")
  void set_wakesAllInOrder_andThoseWhoComeLaterPass() throws Exception {
    TestRun.run(
        () -> {
          waiter("a");
          waiter("b");
          Turns.settle();
          assertThat(log).isEmpty();
          assertThat(event.toString()).startsWith("AsyncEvent@").endsWith("[not set, 2 waiting]");
          event.set();
          Task<Void> late = waiter("late");
          late.await();
          assertThat(log).containsExactly("a", "b", "late");
          assertThat(event.toString()).endsWith("[set, 0 waiting]");
        });
  }

  @Test
  @CoversScenario(EVENTS + "test_wait_on_set")
  void await_set_returnsAtOnceWithoutSuspending() throws Exception {
    TestRun.run(
        () -> {
          event.set();
          event.set();
          Async.createTask(() -> log.add("other"));
          event.await();
          assertThat(log).isEmpty();
        });
  }

  @Test
  @CoversScenario(EVENTS + "test_wait_cancel")
  void await_cancelled_throwsAndLeavesNoWaiter() throws Exception {
    TestRun.run(
        () -> {
          Task<Void> waiting = waiter("a");
          Turns.settle();
          waiting.cancel();
          assertThatExceptionOfType(CancelledError.class).isThrownBy(waiting::await);
          assertThat(event.toString()).endsWith("[not set, 0 waiting]");
        });
  }

  @Test
  @CoversScenario(EVENTS + "test_clear")
  void clear_makesItBeNotSet() throws Exception {
    TestRun.run(
        () -> {
          assertThat(event.isSet()).isFalse();
          event.set();
          assertThat(event.isSet()).isTrue();
          event.clear();
          assertThat(event.isSet()).isFalse();
        });
  }

  @Test
  @CoversScenario(EVENTS + "test_clear_with_waiters")
  void set_clearedAtOnce_stillWakesThoseWhoWaited() throws Exception {
    TestRun.run(
        () -> {
          waiter("a");
          Turns.settle();
          event.set();
          event.clear();
          event.set();
          event.clear();
          waiter("later");
          Turns.settle();
          assertThat(log).containsExactly("a");
          event.set();
          Turns.settle();
          assertThat(log).containsExactly("a", "later");
        });
  }

  @Test
  void set_beforeTheRunAndInACallback_isAllowed() throws Exception {
    event.set();
    TestRun.run(
        () -> {
          event.await();
          event.clear();
          EventLoop.running().callSoon(event::set);
          event.await();
          assertThat(event.isSet()).isTrue();
        });
    event.clear(); // the loop is closed: nobody can be woken any more
    assertThat(event.isSet()).isFalse();
  }
}
