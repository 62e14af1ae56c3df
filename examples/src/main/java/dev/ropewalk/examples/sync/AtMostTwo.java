package dev.ropewalk.examples.sync;

import dev.ropewalk.sync.CountingSemaphore;
import dev.ropewalk.sync.Hold;
import dev.ropewalk.threads.ChildThread;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Of four threads two run at a time. */
public final class AtMostTwo {

  private AtMostTwo() {}

  // snippet-start
  static final CountingSemaphore sem = new CountingSemaphore(2);
  static final AtomicInteger running = new AtomicInteger();

  static int task() throws InterruptedException {
    try (Hold _ = sem.hold()) {
      int together = running.incrementAndGet();
      Thread.sleep(100);
      running.decrementAndGet();
      return together;
    }
  }

  public static void main(String[] args) throws Exception {
    List<ChildThread<Integer>> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      threads.add(ChildThread.of(AtMostTwo::task).start());
    }
    for (ChildThread<Integer> thread : threads) {
      System.out.println("at most two: " + (thread.result() <= 2));
    }
  }
  // snippet-end
  // prints: at most two: true
  // prints: at most two: true
  // prints: at most two: true
  // prints: at most two: true
}
