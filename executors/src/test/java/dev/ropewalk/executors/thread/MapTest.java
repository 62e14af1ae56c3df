package dev.ropewalk.executors.thread;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.util.concurrent.UncheckedTimeoutException;
import dev.ropewalk.executors.LazyResults;
import dev.ropewalk.executors.MapOptions;
import dev.ropewalk.executors.PortableFunction;
import dev.ropewalk.executors.TaskFuture;
import dev.ropewalk.testkit.CoversScenario;
import dev.ropewalk.testkit.Delays;
import dev.ropewalk.testkit.ThreadStates;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MapTest {

  private final AtomicInteger pulled = new AtomicInteger();

  /** 0, 1, 2 and so on without end; counts what was pulled. */
  private Iterable<Integer> endless() {
    return () -> Stream.generate(pulled::getAndIncrement).iterator();
  }

  @Test
  void map_givesResultsInTheOrderOfTheItems() {
    try (ThreadPool pool = new ThreadPool(4)) {
      List<Integer> items = IntStream.range(0, 1000).boxed().toList();
      assertThat(pool.map(x -> x * x, items).toList())
          .isEqualTo(items.stream().map(x -> x * x).toList());
    }
  }

  @Test
  @CoversScenario(
      "test_concurrent_futures.executor.ExecutorTest.test_map_buffersize_on_infinite_iterable")
  void map_overEndlessInput_isLazy() {
    try (ThreadPool pool = new ThreadPool(2);
        LazyResults<String> results =
            pool.map(String::valueOf, endless(), MapOptions.defaults().withLookAhead(2))) {
      Iterator<String> iterator = results.iterator();
      assertThat(iterator.next()).isEqualTo("0");
      assertThat(iterator.next()).isEqualTo("1");
      assertThat(iterator.next()).isEqualTo("2");
      assertThat(pulled.get()).isLessThanOrEqualTo(3 + 2);
    }
  }

  @Test
  void map_byDefault_hasAWindow() {
    try (ThreadPool pool = new ThreadPool(2);
        LazyResults<String> results = pool.map(String::valueOf, endless())) {
      assertThat(results.stream().limit(100).toList()).hasSize(100).startsWith("0", "1");
      assertThat(pulled.get()).isLessThan(200);
    }
  }

  @Test
  @CoversScenario(
      "test_concurrent_futures.executor.ExecutorTest.test_map_buffersize_when_buffer_is_full")
  void map_notRead_pullsExactlyTheWindow() {
    try (ThreadPool pool = new ThreadPool(2);
        LazyResults<Integer> results =
            pool.map(x -> x, endless(), MapOptions.defaults().withLookAhead(5))) {
      assertThat(pulled).hasValue(5);
      assertThat(results).isNotNull();
    }
  }

  @Test
  @CoversScenario(
      "test_concurrent_futures.executor.ExecutorTest.test_map_buffersize_on_empty_iterable")
  void map_overNothing_givesNothing() {
    try (ThreadPool pool = new ThreadPool(2)) {
      LazyResults<Integer> results =
          pool.map(x -> x, List.<Integer>of(), MapOptions.defaults().withLookAhead(3));
      Iterator<Integer> iterator = results.iterator();
      assertThat(iterator.hasNext()).isFalse();
      assertThatThrownBy(iterator::next).isInstanceOf(NoSuchElementException.class);
    }
  }

  @Test
  @CoversScenario(
      "test_concurrent_futures.test_thread_pool.ThreadPoolExecutorTest.test_map_submits_without_iteration")
  void map_eager_submitsAllWithoutBeingRead() {
    List<Integer> ran = Collections.synchronizedList(new ArrayList<>());
    try (ThreadPool pool = new ThreadPool(2)) {
      LazyResults<Boolean> results =
          pool.map(
              ran::add, IntStream.range(0, 500).boxed().toList(), MapOptions.defaults().eager());
      assertThat(results).isNotNull();
    }
    assertThat(ran).hasSize(500);
  }

  @Test
  void map_eager_canBeReadAfterThePoolIsClosed() {
    LazyResults<Integer> results;
    try (ThreadPool pool = new ThreadPool(2)) {
      results =
          pool.map(
              x -> x + 1, IntStream.range(0, 500).boxed().toList(), MapOptions.defaults().eager());
    }
    assertThat(results.toList()).hasSize(500).endsWith(500);
  }

  @Test
  void map_windowLeftBehindByAClosedPool_saysWhatToDo() {
    LazyResults<Integer> results;
    try (ThreadPool pool = new ThreadPool(2)) {
      results = pool.map(x -> x, endless());
    }
    assertThatThrownBy(results::toList)
        .isInstanceOf(RejectedExecutionException.class)
        .hasMessageContaining("MapOptions.eager()");
  }

  @Test
  void map_ofAFailingTask_throwsItsFailureAndCancelsTheRest() {
    AtomicInteger ran = new AtomicInteger();
    CountDownLatch failed = new CountDownLatch(1);
    try (ThreadPool pool = new ThreadPool(1)) {
      Iterator<Integer> results =
          pool.map(
                  x -> {
                    if (x == 1) {
                      throw new IOException("frayed");
                    }
                    if (x == 2) {
                      failed.await();
                    }
                    return ran.incrementAndGet();
                  },
                  IntStream.range(0, 10).boxed().toList())
              .iterator();
      assertThat(results.next()).isEqualTo(1);
      assertThatThrownBy(results::next)
          .isInstanceOf(CompletionException.class)
          .hasCauseInstanceOf(IOException.class)
          .hasMessageContaining("frayed");
      assertThat(results.hasNext()).isFalse();
      failed.countDown();
    }
    assertThat(ran.get()).isLessThanOrEqualTo(2);
  }

  @Test
  @CoversScenario("test_concurrent_futures.executor.ExecutorTest.test_map_timeout")
  void map_pastItsTimeout_throwsAfterTheResultsThatAreThere() {
    CountDownLatch never = new CountDownLatch(1);
    try (ThreadPool pool = new ThreadPool(2)) {
      List<Integer> read = new ArrayList<>();
      LazyResults<Integer> results =
          pool.map(
              x -> {
                if (x == 2) {
                  never.await();
                }
                return x;
              },
              List.of(0, 1, 2),
              MapOptions.defaults().withTimeout(Delays.MEDIUM));
      assertThatThrownBy(() -> results.forEach(read::add))
          .isInstanceOf(UncheckedTimeoutException.class);
      assertThat(read).containsExactly(0, 1);
      never.countDown();
    }
  }

  @Test
  void timeoutOfMap_countsFromTheCall_notForEachResult() {
    try (ThreadPool pool = new ThreadPool(1)) {
      LazyResults<Integer> results =
          pool.map(
              x -> {
                Thread.sleep(Delays.MEDIUM.multipliedBy(2).dividedBy(3));
                return x;
              },
              List.of(0, 1, 2),
              MapOptions.defaults().withTimeout(Delays.MEDIUM));
      assertThatThrownBy(results::toList).isInstanceOf(UncheckedTimeoutException.class);
    }
  }

  @Test
  @CoversScenario(
      "test_concurrent_futures.test_thread_pool.ThreadPoolExecutorTest.test_executor_map_current_future_cancel")
  void map_pastItsTimeout_cancelsTheAwaitedAndTheRemainingCalls() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    List<Integer> began = Collections.synchronizedList(new ArrayList<>());
    try (ThreadPool pool = new ThreadPool(1)) {
      occupy(pool, gate);
      LazyResults<Boolean> results =
          pool.map(began::add, List.of(1, 2, 3), MapOptions.defaults().withTimeout(Delays.SHORT));
      assertThatThrownBy(() -> results.iterator().next())
          .isInstanceOf(UncheckedTimeoutException.class);
      gate.countDown();
    }
    assertThat(began).isEmpty();
  }

  @Test
  void mapsThatEndEarly_interruptNoBody() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    CountDownLatch begun = new CountDownLatch(4);
    List<Boolean> interrupted = Collections.synchronizedList(new ArrayList<>());
    PortableFunction<Integer, Boolean> body =
        _ -> {
          begun.countDown();
          gate.await(); // would throw
          return interrupted.add(Thread.currentThread().isInterrupted());
        };
    MapOptions options = MapOptions.defaults().withTimeout(Delays.SHORT);
    try (ThreadPool pool = new ThreadPool(4)) {
      LazyResults<Boolean> ordered = pool.map(body, List.of(1, 2));
      LazyResults<Boolean> unordered = pool.mapUnordered(body, List.of(1));
      assertThatThrownBy(() -> pool.map(body, List.of(1), options).toList())
          .isInstanceOf(UncheckedTimeoutException.class);
      begun.await();
      ordered.close();
      unordered.close();
      gate.countDown();
    }
    assertThat(interrupted).containsExactly(false, false, false, false);
  }

  @Test
  void map_whenInterruptedWhileReading_endsWithTheStatusSet() {
    CountDownLatch never = new CountDownLatch(1);
    try (ThreadPool pool = new ThreadPool(1)) {
      Iterator<Integer> results =
          pool.map(
                  x -> {
                    never.await();
                    return x;
                  },
                  List.of(1, 2))
              .iterator();
      Thread.currentThread().interrupt();
      assertThatThrownBy(results::next).isInstanceOf(CancellationException.class);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(results.hasNext()).isFalse();
      never.countDown();
    }
  }

  /** So many items, then a failure. */
  private static Iterable<Integer> failingAfter(int items) {
    return () ->
        Stream.iterate(0, n -> n + 1)
            .peek(
                n -> {
                  if (n == items) {
                    throw new IllegalStateException("no more rope");
                  }
                })
            .iterator();
  }

  /** Keeps the only worker busy until the gate is open. */
  private static void occupy(ThreadPool pool, CountDownLatch gate) throws Exception {
    CountDownLatch busy = new CountDownLatch(1);
    TaskFuture<?> _ =
        pool.submit(
            () -> {
              busy.countDown();
              gate.await();
              return 0;
            });
    busy.await();
  }

  @Test
  void mapsWhoseInputFails_cancelWhatWasSubmitted_andThrow() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    List<Integer> began = Collections.synchronizedList(new ArrayList<>());
    try (ThreadPool pool = new ThreadPool(1)) {
      occupy(pool, gate);
      assertThatThrownBy(() -> pool.map(began::add, failingAfter(2))).hasMessage("no more rope");
      assertThatThrownBy(() -> pool.mapUnordered(began::add, failingAfter(2)))
          .hasMessage("no more rope");
      gate.countDown();
    }
    assertThat(began).isEmpty();
  }

  @Test
  void map_whoseInputFailsWhileItIsRead_cancelsTheNextAndTheOthers() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    List<Integer> began = Collections.synchronizedList(new ArrayList<>());
    try (ThreadPool pool = new ThreadPool(1)) {
      occupy(pool, gate);
      Iterator<Boolean> results =
          pool.map(began::add, failingAfter(2), MapOptions.defaults().withLookAhead(2)).iterator();
      assertThatThrownBy(results::next).hasMessage("no more rope");
      assertThat(results.hasNext()).isFalse();
      gate.countDown();
    }
    assertThat(began).isEmpty();
  }

  @Test
  void mapUnordered_whoseInputFailsWhileItIsRead_cancelsTheOthers() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    List<Integer> began = Collections.synchronizedList(new ArrayList<>());
    try (ThreadPool pool = new ThreadPool(1)) {
      Iterator<Integer> results =
          pool.mapUnordered(
                  n -> {
                    began.add(n);
                    if (n == 1) {
                      gate.await();
                    }
                    return n;
                  },
                  failingAfter(3),
                  MapOptions.defaults().withLookAhead(3))
              .iterator();
      assertThat(results.next()).isZero();
      ThreadStates.awaitTrue("the second begins", () -> began.size() == 2);
      assertThatThrownBy(results::hasNext).hasMessage("no more rope");
      assertThat(results.hasNext()).isFalse();
      gate.countDown();
    }
    assertThat(began).containsExactly(0, 1);
  }

  @Test
  void results_areReadOnce() {
    try (ThreadPool pool = new ThreadPool(1)) {
      LazyResults<Integer> results = pool.map(x -> x, List.of(1));
      assertThat(results.toList()).containsExactly(1);
      assertThatThrownBy(results::iterator).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(results::toList).isInstanceOf(IllegalStateException.class);
      LazyResults<Integer> begun = pool.map(x -> x, List.of(1, 2));
      Iterator<Integer> iterator = begun.iterator();
      assertThatThrownBy(begun::toList).isInstanceOf(IllegalStateException.class);
      assertThat(iterator).toIterable().containsExactly(1, 2);
    }
  }

  @Test
  void toList_ofAFailingTask_throwsItsFailureAndCancelsTheRest() {
    AtomicInteger ran = new AtomicInteger();
    CountDownLatch failed = new CountDownLatch(1);
    try (ThreadPool pool = new ThreadPool(1)) {
      LazyResults<Integer> results =
          pool.map(
              x -> {
                if (x == 3) {
                  throw new IOException("frayed");
                }
                if (x == 4) {
                  failed.await();
                }
                return ran.incrementAndGet();
              },
              IntStream.range(0, 100).boxed().toList(),
              MapOptions.defaults().withChunkSize(2));
      assertThatThrownBy(results::toList)
          .isInstanceOf(CompletionException.class)
          .hasCauseInstanceOf(IOException.class)
          .hasMessageContaining("frayed");
      failed.countDown();
    }
    assertThat(ran.get()).isLessThanOrEqualTo(5); // the chunk that had begun goes on
  }

  @Test
  void options_outOfRange_areRefused() {
    assertThatThrownBy(() -> MapOptions.defaults().withLookAhead(0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> MapOptions.defaults().withTimeout(Duration.ofNanos(-1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new MapOptions(-1, 1, null, null))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
