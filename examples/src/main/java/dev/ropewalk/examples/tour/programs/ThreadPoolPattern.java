package dev.ropewalk.examples.tour.programs;

import dev.ropewalk.executors.thread.ThreadPool;
import java.util.List;

/** Squares numbers on a pool of three threads. */
public final class ThreadPoolPattern {

  static int square(int n) {
    return n * n;
  }

  static void main() {
    List<Integer> results;
    try (var executor = new ThreadPool(3)) {
      results = executor.map(ThreadPoolPattern::square, List.of(1, 2, 3, 4, 5)).toList();
    }
    IO.println(results);
  }
}
