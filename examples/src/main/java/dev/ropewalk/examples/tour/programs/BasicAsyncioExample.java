package dev.ropewalk.examples.tour.programs;

import dev.ropewalk.async.Async;
import java.time.Duration;

/** A coroutine that pauses for a second. */
public final class BasicAsyncioExample {

  static void hello() {
    IO.println("Hello");
    Async.sleep(Duration.ofSeconds(1));
    IO.println("World");
  }

  static void main() throws InterruptedException {
    Async.run(BasicAsyncioExample::hello);
  }
}
