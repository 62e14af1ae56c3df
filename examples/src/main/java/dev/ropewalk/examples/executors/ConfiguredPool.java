package dev.ropewalk.examples.executors;

import dev.ropewalk.executors.thread.ThreadPool;
import dev.ropewalk.executors.thread.ThreadPoolOptions;
import dev.ropewalk.executors.thread.WhenFull;
import dev.ropewalk.executors.thread.WhenStarved;

/** A pool with a name, an initializer, a bound for its queue, and a way out for tasks that wait for tasks. */
public final class ConfiguredPool {

  private ConfiguredPool() {}

  // snippet-start
  static void hello() {
    System.out.println("hello from " + Thread.currentThread().getName());
  }

  public static void main(String[] args) throws Exception {
    ThreadPoolOptions options =
        ThreadPoolOptions.defaults()
            .withMaxWorkers(1)
            .withNamePrefix("strand")
            .withInitializer(ConfiguredPool::hello)
            .withQueue(100, WhenFull.BLOCK)
            .withStarvation(WhenStarved.ADD_WORKER);
    try (ThreadPool executor = new ThreadPool(options)) {
      int answer = executor.submit(() -> executor.submit(() -> 6 * 7).get()).get();
      System.out.println(answer);
    }
  }
  // snippet-end
  // prints: hello from strand_0
  // prints: hello from strand_1
  // prints: 42
}
