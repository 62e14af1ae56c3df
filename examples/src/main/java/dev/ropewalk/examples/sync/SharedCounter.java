package dev.ropewalk.examples.sync;

import dev.ropewalk.sync.Hold;
import dev.ropewalk.sync.Mutex;
import dev.ropewalk.threads.ChildThread;
import java.util.ArrayList;
import java.util.List;

/** Ten threads add to one counter under a lock. */
public final class SharedCounter {

  private SharedCounter() {}

  // snippet-start
  static int counter = 0;
  static final Mutex lock = new Mutex();

  static int increment() throws InterruptedException {
    for (int i = 0; i < 1000; i++) {
      try (Hold _ = lock.hold()) {
        counter++;
      }
    }
    return 1000;
  }

  public static void main(String[] args) throws InterruptedException {
    List<ChildThread<Integer>> threads = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      threads.add(ChildThread.of(SharedCounter::increment).start());
    }
    for (ChildThread<Integer> thread : threads) {
      thread.join();
    }
    System.out.println(counter);
  }
  // snippet-end
  // prints: 10000
}
