package dev.ropewalk.examples.tour.programs;

import dev.ropewalk.multiprocess.ChildProcess;
import dev.ropewalk.multiprocess.shared.SharedArray;
import java.util.Arrays;

/** A child process squares its parent's numbers where they are. */
public final class ArrayExample {

  static void square(SharedArray.OfLong numbers) {
    for (int i = 0; i < numbers.length(); i++) {
      numbers.set(i, numbers.get(i) * numbers.get(i));
    }
  }

  static void main() throws InterruptedException {
    try (var numbers = SharedArray.copyOf(new long[] {1, 2, 3, 4})) {
      var p = ChildProcess.of(() -> square(numbers)).start();
      p.join();
      IO.println(Arrays.toString(numbers.toArray()));
    }
  }
}
