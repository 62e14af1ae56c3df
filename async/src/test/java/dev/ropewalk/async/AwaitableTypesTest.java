package dev.ropewalk.async;

import static dev.ropewalk.async.Bodies.SECOND;
import static dev.ropewalk.async.Bodies.letOthersRun;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** Awaitables of different types together, and coroutines without a value, are taken wherever one would expect it. */
class AwaitableTypesTest {

  private final List<String> log = new ArrayList<>();

  @Test
  void wait_takesDifferentTypes_andGivesBackWhatTheyHaveInCommon() throws Exception {
    TestRun.run(
        () -> {
          Task<Integer> number = Async.createTask(() -> 1);
          Task<String> text = Async.createTask(() -> "one");
          AsyncFuture<String> future = new AsyncFuture<>();
          future.setResult("set");
          Set<Task<?>> others = Async.allTasks();
          others.stream().filter(task -> task.name().equals("none")).forEach(Task::cancel);
          assertThat(Async.wait(List.of(number, text, future)).done())
              .containsExactly(number, text, future);
          for (Task<?> task : Async.wait(List.of(number, text)).done()) {
            log.add(task.result().toString());
          }
          List<Task<?>> ended = new ArrayList<>(List.of(text, number));
          assertThat(Async.wait(ended).done()).isEqualTo(Set.of(number, text));
          List<Awaitable<?>> any = List.of(future);
          assertThat(Async.wait(any).pending()).isEmpty();
        });
    assertThat(log).containsExactly("1", "one");
  }

  @Test
  void asCompleted_takesDifferentTypes() throws Exception {
    TestRun.run(
        () -> {
          List<Task<?>> tasks = List.of(Async.createTask(() -> 1), Async.createTask(() -> "one"));
          for (Task<?> task : Async.asCompleted(tasks)) {
            log.add(task.name() + " " + task.result());
          }
        });
    assertThat(log).containsExactly("Task-2 1", "Task-3 one");
  }

  @Test
  void coroutinesWithoutAValue_areGatheredShieldedAndLimited() throws Exception {
    TestRun.run(
        () -> {
          assertThat(
                  Async.gather(
                          () -> {
                            letOthersRun();
                            log.add("first");
                          },
                          () -> {
                            log.add("second");
                          })
                      .await())
              .hasSize(2)
              .containsOnlyNulls();
          Async.shield(
                  () -> {
                    log.add("shielded");
                  })
              .await();
          Async.waitFor(
              () -> {
                log.add("in time");
              },
              SECOND);
          assertThatExceptionOfType(TimeoutException.class)
              .isThrownBy(
                  () ->
                      Async.waitFor(
                          () -> {
                            Async.sleep(SECOND);
                          },
                          Duration.ofMillis(1)));
          assertThat(Async.gather(() -> 1, () -> 2).await()).containsExactly(1, 2);
        });
    assertThat(log).containsExactly("second", "first", "shielded", "in time");
  }

  @Test
  void gather_ofCoroutinesOneOfWhichIsNull_beginsNone() throws Exception {
    TestRun.run(
        () -> {
          Coroutine<Integer> begins = () -> log.size();
          CoroutineAction acts = () -> log.add("began");
          assertThatExceptionOfType(NullPointerException.class)
              .isThrownBy(() -> Async.gather(begins, (Coroutine<Integer>) null));
          assertThatExceptionOfType(NullPointerException.class)
              .isThrownBy(() -> Async.gather(acts, (CoroutineAction) null));
          assertThat(Async.allTasks()).hasSize(1);
        });
  }
}
