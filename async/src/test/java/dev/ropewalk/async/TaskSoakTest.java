package dev.ropewalk.async;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Ten million tasks, many of them cancelled at random moments of their lives, leave nothing behind. */
@Tag("stress")
class TaskSoakTest {

  private static final long TASKS = 10_000_000;
  private static final int AT_A_TIME = 1_000;
  private static final int LOOKS = 10;
  private static final long ROOM = 8L << 20;

  private long returned;
  private long cancelled;

  @Test
  @Timeout(value = 60, unit = TimeUnit.MINUTES)
  void tenMillionTasks_withRandomCancels_doNotMakeTheHeapGrow() throws Exception {
    long[] used = new long[LOOKS];
    Async.run(
        () -> {
          Random random = new Random(1);
          ArrayDeque<Task<?>> tasks = new ArrayDeque<>();
          for (int look = 0; look < LOOKS; look++) {
            for (long i = 0; i < TASKS / LOOKS; i++) {
              int kind = random.nextInt(4);
              tasks.add(Async.createTask(() -> work(kind)));
              if (random.nextInt(3) == 0) {
                tasks.peekLast().cancel(); // before it began
              }
              if (tasks.size() >= AT_A_TIME) {
                Async.sleep(Duration.ZERO);
                while (tasks.size() > AT_A_TIME / 2) {
                  end(tasks.poll(), random);
                }
              }
            }
            while (!tasks.isEmpty()) {
              end(tasks.poll(), random);
            }
            assertThat(Async.allTasks()).hasSize(1);
            assertThat(EventLoop.running().schedule().timers())
                .isLessThanOrEqualTo(2 * Schedule.PURGE_AT_LEAST);
            used[look] = usedHeap();
            System.out.printf(
                "%,d tasks: %,d returned, %,d cancelled, %,d KiB of heap in use%n",
                (look + 1) * TASKS / LOOKS, returned, cancelled, used[look] >> 10);
          }
        });
    assertThat(returned + cancelled).isEqualTo(TASKS);
    assertThat(cancelled).isBetween(TASKS / 10, TASKS);
    assertThat(used[LOOKS - 1] - used[0]).isLessThan(ROOM);
  }

  private static void work(int kind) {
    switch (kind) {
      case 0 -> {}
      case 1 -> Async.sleep(Duration.ZERO);
      case 2 -> Async.sleep(Duration.ofNanos(1));
      default -> Async.shield(Async.createTask(() -> {})).await();
    }
  }

  private void end(Task<?> task, Random random) {
    if (random.nextInt(4) == 0) {
      task.cancel();
    }
    try {
      task.await();
      returned++;
    } catch (CancelledError e) {
      cancelled++;
    }
  }

  private static long usedHeap() {
    Async.sleep(
        Duration.ofMillis(10)); // threads that have ended are unmounted by then, or add little
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
