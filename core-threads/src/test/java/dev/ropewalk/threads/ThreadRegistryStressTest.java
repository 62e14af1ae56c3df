package dev.ropewalk.threads;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A million short threads leave nothing behind, on the heap either. */
@Tag("stress")
class ThreadRegistryStressTest {

  private static final int BATCHES = 1_000;
  private static final int BATCH = 1_000;
  private static final long TOLERATED = 8 * 1024 * 1024;

  private static long usedHeap() throws InterruptedException {
    long used = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      System.gc();
      Thread.sleep(20); // for reference handling; the smallest of five counts
      used = Math.min(used, Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
    }
    return used;
  }

  @Test
  void millionOwnThreads() throws Exception {
    runBatch();
    long before = usedHeap();
    for (int i = 0; i < BATCHES; i++) {
      runBatch();
    }
    assertThat(ChildThread.REGISTRY.kept()).isLessThan(500);
    assertThat(usedHeap() - before).isLessThan(TOLERATED);
  }

  private static void runBatch() throws InterruptedException {
    List<ChildThread<?>> batch = new ArrayList<>(BATCH);
    for (int i = 0; i < BATCH; i++) {
      batch.add(ChildThread.ofVirtual(() -> {}).start());
    }
    ChildThread.joinAll(batch);
  }

  @Test
  void millionForeignThreadsThatWereSeen() throws Exception {
    runForeignBatch();
    long before = usedHeap();
    for (int i = 0; i < BATCHES; i++) {
      runForeignBatch();
    }
    assertThat(usedHeap() - before).isLessThan(TOLERATED);
  }

  private static void runForeignBatch() throws InterruptedException {
    List<Thread> batch = new ArrayList<>(BATCH);
    for (int i = 0; i < BATCH; i++) {
      batch.add(Thread.startVirtualThread(() -> Threads.current()));
    }
    for (Thread thread : batch) {
      thread.join();
    }
  }
}
