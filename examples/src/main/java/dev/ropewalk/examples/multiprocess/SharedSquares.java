package dev.ropewalk.examples.multiprocess;

import dev.ropewalk.multiprocess.ChildProcess;
import dev.ropewalk.multiprocess.shared.SharedArray;
import java.util.Arrays;

/** A child process works on its parent's numbers. */
public final class SharedSquares {

  private SharedSquares() {}

  // snippet-start
  public static void main(String[] args) throws InterruptedException {
    try (SharedArray.OfLong numbers = SharedArray.copyOf(new long[] {1, 2, 3, 4})) {
      ChildProcess process = ChildProcess.of(() -> squareAll(numbers)).start();
      process.join();
      System.out.println(Arrays.toString(numbers.toArray()));
    }
  }

  static void squareAll(SharedArray.OfLong numbers) {
    for (int i = 0; i < numbers.length(); i++) {
      numbers.set(i, numbers.get(i) * numbers.get(i));
    }
  }
  // snippet-end
  // prints: [1, 4, 9, 16]
}
