package dev.ropewalk.async;

import static dev.ropewalk.async.Bodies.letOthersRun;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A task that would wait for itself is told so; none else is, and it costs little to be sure of it. */
class WaitCyclesTest {

  /** With a walk along the whole chain at each await this takes more than a minute. */
  @Test
  @Timeout(30)
  void await_longChain_costsNoMoreThanAShortOne() throws Exception {
    int count = 60_000;
    TestRun.run(
        () -> {
          AsyncFuture<Integer> gate = new AsyncFuture<>();
          List<Awaitable<Integer>> chain = new ArrayList<>(List.of(gate));
          for (int i = 0; i < count; i++) {
            Awaitable<Integer> before = chain.getLast();
            chain.add(Async.createTask(() -> before.await()));
          }
          Async.createTask(
              () -> {
                letOthersRun();
                gate.setResult(1);
              });
          assertThat(Async.gather(chain).await()).hasSize(count + 1);
        });
  }

  @Test
  void await_longRing_isRefusedToTheOneThatWouldCloseIt() throws Exception {
    TestRun.run(
        () -> {
          int count = 1_000;
          List<Task<?>> ring = new ArrayList<>();
          for (int i = 0; i < count; i++) {
            int next = (i + 1) % count;
            ring.add(Async.createTask("t" + i, () -> ring.get(next).await()));
          }
          assertThatExceptionOfType(CompletionException.class)
              .isThrownBy(() -> ring.getFirst().await())
              .havingCause()
              .withMessage("t999 can't await t0, which waits for t999: neither would ever end");
        });
  }

  @Test
  void await_whatWaitsForAGatherThatHasFailed_isNoCycle() throws Exception {
    TestRun.run(
        () -> {
          AsyncFuture<Integer> fails = new AsyncFuture<>();
          List<Task<Integer>> tasks = new ArrayList<>();
          tasks.add(
              Async.createTask(
                  () -> {
                    Async.sleep(Duration.ofSeconds(1));
                    fails.setException(new IllegalStateException("no"));
                    letOthersRun(); // the gather fails, and who awaits it is about to go on
                    return tasks.get(1).await();
                  }));
          AsyncFuture<List<Integer>> gather = Async.gather(List.of(fails, tasks.getFirst()));
          tasks.add(
              Async.createTask(
                  () -> {
                    assertThatExceptionOfType(CompletionException.class).isThrownBy(gather::await);
                    return 1;
                  }));
          assertThat(tasks.getFirst().await()).isEqualTo(1);
        });
  }

  /** By the way that leads to the gather through one that has failed; nobody waits for that one's parts any more. */
  @Test
  void await_gatherOfAGatherThatHasFailed_isNoCycle() throws Exception {
    TestRun.run(
        () -> {
          AsyncFuture<Integer> fails = new AsyncFuture<>();
          AsyncFuture<Integer> other = new AsyncFuture<>();
          List<Awaitable<?>> outer = new ArrayList<>();
          Task<?> task =
              Async.createTask(
                  () -> {
                    fails.setException(new IllegalStateException("no"));
                    letOthersRun(); // the inner gather fails, and the outer one is about to
                    return outer.getFirst().await();
                  });
          var inner = Async.gather(List.<Awaitable<?>>of(fails, task));
          outer.add(Async.gatherEnded(List.<Awaitable<?>>of(inner, other)));
          for (int i = 0; i < 10; i++) { // it is not decided by who waits for the task
            task.addDoneCallback(_ -> {});
          }
          letOthersRun();
          letOthersRun();
          other.setResult(1);
          assertThat(task.await()).isInstanceOf(List.class);
        });
  }

  @Test
  void await_bigGather_byManyWhoAreWaitedFor_looksAtFewOfItsParts() throws Exception {
    TestRun.run(
        () -> {
          EventLoop loop = EventLoop.running();
          CountingList<Awaitable<? extends Integer>> parts = new CountingList<>();
          for (int i = 0; i < 1_000; i++) {
            parts.add(new AsyncFuture<Integer>());
          }
          AsyncFuture<Integer> big = Gather.of(loop, parts, true, List::size);
          parts.looks = 0;
          List<Task<Integer>> followers = new ArrayList<>();
          for (int i = 0; i < 2_000; i++) {
            Task<Integer> follower = Async.createTask(big::await);
            followers.add(follower);
            if (i % 2 == 0) {
              follower.addDoneCallback(_ -> {});
            }
          }
          AsyncFuture<?> all = Async.gather(followers);
          letOthersRun();
          assertThat(followers).allMatch(Task::isSuspended);
          assertThat(parts.looks).isBetween(1_000, 10_000); // and not two millions
          all.cancel();
        });
  }

  /** The number of ways through these gathers is two to the power of a hundred. */
  @Test
  @Timeout(30)
  void await_gathersThatShareTheirParts_looksAtEachOnce() throws Exception {
    TestRun.run(
        () -> {
          AsyncFuture<Integer> gate = new AsyncFuture<>();
          Awaitable<?> below = gathers(gate);
          Task<?> task = Async.createTask(() -> below.await());
          Awaitable<?> above = gathers(task);
          letOthersRun();
          assertThat(task.isSuspended()).isTrue();
          gate.setResult(1);
          above.await();
        });
  }

  private static Awaitable<?> gathers(Awaitable<?> lowest) {
    Awaitable<?> left = lowest;
    Awaitable<?> right = lowest;
    for (int i = 0; i < 100; i++) {
      List<Awaitable<?>> both = List.of(left, right);
      left = Async.gatherEnded(both);
      right = Async.gatherEnded(both);
    }
    return left;
  }

  /** Counts how many of its items are looked at. */
  private static final class CountingList<E> extends AbstractList<E> {
    private final List<E> items = new ArrayList<>();
    private int looks;

    @Override
    public E get(int index) {
      looks++;
      return items.get(index);
    }

    @Override
    public void add(int index, E item) {
      items.add(index, item);
    }

    @Override
    public int size() {
      return items.size();
    }
  }

  @Test
  void await_bodyOfAGenerator_ofAGatherWithWhoeverWantsItsItem_isRefused() throws Exception {
    TestRun.run(
        () -> {
          AsyncFuture<Integer> other = new AsyncFuture<>();
          AtomicReference<Task<?>> asker = new AtomicReference<>();
          asker.set(
              Async.createTask(
                  "asker",
                  () -> {
                    try (AsyncIterator<Object> items =
                        AsyncIterator.of(
                            out -> out.emit(Async.gather(other, asker.get()).await()))) {
                      return items.next();
                    }
                  }));
          assertThatExceptionOfType(CompletionException.class)
              .isThrownBy(() -> asker.get().await())
              .havingRootCause()
              .isInstanceOf(IllegalStateException.class)
              .withMessageContaining("neither would ever end");
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6})
  void await_atRandom_isRefusedIfAndOnlyIfItClosesACycle(int seed) throws Exception {
    TestRun.run(() -> new RandomWaits(seed).run());
  }

  /** Tasks that await what they are told to, and a record of it in which cycles are searched for plainly. */
  private static final class RandomWaits {
    private static final int TASKS = 100;
    private final Random random;
    private final List<Orders> orders = new ArrayList<>();
    private final List<Task<Integer>> tasks = new ArrayList<>();
    private final List<Awaitable<?>> awaitables = new ArrayList<>();
    private final Map<Awaitable<?>, List<? extends Awaitable<?>>> gathered = new HashMap<>();
    private final Map<Task<?>, Awaitable<?>> waits = new HashMap<>();
    private int refused;

    RandomWaits(int seed) {
      this.random = new Random(seed);
    }

    void run() {
      for (int i = 0; i < TASKS; i++) {
        Orders own = new Orders();
        orders.add(own);
        tasks.add(Async.createTask("t" + i, own::obey));
      }
      awaitables.addAll(tasks);
      letOthersRun();
      for (int step = 0; step < 1_000; step++) {
        int chosen = random.nextInt(TASKS);
        Task<Integer> task = tasks.get(chosen);
        waits.values().removeIf(Awaitable::isDone);
        awaitables.removeIf(Awaitable::isDone);
        if (task.isDone() || waits.containsKey(task)) {
          continue;
        }
        if (random.nextInt(40) == 0) {
          orders.get(chosen).give(null);
        } else if (random.nextInt(4) == 0) {
          List<Awaitable<?>> some =
              random.ints(3, 0, awaitables.size()).<Awaitable<?>>mapToObj(awaitables::get).toList();
          AsyncFuture<?> gather = Async.gather(some);
          gathered.put(gather, some);
          awaitables.add(gather);
        } else {
          tell(chosen, task, awaitables.get(random.nextInt(awaitables.size())));
        }
        for (int i = 0; i < 3; i++) {
          letOthersRun();
        }
      }
      assertThat(refused).isPositive();
      tasks.forEach(Task::cancel);
    }

    private void tell(int chosen, Task<Integer> task, Awaitable<?> what) {
      boolean cycle = reaches(what, task, new HashSet<>());
      orders.get(chosen).give(what);
      letOthersRun();
      letOthersRun();
      assertThat(orders.get(chosen).wasRefused).as("%s awaits %s", task, what).isEqualTo(cycle);
      if (cycle) {
        refused++;
      } else {
        waits.put(task, what);
      }
    }

    private boolean reaches(Awaitable<?> from, Awaitable<?> target, Set<Awaitable<?>> seen) {
      if (from.isDone() || !seen.add(from)) {
        return false;
      }
      Awaitable<?> next = waits.get(from);
      return from == target
          || (next != null && reaches(next, target, seen))
          || gathered.getOrDefault(from, List.of()).stream()
              .anyMatch(part -> reaches(part, target, seen));
    }
  }

  /** What one task is to do next. */
  private static final class Orders {
    private AsyncFuture<Awaitable<?>> next = new AsyncFuture<>();
    private boolean wasRefused;

    /** Null is to end. */
    void give(Awaitable<?> order) {
      AsyncFuture<Awaitable<?>> given = next;
      next = new AsyncFuture<>();
      given.setResult(order);
    }

    int obey() {
      Awaitable<?> order;
      while ((order = next.await()) != null) {
        wasRefused = false;
        try {
          order.await();
        } catch (IllegalStateException e) {
          wasRefused = true;
        }
      }
      return 1;
    }
  }
}
