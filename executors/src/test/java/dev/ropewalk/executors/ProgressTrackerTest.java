package dev.ropewalk.executors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ropewalk.executors.thread.ThreadPool;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ProgressTrackerTest {

  private final List<Long> counts = Collections.synchronizedList(new ArrayList<>());
  private final List<String> ends = Collections.synchronizedList(new ArrayList<>());

  private final ProgressListener listener =
      new ProgressListener() {
        @Override
        public void advanced(long done, long total) {
          counts.add(done);
        }

        @Override
        public void ended() {
          ends.add("after " + counts.getLast());
        }
      };

  @Test
  void numbers_neverGoBack_howeverManyThreadsEndTasks() {
    try (ThreadPool pool = new ThreadPool(4);
        ProgressTracker tracker = new ProgressTracker(2000, listener)) {
      for (int i = 0; i < 2000; i++) {
        tracker.add(pool.submit(() -> 1));
      }
    }
    assertThat(counts).hasSize(2001).isSorted().endsWith(2000L);
    assertThat(ends).containsExactly("after 2000");
  }

  @Test
  void ended_comesWhenClosedAndAllAreDone_once() throws Exception {
    try (ThreadPool pool = new ThreadPool(1)) {
      CountDownLatch gate = new CountDownLatch(1);
      ProgressTracker tracker = new ProgressTracker(ProgressListener.UNKNOWN, listener);
      TaskFuture<String> running =
          pool.submit(
              () -> {
                gate.await();
                return "rope";
              });
      tracker.add(running, 10);
      TaskFuture<Integer> cancelled = pool.submit(() -> 1);
      tracker.add(cancelled);
      cancelled.cancel(false);
      tracker.close();
      assertThat(ends).isEmpty();
      assertThatThrownBy(() -> tracker.add(running)).isInstanceOf(IllegalStateException.class);
      gate.countDown();
    }
    assertThat(counts).containsExactly(0L, 10L);
    assertThat(ends).containsExactly("after 10");
  }

  @Test
  void listenerThatFails_stopsNothing() throws Exception {
    try (ThreadPool pool = new ThreadPool(1);
        ProgressTracker tracker =
            new ProgressTracker(
                1,
                (done, _) -> {
                  counts.add(done);
                  throw new IllegalStateException("a listener that fails, on purpose");
                })) {
      TaskFuture<Integer> five = pool.submit(() -> 5);
      tracker.add(five);
      assertThat(five.get()).isEqualTo(5);
    }
    assertThat(counts).containsExactly(0L, 1L);
  }

  @Test
  void total_negative_isRefused() {
    assertThatThrownBy(() -> new ProgressTracker(-2, listener))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
