package dev.ropewalk.executors.engine;

import dev.ropewalk.executors.MapOptions;
import dev.ropewalk.executors.TaskFuture;
import java.util.List;
import java.util.concurrent.Future;

/** How many items each task of a map takes. {@link #next} is called by the reader of the results only. */
class ChunkSizes {

  private static final int CHUNKS_PER_WORKER = 4;

  private final int size;

  private ChunkSizes(int size) {
    this.size = size;
  }

  static ChunkSizes of(MapOptions options, long items, int parallelism) {
    int chosen = options.chunkSize();
    if (chosen > 0) {
      return new ChunkSizes(chosen);
    }
    if (chosen == MapOptions.EVEN_CHUNKS && items != Items.UNKNOWN) {
      long chunks = (long) CHUNKS_PER_WORKER * parallelism;
      return new ChunkSizes((int) Math.max(1, Math.ceilDiv(items, chunks)));
    }
    return new Adaptive(items, parallelism);
  }

  /** The size of the next chunk. */
  int next() {
    return size;
  }

  /** A chunk of the size that was asked for last was submitted. */
  void follow(TaskFuture<? extends List<?>> chunk) {}

  /** Follows the time that chunks took. */
  private static final class Adaptive extends ChunkSizes {
    /*
     * wanted is written by the threads that complete tasks and read by the reader: volatile. Two of them may overwrite each
     * other; both numbers are good.
     */
    private static final long GOOD_NANOS = 5_000_000;
    private static final int MOST = 1 << 16;
    private static final int FASTEST_GROWTH = 4;

    private final int parallelism;
    private volatile int wanted = 1;
    private long left;

    Adaptive(long items, int parallelism) {
      super(1);
      this.left = items;
      this.parallelism = parallelism;
    }

    @Override
    int next() {
      if (left == Items.UNKNOWN) {
        return wanted;
      }
      int fair = (int) Math.min(MOST, Math.max(1, Math.ceilDiv(left, 2L * parallelism)));
      int size = Math.min(wanted, fair);
      left = Math.max(0, left - size);
      return size;
    }

    @Override
    void follow(TaskFuture<? extends List<?>> chunk) {
      chunk.addDoneCallback(
          done -> {
            if (done.state() == Future.State.SUCCESS
                && done.resultNow() instanceof ChunkResults<?> results) {
              learn(results.size(), results.nanos());
            }
          });
    }

    private void learn(int items, long nanos) {
      long good = Math.max(1, items * GOOD_NANOS / Math.max(1, nanos));
      wanted = (int) Math.min(MOST, Math.min(good, (long) items * FASTEST_GROWTH));
    }
  }
}
