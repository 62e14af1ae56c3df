package dev.ropewalk.multiprocess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ropewalk.executors.LazyResults;
import dev.ropewalk.executors.MapOptions;
import dev.ropewalk.executors.TaskFuture;
import dev.ropewalk.testkit.CoversScenario;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The methods of {@code multiprocessing.Pool}, one by one, as they are written here. */
class PoolByNameTest {

  private static final MapOptions OPTIONS = MapOptions.defaults();

  private static ProcessPool pool;

  @BeforeAll
  static void open() {
    pool = new ProcessPool(2);
  }

  @AfterAll
  static void close() {
    pool.close();
  }

  private static List<Integer> upTo(int end) {
    return IntStream.range(0, end).boxed().toList();
  }

  private static int square(int n) {
    return n * n;
  }

  private static int fail(int n) {
    throw new IllegalStateException("frayed " + n);
  }

  @Test
  @CoversScenario({
    "_test_multiprocessing._TestPool.test_apply",
    "_test_multiprocessing._TestPool.test_wrapped_exception"
  })
  void apply() throws Exception {
    assertThat(pool.submit(PoolByNameTest::square, 5).get()).isEqualTo(25);
    assertThat(pool.submit(() -> Math.addExact(2, 3)).get()).isEqualTo(5);
    TaskFuture<Integer> failing = pool.submit(PoolByNameTest::fail, 1);
    assertThatThrownBy(failing::get)
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("frayed 1");
    assertThat(failing.state()).isEqualTo(Future.State.FAILED);
  }

  @Test
  @CoversScenario({
    "_test_multiprocessing._TestPool.test_starmap",
    "_test_multiprocessing._TestPool.test_starmap_async"
  })
  void starmap() {
    List<Map.Entry<Integer, Integer>> pairs =
        upTo(100).stream().map(n -> Map.entry(n, 100 - n)).toList();
    List<Integer> products = upTo(100).stream().map(n -> n * (100 - n)).toList();
    for (MapOptions options :
        List.of(OPTIONS, OPTIONS.withChunkSize(20), OPTIONS.withEvenChunks(), OPTIONS.eager())) {
      assertThat(pool.starmap(Math::multiplyExact, pairs, options).toList()).isEqualTo(products);
    }
  }

  @Test
  @CoversScenario("_test_multiprocessing._TestPool.test_map_async")
  void mapAsync() {
    LazyResults<Integer> handle =
        pool.map(PoolByNameTest::square, upTo(100), OPTIONS.eager().withEvenChunks());
    assertThat(handle.toList()).isEqualTo(upTo(100).stream().map(n -> n * n).toList());
  }

  @Test
  @CoversScenario("_test_multiprocessing._TestPool.test_map_async_callbacks")
  void mapAsync_withCallbacks() {
    Executor reader = command -> Thread.ofVirtual().start(command);
    List<Object> told = new ArrayList<>();
    LazyResults<Integer> good = pool.map(PoolByNameTest::square, upTo(3), OPTIONS.eager());
    CompletableFuture.supplyAsync(good::toList, reader).thenAccept(told::add).join();
    assertThat(told).containsExactly(List.of(0, 1, 4));
    LazyResults<Integer> bad = pool.map(PoolByNameTest::fail, upTo(3), OPTIONS.eager());
    CompletableFuture<Boolean> failing =
        CompletableFuture.supplyAsync(bad::toList, reader)
            .thenApply(told::add)
            .exceptionally(
                failure -> {
                  told.add(failure);
                  return false;
                });
    assertThat(failing.join()).isFalse();
    assertThat(told).hasSize(2);
    assertThat((Throwable) told.getLast()).hasRootCauseMessage("frayed 0");
  }

  @Test
  @CoversScenario("_test_multiprocessing._TestPool.test_empty_iterable")
  void nothing_givesNothing() {
    for (MapOptions options :
        List.of(OPTIONS, OPTIONS.withEvenChunks(), OPTIONS.withAdaptiveChunks(), OPTIONS.eager())) {
      assertThat(pool.map(PoolByNameTest::square, List.<Integer>of(), options)).isEmpty();
      assertThat(pool.mapUnordered(PoolByNameTest::square, List.<Integer>of(), options)).isEmpty();
      assertThat(pool.starmap(Math::addExact, List.<Map.Entry<Integer, Integer>>of(), options))
          .isEmpty();
    }
  }

  /** 0, 1 and so on up to a number, and then an exception. */
  private static Iterable<Integer> failingAfter(int items) {
    return () ->
        Stream.iterate(0, n -> n + 1)
            .peek(
                n -> {
                  if (n == items) {
                    throw new IllegalStateException("no more");
                  }
                })
            .iterator();
  }

  @Test
  @CoversScenario("_test_multiprocessing._TestPool.test_imap_handle_iterable_exception")
  void inputThatFails_isToldWhenItIsRead() {
    assertThatThrownBy(() -> pool.map(PoolByNameTest::square, failingAfter(3)).toList())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no more");
    List<Integer> seen = new ArrayList<>();
    assertThatThrownBy(
            () ->
                pool.map(PoolByNameTest::square, failingAfter(10), OPTIONS.withLookAhead(2))
                    .forEach(seen::add))
        .isInstanceOf(IllegalStateException.class);
    assertThat(seen).startsWith(0, 1, 4, 9).hasSizeLessThan(10);
    assertThatThrownBy(
            () ->
                pool.mapUnordered(PoolByNameTest::fail, upTo(3), OPTIONS.withChunkSize(2)).toList())
        .isInstanceOf(CompletionException.class);
  }
}
