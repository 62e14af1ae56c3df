package dev.ropewalk.async;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ropewalk.executors.ReturnWhen;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Trees of groups, gathers, timeouts and shields, cancelled at random, in jumping time: whatever begins ends, and nothing is
 * left behind.
 */
class StructureSoakTest {

  private static final List<ReturnWhen> ANY = List.of(ReturnWhen.values());

  private int begun;
  private int ended;

  @Test
  void randomTrees_withRandomCancellations_leaveNothingBehind() throws Exception {
    for (int seed = 0; seed < 300; seed++) {
      grow(seed);
    }
  }

  @Test
  @Tag("stress")
  void manyRandomTrees_withRandomCancellations_leaveNothingBehind() throws Exception {
    for (int seed = 300; seed < 30_000; seed++) {
      grow(seed);
    }
  }

  private void grow(int seed) throws Exception {
    Random random = new Random(seed);
    try {
      TestRun.run(
          () -> {
            Task<?> me = Async.currentTask().orElseThrow();
            List<Task<?>> roots = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
              roots.add(Async.createTask(options(random), () -> node(random, 3)));
            }
            for (int i = 0; i < 5; i++) {
              Async.sleep(Duration.ofMillis(random.nextInt(30)));
              List<Task<?>> all = new ArrayList<>(Async.allTasks());
              all.remove(me);
              if (!all.isEmpty()) {
                all.get(random.nextInt(all.size())).cancel();
              }
            }
            for (Task<?> root : roots) {
              try {
                root.await();
              } catch (CancelledError | CompletionException expected) {
                // Ends somehow.
              }
            }
            while (Async.allTasks().size() > 1) { // what a shield or a failed gather left behind
              Async.sleep(Duration.ofMillis(1));
            }
            Async.sleep(Duration.ofHours(1)); // nothing is left to be delivered
            assertThat(me.cancelling()).isZero();
            assertThat(EventLoop.running().schedule().timers()).isZero();
            EventLoop.running().setExceptionHandler((loop, report) -> {});
          });
    } catch (CompletionException e) {
      throw new AssertionError("seed " + seed, e);
    }
    assertThat(ended).as("seed %d", seed).isEqualTo(begun);
  }

  private static TaskOptions options(Random random) {
    return random.nextBoolean() ? TaskOptions.DEFAULT : TaskOptions.DEFAULT.eager();
  }

  private int node(Random random, int depth) throws Exception {
    begun++;
    Task<?> me = Async.currentTask().orElseThrow();
    try {
      Async.sleep(Duration.ofMillis(random.nextInt(10)));
      if (depth == 0) {
        if (random.nextInt(8) == 0) {
          throw new IllegalStateException("as told");
        }
        return 1;
      }
      int before = me.cancelling();
      inner(random, depth);
      assertThat(me.cancelling()).isLessThanOrEqualTo(before + 1);
      return depth;
    } finally {
      ended++;
    }
  }

  private void inner(Random random, int depth) throws Exception {
    switch (random.nextInt(5)) {
      case 0 -> {
        try {
          TaskGroup.within(
              group -> {
                for (int i = 0; i < 3; i++) {
                  group.createTask(options(random), () -> node(random, depth - 1));
                }
                if (random.nextInt(4) == 0) {
                  group.cancel();
                }
              });
        } catch (TaskGroupException e) {
          assertThat(e.failures()).isNotEmpty();
        }
      }
      case 1 -> {
        try {
          Async.timeout(Duration.ofMillis(random.nextInt(30)), () -> node(random, depth - 1));
        } catch (TimeoutException e) {
          assertThat(e).hasCauseInstanceOf(CancelledError.class);
        }
      }
      case 2 ->
          Async.<Integer>gather(() -> node(random, depth - 1), () -> node(random, depth - 1))
              .await();
      case 3 -> Async.<Integer>shield(() -> node(random, depth - 1)).await();
      default -> {
        List<Task<Integer>> tasks = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
          tasks.add(Async.createTask(options(random), () -> node(random, depth - 1)));
        }
        var result =
            Async.wait(tasks, ANY.get(random.nextInt(3)), Duration.ofMillis(random.nextInt(30)));
        assertThat(result.done().size() + result.pending().size()).isEqualTo(2);
        for (Awaitable<Integer> left : result.pending()) {
          left.cancel();
        }
      }
    }
  }
}
