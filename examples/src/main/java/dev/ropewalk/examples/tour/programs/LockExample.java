package dev.ropewalk.examples.tour.programs;

import dev.ropewalk.sync.Mutex;
import dev.ropewalk.threads.ChildThread;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Ten threads count to 10000 under one lock. */
public final class LockExample {

  static int counter = 0;
  static final Mutex lock = new Mutex();

  static @Nullable Void increment() throws InterruptedException {
    for (int i = 0; i < 1000; i++) {
      try (var _ = lock.hold()) {
        counter += 1;
      }
    }
    return null;
  }

  static void main() throws InterruptedException {
    var threads = Stream.generate(() -> ChildThread.of(LockExample::increment)).limit(10).toList();
    for (var t : threads) {
      t.start();
    }
    for (var t : threads) {
      t.join();
    }
    IO.println(counter);
  }
}
