package dev.ropewalk.examples.multiprocess;

import dev.ropewalk.multiprocess.ProcessPool;
import dev.ropewalk.multiprocess.shared.SharedArray;
import java.util.List;

/** Workers take seats; no seat is taken twice. */
public final class FreeSeats {

  private FreeSeats() {}

  // snippet-start
  static int take(SharedArray.OfByte seats) {
    int taken = 0;
    for (int seat = 0; seat < seats.length(); seat++) {
      if (seats.compareAndSet(seat, (byte) 0, (byte) 1)) {
        taken++;
      }
    }
    return taken;
  }

  public static void main(String[] args) {
    try (SharedArray.OfByte seats = SharedArray.ofBytes(100);
        ProcessPool pool = new ProcessPool(2)) {
      List<Integer> taken = pool.map(_ -> take(seats), List.of("first", "second")).toList();
      System.out.println(taken.get(0) + taken.get(1));
    }
  }
  // snippet-end
  // prints: 100
}
