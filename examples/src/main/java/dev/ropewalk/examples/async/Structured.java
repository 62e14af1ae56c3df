package dev.ropewalk.examples.async;

import dev.ropewalk.async.Async;
import dev.ropewalk.async.Task;
import dev.ropewalk.async.TaskGroup;
import dev.ropewalk.async.TaskGroupException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;

/** Results of several coroutines, a limit to their time, and a group that fails as one. */
public final class Structured {

  private Structured() {}

  // snippet-start
  static int slowly(int value) {
    Async.sleep(Duration.ofMillis(10L * value));
    return value;
  }

  static void structured() {
    List<Integer> values = Async.<Integer>gather(() -> slowly(3), () -> slowly(1)).await();
    System.out.println(values);

    try {
      Async.timeout(Duration.ofMillis(50), () -> slowly(1_000));
    } catch (TimeoutException e) {
      System.out.println("too slow");
    }

    try {
      TaskGroup.within(
          group -> {
            Task<Integer> good = group.createTask(() -> slowly(1));
            System.out.println("good " + good.await());
            group.createTask(() -> slowly(1_000)); // is cancelled
            group.createTask(() -> Integer.parseInt("bad"));
          });
    } catch (TaskGroupException e) {
      System.out.println(e.failures().size() + " failed");
    }
  }

  public static void main(String[] args) throws InterruptedException {
    Async.run(Structured::structured);
  }
  // snippet-end
  // prints: [3, 1]
  // prints: too slow
  // prints: good 1
  // prints: 1 failed
}
