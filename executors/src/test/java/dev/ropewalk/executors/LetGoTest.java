package dev.ropewalk.executors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.common.util.concurrent.UncheckedTimeoutException;
import dev.ropewalk.executors.thread.ThreadPool;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Neither a pool nor a future nor an iterator keeps what nobody can ask it for any more. */
class LetGoTest {

  private final ThreadPool pool = new ThreadPool(1);

  @AfterEach
  void close() {
    pool.close();
  }

  private static final class Thing {
    Thing self() {
      return this;
    }

    int one() {
      return 1;
    }
  }

  private static void assertCollected(WeakReference<?> reference) {
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> {
              System.gc();
              return reference.get() == null;
            });
  }

  /** Runs a task that works with the thing, and drops it; the future is kept by whom it is given to. */
  private WeakReference<Thing> worked(List<TaskFuture<?>> futures) throws Exception {
    Thing thing = new Thing();
    TaskFuture<Integer> future = pool.submit(thing::one);
    assertThat(future.get()).isEqualTo(1);
    futures.add(future);
    return new WeakReference<>(thing);
  }

  @Test
  void future_keepsNothingOfItsBody() throws Exception {
    List<TaskFuture<?>> kept = new ArrayList<>();
    assertCollected(worked(kept));
    assertThat(kept).allMatch(TaskFuture::isDone);
  }

  private WeakReference<Thing> resultOfADroppedFuture() throws Exception {
    return new WeakReference<>(pool.submit(new Thing()::self).get());
  }

  @Test
  void idleWorker_doesNotKeepItsLastTask() throws Exception {
    assertCollected(resultOfADroppedFuture());
  }

  private static WeakReference<@Nullable Object> next(Iterator<?> iterator) {
    return new WeakReference<>(iterator.next());
  }

  @Test
  void maps_doNotKeepResultsThatWereRead() {
    for (LazyResults<Thing> maps :
        List.of(
            pool.map(_ -> new Thing(), List.of(1, 2, 3)),
            pool.mapUnordered(_ -> new Thing(), List.of(1, 2, 3)))) {
      Iterator<Thing> results = maps.iterator();
      assertCollected(next(results));
      assertCollected(next(results));
      assertCollected(next(results));
      assertThat(results.hasNext()).isFalse();
    }
  }

  private WeakReference<Thing> resultInTime(Duration limit) throws Exception {
    return new WeakReference<>(pool.withTaskTimeout(limit).submit(new Thing()::self).get());
  }

  @Test
  void timerOfALimit_doesNotKeepATaskThatHasEnded() throws Exception {
    assertCollected(resultInTime(Duration.ofDays(1)));
  }

  @Test
  void asCompleted_doesNotKeepFuturesThatWereRead_andTheirListMayChange() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    List<TaskFuture<Integer>> futures = new ArrayList<>();
    futures.add(pool.submit(() -> 1));
    futures.add(pool.submit(() -> 2));
    futures.get(1).get();
    futures.add(
        pool.submit(
            () -> {
              gate.await();
              return 3;
            }));
    Iterator<TaskFuture<Integer>> completed =
        Futures.asCompleted(futures, Duration.ZERO).iterator();
    for (int i = 0; i < 2; i++) {
      WeakReference<?> read = next(completed);
      futures.remove(0);
      assertCollected(read);
    }
    assertThatThrownBy(completed::next).isInstanceOf(UncheckedTimeoutException.class);
    gate.countDown();
  }
}
