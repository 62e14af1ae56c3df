package dev.ropewalk.executors.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ropewalk.executors.LazyResults;
import dev.ropewalk.executors.MapOptions;
import dev.ropewalk.executors.thread.ThreadPool;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an engine keeps for the tasks of one map. */
class MapFunctionTest {

  private final AtomicInteger made = new AtomicInteger();
  private final List<Integer> noted = new ArrayList<>();
  private final List<Integer> ended = new ArrayList<>();
  private final NotingEngine engine = new NotingEngine(new ThreadPool(1));

  /** Notes a number for each map. */
  private final class NotingEngine extends ExecutorView {
    private final AbstractTaskExecutor executor;

    NotingEngine(AbstractTaskExecutor executor) {
      super(executor);
      this.executor = executor;
    }

    @Override
    protected void enqueue(EngineFuture<?> task) {
      MapFunction<?, ?> function = ((MapChunk<?, ?>) task.body()).function();
      noted.add(function.noteOfEngine(Integer.class, made::incrementAndGet, ended::add));
      executor.enqueue(task);
    }
  }

  @AfterEach
  void close() {
    engine.close();
  }

  @Test
  void note_isMadeOnceForAMap_andGivenBackWhenItEnds() {
    MapOptions options = MapOptions.defaults().withLookAhead(1);
    Iterator<Integer> results = engine.map(n -> n, List.of(1, 2), options).iterator();
    assertThat(noted).containsExactly(1);
    assertThat(results.next()).isEqualTo(1);
    assertThat(noted).containsExactly(1, 1);
    assertThat(ended).isEmpty();
    assertThat(results.next()).isEqualTo(2);
    assertThat(results.hasNext()).isFalse();
    assertThat(ended).containsExactly(1);
    assertThat(engine.mapUnordered(n -> n, List.of(3)).toList()).containsExactly(3);
    assertThat(noted).containsExactly(1, 1, 2);
    assertThat(ended).containsExactly(1, 2);
  }

  @Test
  void adaptiveChunks_areToldOfThoseThatEnded() {
    MapOptions options = MapOptions.defaults().withLookAhead(1).withAdaptiveChunks();
    List<Integer> items = Collections.nCopies(1000, 7);
    assertThat(engine.map(n -> n, () -> items.iterator(), options).toList()).isEqualTo(items);
    assertThat(noted).hasSizeLessThan(500);
  }

  @Test
  void inputThatHasEnded_isNotAskedAgain() {
    AtomicInteger askedAtTheEnd = new AtomicInteger();
    Iterator<Integer> items = List.of(0, 1, 2).iterator();
    Iterable<Integer> counted =
        () ->
            new Iterator<>() {
              @Override
              public boolean hasNext() {
                return items.hasNext() || askedAtTheEnd.incrementAndGet() < 0;
              }

              @Override
              public Integer next() {
                return items.next();
              }
            };
    MapOptions options = MapOptions.defaults().withLookAhead(2);
    assertThat(engine.map(n -> n, counted, options).toList()).containsExactly(0, 1, 2);
    assertThat(askedAtTheEnd).hasValue(1);
  }

  @Test
  void note_isGivenBackWhenTheMapIsClosed() {
    MapOptions options = MapOptions.defaults().withLookAhead(1);
    for (LazyResults<Integer> results :
        List.of(
            engine.map(n -> n, List.of(1, 2), options),
            engine.mapUnordered(n -> n, List.of(1, 2), options))) {
      results.close();
      results.close();
    }
    assertThat(ended).containsExactly(1, 2);
  }
}
