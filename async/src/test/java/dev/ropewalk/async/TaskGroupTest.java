package dev.ropewalk.async;

import static dev.ropewalk.async.Bodies.HOUR;
import static dev.ropewalk.async.Bodies.SECOND;
import static dev.ropewalk.async.Bodies.after;
import static dev.ropewalk.async.Bodies.assertCancelled;
import static dev.ropewalk.async.Bodies.assertNoTraces;
import static dev.ropewalk.async.Bodies.fail;
import static dev.ropewalk.async.Bodies.failAfter;
import static dev.ropewalk.async.Bodies.sleepUntilCancelled;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.ropewalk.testkit.CoversScenario;
import dev.ropewalk.threads.Context;
import dev.ropewalk.threads.ContextVar;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class TaskGroupTest {

  private static final String PYTHON = "test_asyncio.test_taskgroups.BaseTestTaskGroup.";

  private final List<String> log = new ArrayList<>();

  private void untilCancelled(String name) {
    sleepUntilCancelled(() -> log.add(name + " cancelled"));
  }

  private static List<String> failuresOf(ThrowingCallable call) {
    List<String> messages = new ArrayList<>();
    assertThatExceptionOfType(TaskGroupException.class)
        .isThrownBy(call)
        .satisfies(e -> e.failures().forEach(failure -> messages.add(failure.getMessage())));
    return messages;
  }

  @Test
  @CoversScenario({PYTHON + "test_taskgroup_01", PYTHON + "test_taskgroup_task_name"})
  void within_waitsForAllTasks_whoseResultsAreThere() throws Exception {
    TestRun.run(
        () -> {
          List<Task<Integer>> tasks = new ArrayList<>();
          TaskGroup.within(
              group -> {
                tasks.add(group.createTask(() -> after(2, 42)));
                tasks.add(group.createTask("second", () -> after(1, 11)));
              });
          assertThat(tasks).extracting(Task::result).containsExactly(42, 11);
          assertThat(tasks.getLast().name()).isEqualTo("second");
          assertThat(EventLoop.running().time()).isEqualTo(Duration.ofSeconds(2));
        });
  }

  @Test
  @CoversScenario(PYTHON + "test_taskgroup_03")
  void oneChildCancelled_isNoFailure_andTheOthersGoOn() throws Exception {
    TestRun.run(
        () ->
            TaskGroup.within(
                group -> {
                  Task<Integer> cancelled = group.createTask(() -> after(9, 1));
                  Task<Integer> other = group.createTask(() -> after(2, 2));
                  Async.sleep(SECOND);
                  cancelled.cancel();
                  assertThat(other.await()).isEqualTo(2);
                }));
  }

  @Test
  @CoversScenario({PYTHON + "test_taskgroup_04", PYTHON + "test_cancelling_level_preserved"})
  void oneChildFails_theOthersAndTheBodyAreCancelled_andItIsThrown() throws Exception {
    TestRun.run(
        () -> {
          assertThat(
                  failuresOf(
                      () ->
                          TaskGroup.within(
                              group -> {
                                group.createTask(() -> failAfter(1, "told"));
                                group.createTask(() -> untilCancelled("sibling"));
                                untilCancelled("body");
                              })))
              .containsExactly("told");
          assertNoTraces();
          assertThat(EventLoop.running().time()).isEqualTo(SECOND);
        });
    assertThat(log).containsExactlyInAnyOrder("sibling cancelled", "body cancelled");
  }

  @Test
  @CoversScenario({PYTHON + "test_cancellation", PYTHON + "test_taskgroup_22"})
  void parentCancelledWhileItWaits_cancelsTheChildren_andStaysACancellation() throws Exception {
    TestRun.run(
        () -> {
          Task<Void> parent =
              Async.createTask(
                  () ->
                      TaskGroup.within(
                          group -> {
                            group.createTask(() -> untilCancelled("a"));
                            group.createTask(() -> untilCancelled("b"));
                          }));
          Async.sleep(SECOND);
          parent.cancel();
          assertCancelled(parent);
        });
    assertThat(log).containsExactly("a cancelled", "b cancelled");
  }

  @Test
  @CoversScenario(PYTHON + "test_taskgroup_08")
  void cancelledChildrenThatFailInCleaningUp_areThrownInsteadOfTheCancellation() throws Exception {
    TestRun.run(
        () -> {
          Task<Void> parent =
              Async.createTask(
                  () ->
                      TaskGroup.within(
                          group -> {
                            for (int i = 0; i < 2; i++) {
                              group.createTask(
                                  () -> sleepUntilCancelled(() -> fail("cleaning up")));
                            }
                            Async.sleep(HOUR);
                          }));
          Async.sleep(SECOND);
          parent.cancel();
          assertThatExceptionOfType(Exception.class)
              .isThrownBy(parent::await)
              .withCauseInstanceOf(TaskGroupException.class);
          assertThat(((TaskGroupException) parent.exception().orElseThrow()).failures()).hasSize(2);
        });
  }

  @Test
  @CoversScenario({PYTHON + "test_taskgroup_09", PYTHON + "test_taskgroup_10"})
  void bodyFails_childrenAreCancelled_alsoThoseThatHaveNotBegun() throws Exception {
    TestRun.run(
        () -> {
          List<Task<Void>> tasks = new ArrayList<>();
          assertThat(
                  failuresOf(
                      () ->
                          TaskGroup.within(
                              group -> {
                                tasks.add(group.createTask(() -> untilCancelled("child")));
                                Async.sleep(SECOND);
                                throw new IllegalStateException("body");
                              })))
              .containsExactly("body");
          assertThat(
                  failuresOf(
                      () ->
                          TaskGroup.within(
                              group -> {
                                tasks.add(group.createTask(() -> untilCancelled("unborn")));
                                throw new IllegalStateException("at once");
                              })))
              .containsExactly("at once");
          assertThat(tasks).allMatch(Awaitable::isCancelled);
          assertNoTraces();
        });
    assertThat(log).containsExactly("child cancelled");
  }

  @Test
  @CoversScenario(PYTHON + "test_taskgroup_11")
  void nested_innerChildrenFailAsTheyAreCancelled_isAGroupInAGroup() throws Exception {
    TestRun.run(
        () -> {
          AtomicReference<TaskGroupException> thrown = new AtomicReference<>();
          Task<Void> parent =
              Async.createTask(
                  () -> {
                    try {
                      TaskGroup.within(
                          outer ->
                              TaskGroup.within(
                                  inner -> {
                                    inner.createTask(
                                        () -> sleepUntilCancelled(() -> fail("inner")));
                                    Async.sleep(HOUR);
                                  }));
                    } catch (TaskGroupException e) {
                      thrown.set(e);
                      throw e;
                    }
                  });
          Async.sleep(SECOND);
          parent.cancel();
          assertThatExceptionOfType(Exception.class).isThrownBy(parent::await);
          TaskGroupException inner = (TaskGroupException) thrown.get().failures().getFirst();
          assertThat(inner.failures().getFirst()).hasMessage("inner");
        });
  }

  @Test
  @CoversScenario(PYTHON + "test_taskgroup_13")
  void nested_outerChildFails_cancelsTheInnerGroup_andOnlyThatIsThrown() throws Exception {
    TestRun.run(
        () -> {
          assertThat(
                  failuresOf(
                      () ->
                          TaskGroup.within(
                              outer -> {
                                outer.createTask(() -> failAfter(1, "outer"));
                                TaskGroup.within(
                                    inner -> {
                                      inner.createTask(() -> untilCancelled("inner child"));
                                      untilCancelled("inner body");
                                    });
                              })))
              .containsExactly("outer");
          assertNoTraces();
        });
    assertThat(log).containsExactly("inner body cancelled", "inner child cancelled");
  }

  @Test
  @CoversScenario({PYTHON + "test_taskgroup_15", PYTHON + "test_taskgroup_16"})
  void childFailsWhileTheBodyHandlesACancellation_theFailureWins() throws Exception {
    TestRun.run(
        () -> {
          Task<Void> parent =
              Async.createTask(
                  () ->
                      TaskGroup.within(
                          group -> {
                            group.createTask(() -> failAfter(2, "child"));
                            sleepUntilCancelled(
                                () -> Async.sleep(HOUR)); // ended by the child's failure
                          }));
          Task<Void> outer = Async.createTask(() -> parent.await());
          Async.sleep(SECOND);
          outer.cancel();
          assertThatExceptionOfType(Exception.class)
              .isThrownBy(outer::await)
              .withCauseInstanceOf(TaskGroupException.class);
        });
  }

  @Test
  @CoversScenario(PYTHON + "test_taskgroup_17")
  void noChildren_parentCancelled_isACancellation() throws Exception {
    TestRun.run(
        () -> {
          Task<Void> parent =
              Async.createTask(() -> TaskGroup.within(group -> untilCancelled("body")));
          Async.sleep(SECOND);
          parent.cancel();
          assertCancelled(parent);
        });
    assertThat(log).containsExactly("body cancelled");
  }

  @Test
  @CoversScenario({PYTHON + "test_taskgroup_18", PYTHON + "test_taskgroup_19"})
  void bodyThrowsSomethingElseAsItIsCancelled_isThrownBesideTheChildrens() throws Exception {
    TestRun.run(
        () -> {
          assertThat(
                  failuresOf(
                      () ->
                          TaskGroup.within(
                              group -> {
                                group.createTask(() -> failAfter(1, "child"));
                                sleepUntilCancelled(() -> fail("body"));
                              })))
              .containsExactly("child", "body");
          assertNoTraces();
        });
  }

  @Test
  @CoversScenario(PYTHON + "test_taskgroup_23")
  void endedChildren_areForgottenWhileTheGroupIsOpen() throws Exception {
    TestRun.run(
        () ->
            TaskGroup.within(
                group -> {
                  group.createTask(() -> after(1, 1));
                  group.createTask(() -> after(9, 1));
                  assertThat(group.toString()).isEqualTo("TaskGroup[of Task-1, 2 tasks]");
                  Async.sleep(Duration.ofSeconds(2));
                  assertThat(group.toString()).isEqualTo("TaskGroup[of Task-1, 1 tasks]");
                }));
  }

  @Test
  @CoversScenario({PYTHON + "test_taskgroup_24", PYTHON + "test_taskgroup_25"})
  void childrenMayAddChildren_untilOneFails() throws Exception {
    TestRun.run(
        () -> {
          TaskGroup.within(
              group ->
                  group.createTask(
                      () -> {
                        Async.sleep(SECOND);
                        group.createTask(() -> log.add("grandchild " + after(1, 7)));
                      }));
          assertThat(log).containsExactly("grandchild 7");
          assertThat(
                  failuresOf(
                      () ->
                          TaskGroup.within(
                              group -> {
                                group.createTask(() -> spawnForEver(group));
                                group.createTask(() -> failAfter(5, "enough"));
                              })))
              .containsExactly("enough");
        });
  }

  private static void spawnForEver(TaskGroup group) {
    Async.sleep(SECOND);
    group.createTask(() -> spawnForEver(group));
    Async.sleep(HOUR);
  }

  @Test
  @CoversScenario(PYTHON + "test_taskgroup_task_context")
  void createTask_inAContext_runsInThatOne() throws Exception {
    ContextVar<String> variable = ContextVar.withDefault("group", "unset");
    Context context = new Context();
    TestRun.run(
        () ->
            TaskGroup.within(
                group ->
                    group.createTask(
                        TaskOptions.DEFAULT.in(context),
                        () -> log.add("was " + variable.set("set")))));
    assertThat(context.get(variable)).isEqualTo("set");
  }

  @Test
  @CoversScenario({
    PYTHON + "test_taskgroup_no_create_task_after_failure",
    PYTHON + "test_taskgroup_double_enter",
    PYTHON + "test_coro_closed_when_tg_closed"
  })
  void createTask_onceTheGroupIsBeingStoppedOrHasEnded_isRefused() throws Exception {
    AtomicReference<TaskGroup> kept = new AtomicReference<>();
    TestRun.run(
        () -> {
          assertThat(
                  failuresOf(
                      () ->
                          TaskGroup.within(
                              group -> {
                                kept.set(group);
                                group.createTask(() -> failAfter(1, "child"));
                                group.createTask(
                                    () -> sleepUntilCancelled(() -> after(1, "slowly")));
                                sleepUntilCancelled(() -> assertRefuses(group, "is being stopped"));
                              })))
              .containsExactly("child"); // and no failed assertion
          assertRefuses(kept.get(), "has ended");
          Async.sleep(SECOND);
        });
    assertThat(log).isEmpty();
  }

  private void assertRefuses(TaskGroup group, String because) {
    assertThatIllegalStateException()
        .isThrownBy(() -> group.createTask(() -> log.add("ran")))
        .withMessageContaining(because);
  }

  @Test
  @CoversScenario(PYTHON + "test_taskgroup_without_parent_task")
  void within_outsideATask_isRefused() throws Exception {
    assertThatExceptionOfType(WrongThreadException.class)
        .isThrownBy(() -> TaskGroup.within(group -> {}));
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    TestRun.run(
        () -> {
          EventLoop loop = EventLoop.running();
          loop.setExceptionHandler((where, report) -> thrown.set(report.exception()));
          loop.callSoon(() -> TaskGroup.within(group -> {}));
          Async.sleep(Duration.ZERO);
        });
    assertThat(thrown.get()).isInstanceOf(WrongThreadException.class);
  }

  @Test
  @CoversScenario(PYTHON + "test_error_and_cancel")
  void childFailsAndTheParentIsCancelledByOthers_throwsTheGroupFirst_andTheCancellationNext()
      throws Exception {
    TestRun.run(
        () -> {
          Task<Void> parent =
              Async.createTask(
                  () -> {
                    Task<?> me = Async.currentTask().orElseThrow();
                    assertThat(
                            failuresOf(
                                () ->
                                    TaskGroup.within(
                                        group -> {
                                          group.createTask(
                                              () -> {
                                                Async.sleep(SECOND);
                                                me.cancel(); // as somebody else would
                                                fail("child");
                                              });
                                          Async.sleep(HOUR);
                                        })))
                        .containsExactly("child");
                    log.add("handled, " + Async.currentTask().orElseThrow().cancelling());
                    Async.sleep(Duration.ZERO);
                    log.add("not reached");
                  });
          assertCancelled(parent);
        });
    assertThat(log).containsExactly("handled, 1");
  }

  @Test
  @CoversScenario({
    PYTHON + "test_cancellation_does_not_leak_out_of_tg",
    PYTHON + "test_taskgroup_context_manager_exit_raises"
  })
  void afterAFailure_theParentIsNotCancelledAtItsNextSuspension() throws Exception {
    TestRun.run(
        () -> {
          assertThat(
                  failuresOf(
                      () ->
                          TaskGroup.within(
                              group -> {
                                try (AutoCloseable _ = TaskGroupTest::failClosing) {
                                  group.createTask(() -> failAfter(0, "child"));
                                  Async.sleep(HOUR);
                                }
                              })))
              .contains("child");
          assertNoTraces();
          log.add("went on");
        });
    assertThat(log).containsExactly("went on");
  }

  private static void failClosing() {
    throw new IllegalArgumentException("closing");
  }

  @Test
  void cancel_stopsChildrenAndBody_withoutAnError() throws Exception {
    TestRun.run(
        () -> {
          TaskGroup.within(
              group -> {
                group.createTask(() -> untilCancelled("child"));
                group.createTask(
                    () -> {
                      Async.sleep(SECOND);
                      group.cancel();
                      group.cancel();
                    });
                untilCancelled("body");
              });
          assertThat(EventLoop.running().time()).isEqualTo(SECOND);
          assertNoTraces();
          TaskGroup.within(
              group -> { // the body has ended and waits
                group.createTask(() -> untilCancelled("last"));
                EventLoop.running().callLater(SECOND, group::cancel);
              });
          assertNoTraces();
        });
    assertThat(log)
        .containsExactlyInAnyOrder("child cancelled", "body cancelled", "last cancelled");
  }

  @Test
  @CoversScenario(PYTHON + "test_cancels_task_if_created_during_creation")
  void eagerChildren_failingOrAddingOthers_stopTheGroupAllTheSame() throws Exception {
    TestRun.run(
        () -> {
          assertThat(
                  failuresOf(
                      () ->
                          TaskGroup.within(
                              group -> {
                                group.createTask(
                                    TaskOptions.DEFAULT.eager(),
                                    () -> {
                                      group.createTask(
                                          TaskOptions.DEFAULT.eager(), () -> fail("grandchild"));
                                      untilCancelled("child");
                                    });
                                Async.sleep(HOUR);
                              })))
              .containsExactly("grandchild");
          assertNoTraces();
        });
    assertThat(log).containsExactly("child cancelled");
  }

  @Test
  void exception_canBeTakenApart() throws Exception {
    TestRun.run(
        () ->
            assertThatExceptionOfType(TaskGroupException.class)
                .isThrownBy(
                    () ->
                        TaskGroup.within(
                            group -> {
                              group.createTask(() -> fail("state"));
                              group.createTask(
                                  () -> {
                                    throw new IllegalArgumentException("argument");
                                  });
                            }))
                .satisfies(
                    e -> {
                      assertThat(e).hasCauseInstanceOf(IllegalStateException.class);
                      assertThat(e.getSuppressed()).hasSize(1);
                      TaskGroupException.Split split =
                          e.split(IllegalArgumentException.class::isInstance);
                      assertThat(split.matching().orElseThrow().failures())
                          .containsExactly(e.getSuppressed()[0]);
                      assertThat(split.rest().orElseThrow().failures())
                          .containsExactly(e.getCause());
                      assertThat(e.subgroup(failure -> false)).isEmpty();
                      TaskGroupException nested = new TaskGroupException(List.of(e));
                      assertThat(
                              nested
                                  .subgroup(IllegalStateException.class::isInstance)
                                  .orElseThrow()
                                  .failures()
                                  .getFirst())
                          .isInstanceOf(TaskGroupException.class);
                    }));
  }
}
