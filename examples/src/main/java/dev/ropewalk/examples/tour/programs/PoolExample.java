package dev.ropewalk.examples.tour.programs;

import dev.ropewalk.multiprocess.ProcessPool;
import dev.ropewalk.multiprocess.shared.SharedArray;
import java.util.Arrays;
import java.util.List;

/** Squares numbers on a pool of four JVMs. */
public final class PoolExample {

  static int square(int n) {
    return n * n;
  }

  /** Holds each square back until at least two workers are at it: or else the first could do all. */
  static int squareBesideOthers(int n, SharedArray.OfLong pids) throws InterruptedException {
    pids.set(n - 1, ProcessHandle.current().pid());
    while (Arrays.stream(pids.toArray()).filter(pid -> pid != 0).distinct().count() < 2) {
      Thread.sleep(1);
    }
    return square(n);
  }

  static void main() {
    List<Integer> results;
    try (var pids = SharedArray.ofLongs(4);
        var pool = new ProcessPool(4)) {
      results = pool.map(n -> squareBesideOthers(n, pids), List.of(1, 2, 3, 4)).toList();
    }
    IO.println(results);
  }
}
