package dev.ropewalk.examples.tour.programs;

import com.google.common.base.Verify;
import dev.ropewalk.sync.CountingSemaphore;
import dev.ropewalk.threads.ChildThread;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Two of four threads run at a time. */
public final class SemaphoreExample {

  static final CountingSemaphore sem = new CountingSemaphore(2);
  static final AtomicInteger inside = new AtomicInteger();
  static final AtomicInteger mostInside = new AtomicInteger();

  static @Nullable Void task(int n) throws InterruptedException {
    try (var _ = sem.hold()) {
      mostInside.accumulateAndGet(inside.incrementAndGet(), Math::max);
      IO.println("Thread " + n + " running");
      Thread.sleep(Duration.ofSeconds(1));
      inside.decrementAndGet();
    }
    return null;
  }

  static void main() throws Exception {
    var threads = new ArrayList<ChildThread<?>>();
    for (int i = 0; i < 4; i++) {
      int n = i;
      threads.add(ChildThread.of(() -> task(n)).start());
    }
    // Only 2 threads run at a time
    for (var t : threads) {
      t.join();
    }
    Verify.verify(mostInside.get() == 2, "%s threads ran at a time", mostInside);
  }
}
