package dev.ropewalk.examples.async;

import dev.ropewalk.async.Async;
import dev.ropewalk.async.AsyncFuture;
import dev.ropewalk.async.EventLoop;
import dev.ropewalk.async.Task;
import dev.ropewalk.async.testing.LoopDeadlockError;
import dev.ropewalk.async.testing.OrderFailedError;
import dev.ropewalk.async.testing.VirtualTime;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/** An hour in no time, a wait that never ends, and an order that a program only hopes for. */
public final class InVirtualTime {

  private InVirtualTime() {}

  // snippet-start
  static void patient() {
    try {
      Async.timeout(Duration.ofHours(1), () -> Async.sleep(Duration.ofDays(1)));
    } catch (TimeoutException e) {
      System.out.println("too slow, after " + EventLoop.running().time());
    }
  }

  static void stuck() {
    Task<?> worker = Async.createTask("worker", () -> new AsyncFuture<>().await());
    worker.await();
  }

  static void careless() {
    int[] visitors = {0};
    for (int i = 0; i < 2; i++) {
      Async.createTask(
          () -> {
            int before = visitors[0];
            Async.sleep(Duration.ZERO); // others may run here
            visitors[0] = before + 1;
          });
      Async.sleep(Duration.ZERO);
      Async.sleep(Duration.ZERO); // long enough, usually
    }
    Async.sleep(Duration.ofSeconds(1));
    if (visitors[0] != 2) {
      throw new IllegalStateException("one of two visitors was not counted");
    }
  }

  public static void main(String[] args) throws InterruptedException {
    VirtualTime.inOrder().run(InVirtualTime::patient);

    try {
      VirtualTime.inOrder().withPatience(Duration.ZERO).run(InVirtualTime::stuck);
    } catch (LoopDeadlockError e) {
      System.out.println(e.waits().size() + " tasks wait for ever");
    }

    VirtualTime.inOrder().run(InVirtualTime::careless);
    try {
      VirtualTime.explore(1, 1_000, InVirtualTime::careless);
    } catch (OrderFailedError e) {
      System.out.println("found an order in which it fails");
    }
  }
  // snippet-end
  // prints: too slow, after PT1H
  // prints: 2 tasks wait for ever
  // prints: found an order in which it fails
}
