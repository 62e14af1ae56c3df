package dev.ropewalk.examples.tour.programs;

import dev.ropewalk.multiprocess.ProcessPool;
import java.util.List;

/** Squares numbers on two JVMs. */
public final class ProcessPoolExecutorExample {

  static int work(int x) {
    return x * x;
  }

  static void main() {
    List<Integer> results;
    try (var executor = new ProcessPool(2)) {
      results = executor.map(ProcessPoolExecutorExample::work, List.of(1, 2, 3, 4)).toList();
    }
    IO.println(results);
  }
}
