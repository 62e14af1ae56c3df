package dev.ropewalk.executors.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ropewalk.executors.MapOptions;
import dev.ropewalk.threads.ContextCarrier;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChunkSizesTest {

  private static final MapOptions OPTIONS = MapOptions.defaults();

  /** Tells of a chunk that was computed in this time. */
  private static void tell(ChunkSizes sizes, int items, Duration time) {
    ChunkResults<Integer> results = new ChunkResults<>(items);
    for (int i = 0; i < items; i++) {
      results.add(i);
    }
    results.took(time.toNanos());
    EngineFuture<List<Integer>> chunk =
        new EngineFuture<>(() -> results, ContextCarrier.none().capture());
    sizes.follow(chunk);
    chunk.run();
  }

  @Test
  void chosenSize_staysWhatItIs() {
    ChunkSizes sizes = ChunkSizes.of(OPTIONS.withChunkSize(7), Items.UNKNOWN, 2);
    tell(sizes, 7, Duration.ofNanos(1));
    assertThat(sizes.next()).isEqualTo(7);
  }

  /** What {@code multiprocessing.Pool._map_async} computes: divmod(items, 4 * workers), one more if there is a rest. */
  @Test
  void evenChunks_areThoseOfPython() {
    List<List<Integer>> itemsWorkersSize =
        List.of(
            List.of(0, 4, 1),
            List.of(1, 4, 1),
            List.of(16, 4, 1),
            List.of(17, 4, 2),
            List.of(100, 4, 7),
            List.of(1000, 1, 250),
            List.of(100_000, 2, 12_500));
    for (List<Integer> row : itemsWorkersSize) {
      ChunkSizes sizes = ChunkSizes.of(OPTIONS.withEvenChunks(), row.get(0), row.get(1));
      assertThat(sizes.next()).as("%s", row).isEqualTo(row.get(2));
    }
  }

  @Test
  void adaptiveChunks_growForQuickItemsOnly() {
    for (MapOptions options : List.of(OPTIONS.withAdaptiveChunks(), OPTIONS.withEvenChunks())) {
      ChunkSizes sizes = ChunkSizes.of(options, Items.UNKNOWN, 2);
      assertThat(sizes.next()).isEqualTo(1);
      tell(sizes, 1, Duration.ofNanos(100));
      assertThat(sizes.next()).isEqualTo(4);
      tell(sizes, 4, Duration.ofMillis(2));
      assertThat(sizes.next()).isEqualTo(10);
      tell(sizes, 10, Duration.ofSeconds(1));
      assertThat(sizes.next()).isEqualTo(1);
    }
  }

  @Test
  void adaptiveChunks_ofItemsThatTakeNoTime_growFourfold_upToTheMost() {
    ChunkSizes sizes = ChunkSizes.of(OPTIONS.withAdaptiveChunks(), Items.UNKNOWN, 2);
    for (int size = 1; size < 1 << 16; size *= 4) {
      assertThat(sizes.next()).isEqualTo(size);
      tell(sizes, size, Duration.ZERO);
    }
    assertThat(sizes.next()).isEqualTo(1 << 16);
    tell(sizes, 1 << 16, Duration.ZERO);
    assertThat(sizes.next()).isEqualTo(1 << 16);
  }

  @Test
  void adaptiveChunks_leaveSomethingForEachWorkerAtTheEnd() {
    ChunkSizes sizes = ChunkSizes.of(OPTIONS.withAdaptiveChunks(), 1000, 2);
    int left = 1000;
    for (int size = sizes.next(); left > 0; size = sizes.next()) {
      assertThat(size).isLessThanOrEqualTo(Math.max(1, Math.ceilDiv(left, 4)));
      tell(sizes, size, Duration.ofNanos(1));
      left -= size;
    }
    assertThat(left).isZero();
  }

  @Test
  void sizesThatStandForNothing_areRefused() {
    assertThatThrownBy(() -> new MapOptions(0, -2, null, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("-2");
  }
}
