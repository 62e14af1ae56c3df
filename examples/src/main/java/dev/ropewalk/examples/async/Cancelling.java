package dev.ropewalk.examples.async;

import dev.ropewalk.async.Async;
import dev.ropewalk.async.CancelledError;
import dev.ropewalk.async.Task;
import java.time.Duration;

/** A task that is told to stop, cleans up and stops. */
public final class Cancelling {

  private Cancelling() {}

  // snippet-start
  static void serve() {
    try {
      Async.sleep(Duration.ofHours(1));
    } catch (RuntimeException e) {
      System.out.println("not reached: a cancellation is no exception");
    } finally {
      System.out.println("cleaning up");
    }
  }

  public static void main(String[] args) throws InterruptedException {
    Async.run(
        () -> {
          Task<?> server = Async.createTask("server", Cancelling::serve);
          Async.sleep(Duration.ofMillis(100));
          server.cancel();
          try {
            server.await();
          } catch (CancelledError e) {
            System.out.println(e.getMessage());
          }
        });
  }
  // snippet-end
  // prints: cleaning up
  // prints: server was cancelled
}
