package dev.ropewalk.async;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** At most one coroutine or callback of a loop runs at a time, and each sees what those before it did. */
class MutualExclusionTest {

  /** Plain on purpose: only the loop's guarantee keeps it right. */
  private static final class Counter {
    int value;
    int inside;
    int mostInside;

    void increment() {
      inside++;
      mostInside = Math.max(mostInside, inside);
      int before = value;
      for (int i = 0; i < 10; i++) {
        Thread.onSpinWait();
      }
      value = before + 1;
      inside--;
    }
  }

  @Test
  void tasks_incrementBetweenSuspensions_loseNoUpdate() throws Exception {
    int tasks = 200;
    int steps = 200;
    Counter counter = new Counter();
    Async.run(
        () -> {
          Random random = new Random(42);
          List<Task<Void>> started = new ArrayList<>();
          for (int i = 0; i < tasks; i++) {
            boolean sleeps = random.nextInt(10) == 0;
            started.add(
                Async.createTask(
                    () -> {
                      for (int step = 0; step < steps; step++) {
                        counter.increment();
                        Async.sleep(
                            sleeps && step % 50 == 0 ? Duration.ofNanos(1_000) : Duration.ZERO);
                      }
                    }));
          }
          for (Task<Void> task : started) {
            task.await();
          }
        });
    assertThat(counter.value).isEqualTo(tasks * steps);
    assertThat(counter.mostInside).isEqualTo(1);
  }

  @Test
  void tasksCallbacksAndOtherThreads_incrementOnTheLoop_loseNoUpdate() throws Exception {
    int each = 20_000;
    Counter counter = new Counter();
    Async.run(
        () -> {
          EventLoop loop = EventLoop.running();
          List<Thread> threads = new ArrayList<>();
          for (int t = 0; t < 2; t++) {
            threads.add(
                Thread.ofPlatform()
                    .start(
                        () -> {
                          for (int i = 0; i < each; i++) {
                            loop.callSoonThreadsafe(counter::increment);
                          }
                        }));
          }
          for (int i = 0; i < each || threads.stream().anyMatch(Thread::isAlive); i++) {
            if (i < each) {
              counter.increment();
              loop.callSoon(counter::increment);
            }
            Async.sleep(Duration.ZERO);
          }
          Async.sleep(Duration.ZERO);
          Async.sleep(Duration.ZERO);
        });
    assertThat(counter.value).isEqualTo(4 * each);
    assertThat(counter.mostInside).isEqualTo(1);
  }
}
