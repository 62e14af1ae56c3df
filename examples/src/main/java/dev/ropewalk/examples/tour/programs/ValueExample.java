package dev.ropewalk.examples.tour.programs;

import dev.ropewalk.multiprocess.ChildProcess;
import dev.ropewalk.multiprocess.shared.SharedValue;

/** Two processes count together. */
public final class ValueExample {

  static void count(SharedValue.OfLong value) {
    for (int i = 0; i < 1000; i++) {
      value.addAndGet(1);
    }
  }

  static void main() throws InterruptedException {
    try (var value = SharedValue.ofLong(0)) {
      var first = ChildProcess.of(() -> count(value)).start();
      var second = ChildProcess.of(() -> count(value)).start();
      first.join();
      second.join();
      IO.println(value.get());
    }
  }
}
