package dev.ropewalk.examples.async;

import dev.ropewalk.async.Async;
import java.time.Duration;

/** One coroutine that waits without blocking its loop. */
public final class HelloAsync {

  private HelloAsync() {}

  // snippet-start
  static void hello() {
    System.out.println("Hello");
    Async.sleep(Duration.ofSeconds(1));
    System.out.println("World");
  }

  public static void main(String[] args) throws InterruptedException {
    Async.run(HelloAsync::hello);
  }
  // snippet-end
  // prints: Hello
  // prints: World
}
