package dev.ropewalk.executors.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.util.concurrent.UncheckedTimeoutException;
import dev.ropewalk.executors.LazyResults;
import dev.ropewalk.executors.MapOptions;
import dev.ropewalk.executors.PortableFunction;
import dev.ropewalk.executors.ProgressListener;
import dev.ropewalk.executors.TaskExecutor;
import dev.ropewalk.testkit.CoversScenario;
import dev.ropewalk.testkit.Delays;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the maps do on every engine. */
public abstract class MapContract extends EngineContract {

  private static final MapOptions OPTIONS = MapOptions.defaults();

  private final AtomicInteger pulled = new AtomicInteger();

  /** 0, 1, 2 and so on without end; counts what was pulled. */
  private Iterable<Integer> endless() {
    return () -> Stream.generate(pulled::getAndIncrement).iterator();
  }

  private static List<Integer> upTo(int end) {
    return IntStream.range(0, end).boxed().toList();
  }

  private static final PortableFunction<Integer, Integer> SQUARE = n -> n * n;

  /** Waits for the gate at one item. */
  private static PortableFunction<Integer, Integer> waitingAt(int item, Signal begun, Signal gate) {
    return n -> {
      begun.raise();
      if (n == item) {
        gate.await(1);
      }
      return n;
    };
  }

  // ---- order, window, chunks

  @Test
  @CoversScenario(
      "test_concurrent_futures.test_process_pool.ProcessPoolExecutorTest.test_map_chunksize")
  void chunks_ofAnySize_giveTheSameResults() {
    List<Integer> squares = upTo(50).stream().map(n -> n * n).toList();
    try (TaskExecutor executor = open(2)) {
      for (int chunkSize : List.of(1, 2, 3, 7, 49, 50, 51, Integer.MAX_VALUE)) {
        MapOptions options = OPTIONS.withChunkSize(chunkSize);
        assertThat(executor.map(SQUARE, upTo(50), options).toList()).isEqualTo(squares);
        assertThat(executor.mapUnordered(SQUARE, upTo(50), options).toList())
            .containsExactlyInAnyOrderElementsOf(squares);
      }
    }
    assertThatThrownBy(() -> OPTIONS.withChunkSize(0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  @CoversScenario({
    "test_concurrent_futures.executor.ExecutorTest.test_map",
    "test_concurrent_futures.executor.ExecutorTest.test_map_buffersize_on_multiple_iterables"
  })
  void map_overTwoInputs_endsWithTheShorter() {
    try (TaskExecutor executor = open(2)) {
      for (MapOptions options :
          List.of(OPTIONS, OPTIONS.withChunkSize(3), OPTIONS.withLookAhead(1), OPTIONS.eager())) {
        assertThat(executor.map((a, b) -> a + ":" + b, upTo(5), List.of("x", "y", "z"), options))
            .containsExactly("0:x", "1:y", "2:z");
      }
      assertThat(executor.map(Math::addExact, List.of(1, 2, 3), upTo(10))).containsExactly(1, 3, 5);
      assertThat(executor.map(Math::addExact, List.<Integer>of(), upTo(10))).isEmpty();
    }
  }

  @Test
  @CoversScenario(
      "test_concurrent_futures.executor.ExecutorTest.test_map_buffersize_on_multiple_infinite_iterables")
  void map_overTwoEndlessInputs_isLazy() {
    try (TaskExecutor executor = open(2);
        LazyResults<Integer> sums =
            executor.map(Math::addExact, endless(), endless(), OPTIONS.withLookAhead(2))) {
      assertThat(pulled).hasValue(2 * 2);
      assertThat(sums.stream().limit(3).toList()).containsExactly(1, 5, 9);
      assertThat(pulled.get()).isLessThanOrEqualTo(2 * (3 + 2 + 1));
    }
  }

  @Test
  void starmap_spreadsPairs() {
    try (TaskExecutor executor = open(2)) {
      assertThat(executor.starmap(Math::subtractExact, List.of(Map.entry(5, 2), Map.entry(9, 1))))
          .containsExactly(3, 8);
      assertThat(
              executor.starmap(
                  String::repeat,
                  List.of(Map.entry("a", 1), Map.entry("b", 2), Map.entry("c", 3)),
                  OPTIONS.withChunkSize(2)))
          .containsExactly("a", "bb", "ccc");
    }
  }

  @Test
  void window_isWhatIsPulledAheadOfTheReader() {
    try (TaskExecutor executor = open(2);
        LazyResults<Integer> ordered =
            executor.map(SQUARE, endless(), OPTIONS.withLookAhead(3).withChunkSize(2));
        LazyResults<Integer> unordered =
            executor.mapUnordered(SQUARE, endless(), OPTIONS.withLookAhead(3).withChunkSize(2))) {
      assertThat(pulled).hasValue(2 * 3 * 2);
      Iterator<Integer> results = ordered.iterator();
      assertThat(results.next()).isZero();
      assertThat(results.next()).isEqualTo(1);
      assertThat(pulled).hasValue(2 * 3 * 2 + 2);
      assertThat(unordered).isNotNull();
    }
  }

  @Test
  void mapsOfNothing_areEmpty() {
    try (TaskExecutor executor = open(1)) {
      Iterator<Integer> ordered = executor.map(SQUARE, List.<Integer>of()).iterator();
      assertThat(ordered.hasNext()).isFalse();
      assertThatThrownBy(ordered::next).isInstanceOf(NoSuchElementException.class);
      Iterator<Integer> unordered = executor.mapUnordered(SQUARE, List.<Integer>of()).iterator();
      assertThat(unordered.hasNext()).isFalse();
      assertThatThrownBy(unordered::next).isInstanceOf(NoSuchElementException.class);
    }
  }

  @Test
  void nullItemsAndResults_areAllowed() {
    try (TaskExecutor executor = open(1)) {
      List<Integer> items = Arrays.asList(1, null, 3);
      assertThat(executor.map(n -> n, items).toList()).isEqualTo(items);
    }
  }

  @Test
  void mapUnordered_givesWhatIsDoneFirst() throws Exception {
    try (TaskExecutor executor = open(2);
        Signal.Raised _ = gate.raisedAtTheEnd()) {
      Signal opened = gate;
      Iterator<Integer> results =
          executor.mapUnordered(waitingAt(0, begun, opened), upTo(4)).iterator();
      List<Integer> first = List.of(results.next(), results.next(), results.next());
      assertThat(first).containsExactlyInAnyOrder(1, 2, 3);
      gate.raise();
      assertThat(results.next()).isZero();
      assertThat(results.hasNext()).isFalse();
    }
  }

  @Test
  void byDefault_endlessInputFillsNoMemory() {
    try (TaskExecutor executor = open(2);
        LazyResults<Integer> ordered = executor.map(SQUARE, endless());
        LazyResults<Integer> unordered = executor.mapUnordered(SQUARE, endless())) {
      assertThat(pulled).hasValue(2 * 16);
      assertThat(ordered.iterator().next()).isZero();
      assertThat(unordered.iterator().next()).isNotNull();
    }
  }

  // ---- early ends

  @Test
  void failure_endsReadingAndCancelsTheRest() throws Exception {
    try (TaskExecutor executor = open(1)) {
      Signal began = begun;
      PortableFunction<Integer, Integer> failing =
          n -> {
            began.raise();
            if (n == 1) {
              throw new IOException("frayed");
            }
            return n;
          };
      Iterator<Integer> ordered =
          executor.map(failing, endless(), OPTIONS.withLookAhead(1)).iterator();
      assertThat(ordered.next()).isZero();
      assertThatThrownBy(ordered::next)
          .isInstanceOf(CompletionException.class)
          .cause()
          .isInstanceOf(IOException.class)
          .hasMessage("frayed");
      assertThat(ordered.hasNext()).isFalse();
      int pulledThen = pulled.get();
      Iterator<Integer> unordered =
          executor.mapUnordered(failing, upTo(1000), OPTIONS.withLookAhead(2)).iterator();
      assertThatThrownBy(() -> unordered.forEachRemaining(_ -> {}))
          .isInstanceOf(CompletionException.class)
          .hasCauseInstanceOf(IOException.class);
      assertThat(unordered.hasNext()).isFalse();
      assertThat(pulled).hasValue(pulledThen);
    }
    assertThat(begun.count()).isLessThan(20);
  }

  @Test
  void closingEarly_cancelsWhatHasNotBegun() throws Exception {
    try (TaskExecutor executor = open(1);
        Signal.Raised _ = gate.raisedAtTheEnd()) {
      try (LazyResults<Integer> ordered = executor.map(waitingAt(0, begun, gate), upTo(100));
          LazyResults<Integer> unordered =
              executor.mapUnordered(waitingAt(0, begun, gate), upTo(100))) {
        begun.await(1);
        assertThat(ordered).isNotNull();
        assertThat(unordered).isNotNull();
      }
      gate.raise();
    }
    assertThat(begun.count()).isEqualTo(1);
  }

  @Test
  void closingInTheMiddleOfAChunk_endsReading() {
    try (TaskExecutor executor = open(1)) {
      MapOptions options = OPTIONS.withChunkSize(5);
      for (LazyResults<Integer> results :
          List.of(
              executor.map(SQUARE, upTo(20), options),
              executor.mapUnordered(SQUARE, upTo(20), options))) {
        Iterator<Integer> iterator = results.iterator();
        assertThat(iterator.next()).isNotNull();
        results.close();
        assertThat(iterator.hasNext()).isFalse();
        assertThatThrownBy(iterator::next).isInstanceOf(NoSuchElementException.class);
        results.close();
      }
    }
  }

  @Test
  void timeout_countsFromTheCall() throws Exception {
    try (TaskExecutor executor = open(1);
        Signal.Raised _ = gate.raisedAtTheEnd()) {
      executor.submit(() -> 0).get(); // whatever a worker needs to start
      MapOptions options = OPTIONS.withTimeout(Delays.MEDIUM);
      List<Integer> read = new ArrayList<>();
      LazyResults<Integer> ordered = executor.map(waitingAt(2, begun, gate), upTo(10), options);
      assertThatThrownBy(() -> ordered.forEach(read::add))
          .isInstanceOf(UncheckedTimeoutException.class)
          .hasMessageContaining(Delays.MEDIUM.toString());
      assertThat(read).containsExactly(0, 1);
      LazyResults<Integer> unordered =
          executor.mapUnordered(n -> n, upTo(10), OPTIONS.withTimeout(Delays.SHORT));
      assertThatThrownBy(unordered::toList) // the only worker is still at the item before
          .isInstanceOf(UncheckedTimeoutException.class);
      gate.raise();
    }
    assertThat(begun.count()).isEqualTo(3);
  }

  // ---- progress

  private static final class Log implements ProgressListener {
    final List<String> lines = Collections.synchronizedList(new ArrayList<>());

    @Override
    public void advanced(long done, long total) {
      lines.add(done + " of " + total);
    }

    @Override
    public void ended() {
      lines.add("ended");
    }
  }

  @Test
  void progress_isToldOfEachTask() {
    Log log = new Log();
    try (TaskExecutor executor = open(2)) {
      LazyResults<Integer> unread =
          executor.map(SQUARE, upTo(3), OPTIONS.eager().withProgress(log));
      assertThat(unread).isNotNull();
    }
    assertThat(log.lines).containsExactly("0 of 3", "1 of 3", "2 of 3", "3 of 3", "ended");
  }

  @Test
  void progress_ofChunks_isToldByTheChunk() {
    Log log = new Log();
    MapOptions options = OPTIONS.withChunkSize(2).withLookAhead(1).withProgress(log);
    try (TaskExecutor executor = open(1)) { // a second worker could finish the short chunk first
      assertThat(executor.map(SQUARE, upTo(5), options).toList()).hasSize(5);
    }
    assertThat(log.lines).containsExactly("0 of 5", "2 of 5", "4 of 5", "5 of 5", "ended");
  }

  @Test
  void progress_ofAnEarlyEnd_doesNotCountWhatWasCancelled() throws Exception {
    Log log = new Log();
    Log unorderedLog = new Log();
    try (TaskExecutor executor = open(1);
        Signal.Raised _ = gate.raisedAtTheEnd()) {
      LazyResults<Integer> results =
          executor.map(waitingAt(0, begun, gate), endless(), OPTIONS.withProgress(log));
      begun.await(1);
      results.close();
      executor.mapUnordered(SQUARE, endless(), OPTIONS.withProgress(unorderedLog)).close();
      gate.raise();
    }
    assertThat(log.lines).containsExactly("0 of -1", "1 of -1", "ended");
    assertThat(unorderedLog.lines).containsExactly("0 of -1", "ended");
  }
}
