package dev.ropewalk.examples.async;

import dev.ropewalk.async.Async;
import dev.ropewalk.async.Task;
import java.time.Duration;

/** Two coroutines side by side, and their results. */
public final class TwoTasks {

  private TwoTasks() {}

  // snippet-start
  static int count(String name, int upTo) {
    for (int i = 1; i <= upTo; i++) {
      System.out.println(name + " " + i);
      Async.sleep(Duration.ofMillis(100));
    }
    return upTo;
  }

  static int sum() {
    Task<Integer> a = Async.createTask(() -> count("a", 2));
    Task<Integer> b = Async.createTask(() -> count("b", 3));
    return a.await() + b.await();
  }

  public static void main(String[] args) throws InterruptedException {
    int sum = Async.run(TwoTasks::sum);
    System.out.println("sum " + sum);
  }
  // snippet-end
  // prints: a 1
  // prints: b 1
  // prints: a 2
  // prints: b 2
  // prints: b 3
  // prints: sum 5
}
