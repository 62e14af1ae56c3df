package dev.ropewalk.async.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ropewalk.async.Async;
import dev.ropewalk.async.CancelledError;
import dev.ropewalk.async.CoroutineAction;
import dev.ropewalk.async.Task;
import dev.ropewalk.async.TaskGroup;
import dev.ropewalk.async.testing.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Tasks that use locks, a semaphore, a condition, a queue, groups and timeouts, in orders that seeds choose, cancelled at
 * random: exclusion holds, nothing gets stuck, no permit, item or wake-up is lost.
 */
class PermutedSoakTest {

  private static final int PERMITS = 2;
  private static final int CAPACITY = 2;

  @Test
  void randomUse_inSomeOrders_losesNothing() throws Exception {
    explore(0, 300);
  }

  @Test
  @Tag("stress")
  void randomUse_inManyOrders_losesNothing() throws Exception {
    explore(300, 100_000);
  }

  private static void explore(long firstSeed, int orders) throws Exception {
    long[] seed = {firstSeed};
    VirtualTime.explore(firstSeed, orders, () -> new World(seed[0]++).live());
  }

  /** What one run is about. Touched by one coroutine at a time, as everything on a loop. */
  private static final class World {

    private final Random random;
    private final AsyncMutex mutex = new AsyncMutex();
    private final AsyncSemaphore semaphore = new AsyncSemaphore(PERMITS);
    private final AsyncQueue<Integer> queue = new AsyncQueue<>(CAPACITY);
    private final AsyncCondition condition = new AsyncCondition();
    private boolean inMutex;
    private int inSemaphore;
    private int sent;
    private int received;
    private int putting;
    private int taking;
    private int tickets;
    private int waitingForTickets;
    private int bodies;

    World(long seed) {
      random = new Random(seed);
    }

    void live() {
      List<Task<?>> tasks = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        tasks.add(Async.createTask(this::worker));
      }
      for (int i = 0; i < 4; i++) {
        pause();
        tasks.get(random.nextInt(tasks.size())).cancel();
      }
      Async.sleep(
          Duration.ofSeconds(1)); // by now only those are left that wait for what will not come
      assertThat(tickets > 0 && waitingForTickets > 0).as("a lost signal").isFalse();
      assertThat(taking > 0 && !queue.isEmpty()).as("a lost item").isFalse();
      assertThat(putting > 0 && !queue.isFull()).as("lost room").isFalse();
      assertThat(inMutex || mutex.locked()).as("a mutex that nobody lets go").isFalse();
      tasks.forEach(Task::cancel);
      for (Task<?> task : tasks) {
        try {
          task.await();
        } catch (CancelledError | CompletionException expected) {
          assertThat(expected).hasNoSuppressedExceptions();
          if (expected instanceof CompletionException failed) {
            assertThat(failed).hasCauseInstanceOf(TimeoutException.class);
          }
        }
      }
      assertThat(bodies).as("bodies that have not ended").isZero();
      assertThat(mutex.locked()).isFalse();
      assertThat(condition.locked()).isFalse();
      assertThat(semaphore.permits()).isEqualTo(PERMITS);
      assertThat(queue.size()).isEqualTo(sent - received).isLessThanOrEqualTo(CAPACITY);
    }

    private void worker() throws Exception {
      for (int step = 0; step < 4; step++) {
        switch (random.nextInt(4)) {
          case 0 -> inTime(this::use);
          case 1 ->
              TaskGroup.within(
                  group -> {
                    group.createTask(() -> inTime(this::use));
                    group.createTask(() -> inTime(this::use));
                  });
          default -> use();
        }
      }
    }

    private void inTime(CoroutineAction body) throws Exception {
      try {
        Async.<Object, Exception>timeout(
            Duration.ofMillis(random.nextInt(5)),
            () -> {
              body.run();
              return true;
            });
      } catch (TimeoutException e) {
        assertThat(e).hasCauseInstanceOf(CancelledError.class);
      }
    }

    private void use() {
      bodies++;
      try {
        switch (random.nextInt(6)) {
          case 0 -> holdMutex();
          case 1 -> holdPermit();
          case 2 -> put();
          case 3 -> take();
          case 4 -> giveTicket();
          default -> takeTicket();
        }
      } finally {
        bodies--;
      }
    }

    private void holdMutex() {
      try (AsyncHold _ = mutex.hold()) {
        assertThat(inMutex).as("two hold the mutex").isFalse();
        inMutex = true;
        try {
          pause();
        } finally {
          inMutex = false;
        }
      }
    }

    private void holdPermit() {
      try (AsyncHold _ = semaphore.hold()) {
        inSemaphore++;
        try {
          assertThat(inSemaphore).isLessThanOrEqualTo(PERMITS);
          pause();
        } finally {
          inSemaphore--;
        }
      }
    }

    private void put() {
      putting++;
      try {
        queue.put(sent);
        sent++;
      } finally {
        putting--;
      }
    }

    private void take() {
      taking++;
      try {
        var _ = queue.take();
        received++;
      } finally {
        taking--;
      }
    }

    private void giveTicket() {
      try (AsyncHold _ = condition.hold()) {
        tickets++;
        condition.signal();
      }
    }

    private void takeTicket() {
      try (AsyncHold _ = condition.hold()) {
        waitingForTickets++;
        try {
          condition.awaitUntil(() -> tickets > 0);
          tickets--;
        } finally {
          waitingForTickets--;
        }
      }
    }

    private void pause() {
      Async.sleep(Duration.ofMillis(random.nextInt(3)));
    }
  }
}
