package dev.ropewalk.examples.multiprocess;

import dev.ropewalk.multiprocess.ChildProcess;
import dev.ropewalk.multiprocess.shared.SharedValue;
import java.util.ArrayList;
import java.util.List;

/** Several processes count in one number. */
public final class SharedCounter {

  private SharedCounter() {}

  // snippet-start
  public static void main(String[] args) throws InterruptedException {
    try (SharedValue.OfLong counter = SharedValue.ofLong(0)) {
      List<ChildProcess> processes = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        processes.add(ChildProcess.of(() -> increment(counter)).start());
      }
      for (ChildProcess process : processes) {
        process.join();
      }
      System.out.println(counter.get());
    }
  }

  static void increment(SharedValue.OfLong counter) {
    for (int i = 0; i < 1000; i++) {
      counter.addAndGet(1);
    }
  }
  // snippet-end
  // prints: 2000
}
