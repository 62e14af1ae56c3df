package dev.ropewalk.async;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Many tasks at once: each ends as it should, and their threads end with them. */
class ManyTasksTest {

  @Test
  void tenThousandTasks_sleepAwaitFailAndAreCancelled_allEndAsTheyShould() throws Exception {
    churn(10_000, 1);
  }

  @Test
  @Tag("stress")
  void manyRounds_withOtherSeeds_allEndAsTheyShould() throws Exception {
    for (int seed = 0; seed < 30; seed++) {
      churn(10_000, seed);
    }
  }

  private enum Kind {
    RETURNS,
    FAILS,
    IS_CANCELLED,
    AWAITS_THE_ONE_BEFORE
  }

  private static void churn(int count, int seed) throws Exception {
    int[] sum = {0}; // plain: the loop's order is all that guards it
    int[] ended = {0};
    TestRun.run(
        () -> {
          Random random = new Random(seed);
          List<Kind> kinds = new ArrayList<>();
          List<Task<Integer>> tasks = new ArrayList<>();
          for (int i = 0; i < count; i++) {
            Kind kind = i == 0 ? Kind.RETURNS : Kind.values()[random.nextInt(4)];
            Duration delay = Duration.ofMillis(random.nextInt(100));
            Task<Integer> before = i == 0 ? null : tasks.getLast();
            kinds.add(kind);
            tasks.add(
                Async.createTask(
                    () -> {
                      Async.sleep(delay);
                      sum[0]++;
                      return switch (kind) {
                        case RETURNS -> 1;
                        case FAILS -> throw new IllegalStateException("as told");
                        case IS_CANCELLED -> {
                          Async.sleep(Duration.ofHours(1));
                          yield 2;
                        }
                        case AWAITS_THE_ONE_BEFORE -> before.await();
                      };
                    }));
            tasks.getLast().addDoneCallback(task -> ended[0]++);
          }
          Async.sleep(Duration.ofSeconds(1));
          for (int i = 0; i < count; i++) {
            if (kinds.get(i) == Kind.IS_CANCELLED) {
              tasks.get(i).cancel();
            }
          }
          Async.sleep(Duration.ofSeconds(1));
          for (int i = 0; i < count; i++) {
            assertThat(outcome(tasks.get(i))).isEqualTo(expected(kinds, i));
          }
          Async.sleep(Duration.ZERO);
          assertThat(EventLoop.running().schedule().timers()).isZero();
        });
    assertThat(sum[0]).isEqualTo(count);
    assertThat(ended[0]).isEqualTo(count);
  }

  private static Kind outcome(Task<Integer> task) {
    try {
      assertThat(task.await()).isEqualTo(1);
      return Kind.RETURNS;
    } catch (CompletionException e) {
      assertThat(e.getCause()).hasMessage("as told");
      return Kind.FAILS;
    } catch (CancelledError e) {
      return Kind.IS_CANCELLED;
    }
  }

  private static Kind expected(List<Kind> kinds, int index) {
    int i = index;
    while (kinds.get(i) == Kind.AWAITS_THE_ONE_BEFORE) {
      i--;
    }
    return kinds.get(i);
  }
}
