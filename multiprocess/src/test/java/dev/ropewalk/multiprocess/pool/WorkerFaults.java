package dev.ropewalk.multiprocess.pool;

import dev.ropewalk.multiprocess.shared.SharedValue;
import java.util.List;

/** Lets a worker end by its own hand, at a step of what it says to its parent. */
public final class WorkerFaults {

  /** What a worker goes through with each task after the first. */
  public static final List<String> STEPS =
      List.of("body ended", "reply sent", "order came", "start told");

  private static Object hoard = "";

  private WorkerFaults() {}

  /** For this process, as long as there are shots. Called by a body. */
  public static void at(String place, String how, SharedValue.OfLong shots) {
    WorkerLoop.hook =
        step -> {
          if (step.equals(place) && fires(shots)) {
            end(how);
          }
        };
  }

  /** Takes a shot, if there is one. */
  public static boolean fires(SharedValue.OfLong shots) {
    for (long left = shots.get(); left > 0; left = shots.get()) {
      if (shots.compareAndSet(left, left - 1)) {
        return true;
      }
    }
    return false;
  }

  private static void end(String how) {
    switch (how) {
      case "halt" -> Runtime.getRuntime().halt(7);
      case "exit" -> System.exit(8);
      default -> fillTheHeap();
    }
  }

  private static void fillTheHeap() {
    while (true) {
      hoard = new Object[] {hoard, new byte[1 << 20]};
    }
  }
}
