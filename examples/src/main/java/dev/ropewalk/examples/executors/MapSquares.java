package dev.ropewalk.examples.executors;

import dev.ropewalk.executors.thread.ThreadPool;
import java.util.List;

/** Squares on a pool of three threads. */
public final class MapSquares {

  private MapSquares() {}

  // snippet-start
  static int square(int n) {
    return n * n;
  }

  public static void main(String[] args) {
    try (ThreadPool executor = new ThreadPool(3)) {
      List<Integer> results = executor.map(MapSquares::square, List.of(1, 2, 3, 4, 5)).toList();
      System.out.println(results);
    }
  }
  // snippet-end
  // prints: [1, 4, 9, 16, 25]
}
