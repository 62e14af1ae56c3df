package dev.ropewalk.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ropewalk.testkit.CoversScenario;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class TaskFactoryTest {

  private static final String EAGER =
      "test_asyncio.test_eager_task_factory.EagerTaskFactoryLoopTests.";

  private CompletableFuture<?> cancelled = new CompletableFuture<>();
  private final List<String> log = new ArrayList<>();

  /** Names tasks, and wraps their bodies. */
  private <T> Task<T> logging(EventLoop loop, Coroutine<T> body, TaskOptions options) {
    Coroutine<T> wrapped =
        () -> {
          log.add("begins");
          return body.run();
        };
    return TaskFactory.STANDARD.createTask(loop, wrapped, options.name("made"));
  }

  private static <T> Task<T> refusing(EventLoop loop, Coroutine<T> body, TaskOptions options) {
    throw new UnsupportedOperationException("no tasks today");
  }

  @Test
  @CoversScenario("test_asyncio.test_base_events.BaseEventLoopTests.test_set_task_factory")
  void aFactory_makesTheTasksUntilItIsReset() throws Exception {
    TestRun.run(
        () -> {
          EventLoop loop = EventLoop.running();
          assertThat(loop.taskFactory()).isEmpty();
          TaskFactory factory = this::logging;
          loop.setTaskFactory(factory);
          assertThat(loop.taskFactory()).containsSame(factory);
          Task<Integer> made = Async.createTask("mine", () -> 1);
          assertThat(made.name()).isEqualTo("made");
          assertThat(made.await()).isEqualTo(1);
          TaskGroup.within(group -> assertThat(group.createTask(() -> 2).name()).isEqualTo("made"));
          assertThat(log).containsExactly("begins", "begins");

          loop.setTaskFactory(null);
          assertThat(loop.taskFactory()).isEmpty();
          assertThat(Async.createTask("mine", () -> 3).name()).isEqualTo("mine");
        });
  }

  @Test
  @CoversScenario(EAGER + "test_eager_task_factory_set")
  void theEagerFactory_letsTasksBeginAtOnce() throws Exception {
    TestRun.run(
        () -> {
          EventLoop.running().setTaskFactory(TaskFactory.EAGER);
          Task<Integer> task = Async.createTask(() -> 1);
          assertThat(task.isDone()).isTrue();
          assertThat(task.await()).isEqualTo(1);
        });
  }

  @Test
  @CoversScenario(EAGER + "test_eager_start_false")
  void aTaskThatIsNotToBeEager_isNot() throws Exception {
    TestRun.run(
        () -> {
          EventLoop.running().setTaskFactory(TaskFactory.EAGER);
          Task<Integer> task = Async.createTask(TaskOptions.DEFAULT.eager(false), () -> 1);
          assertThat(task.isDone()).isFalse();
          assertThat(task.await()).isEqualTo(1);
          EventLoop.running().setTaskFactory(TaskFactory.STANDARD);
          assertThat(Async.createTask(() -> 1).isDone()).isFalse();
          assertThat(Async.createTask(TaskOptions.DEFAULT.eager(), () -> 1).isDone()).isTrue();
        });
  }

  @Test
  void aFactoryThatFails_failsInWhoeverCreatesTheTask() throws Exception {
    TestRun.run(
        () -> {
          EventLoop.running().setTaskFactory(TaskFactoryTest::refusing);
          assertThatThrownBy(() -> Async.createTask(() -> 1)).hasMessage("no tasks today");
          assertThat(Async.allTasks()).hasSize(1);
        });
  }

  @Test
  @CoversScenario(
      "test_asyncio.test_tasks.RunCoroutineThreadsafeTests.test_run_coroutine_threadsafe_task_factory_exception")
  void aFactoryThatFailsForAnotherThread_failsThereAndIsReported() throws Exception {
    Async.run(
        () -> {
          EventLoop loop = EventLoop.running();
          loop.setTaskFactory(TaskFactoryTest::refusing);
          loop.setExceptionHandler((_, report) -> log.add(String.valueOf(report.exception())));
          CompletableFuture<Integer> result = loop.runCoroutineThreadsafe(() -> 1);
          while (!result.isDone()) {
            Async.sleep(Duration.ZERO);
          }
          assertThatThrownBy(result::get)
              .isInstanceOf(ExecutionException.class)
              .hasRootCauseMessage("no tasks today");
          Async.sleep(Duration.ZERO);
          assertThat(log).singleElement().asString().contains("no tasks today");
          assertThat(loop.outsiders()).isEmpty();
        });
  }

  private <T> Task<T> cancelling(EventLoop loop, Coroutine<T> body, TaskOptions options) {
    cancelled.cancel(true);
    return TaskFactory.STANDARD.createTask(loop, body, options);
  }

  @Test
  void aFactoryDuringWhichTheCopyIsCancelled_makesATaskThatNeverBegins() throws Exception {
    TestRun.run(
        () -> {
          EventLoop loop = EventLoop.running();
          loop.setTaskFactory(this::cancelling);
          cancelled = loop.runCoroutineThreadsafe(() -> log.add("begun"));
          for (int i = 0; i < 4; i++) {
            Async.sleep(Duration.ZERO);
          }
          assertThat(cancelled).isCancelled();
          assertThat(log).isEmpty();
          assertThat(Async.allTasks()).hasSize(1);
        });
  }
}
