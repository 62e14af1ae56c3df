package dev.ropewalk.examples.multiprocess;

import dev.ropewalk.multiprocess.ProcessPool;
import java.util.List;

/** Maps a function over a list in four processes. */
public final class PoolSquares {

  private PoolSquares() {}

  // snippet-start
  static int square(int n) {
    return n * n;
  }

  public static void main(String[] args) {
    try (ProcessPool pool = new ProcessPool(4)) {
      List<Integer> results = pool.map(PoolSquares::square, List.of(1, 2, 3, 4)).toList();
      System.out.println(results);
    }
  }
  // snippet-end
  // prints: [1, 4, 9, 16]
}
