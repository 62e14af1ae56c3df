package dev.ropewalk.async.sync;

import dev.ropewalk.async.Async;
import java.time.Duration;

/** Lets other coroutines run. */
final class Turns {

  private Turns() {}

  /** Long enough for everybody to get to where they wait. */
  static void settle() {
    let(10);
  }

  /** Lets this many iterations of the loop pass. */
  static void let(int iterations) {
    for (int i = 0; i < iterations; i++) {
      Async.sleep(Duration.ZERO);
    }
  }
}
