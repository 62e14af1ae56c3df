package dev.ropewalk.examples.async;

import dev.ropewalk.async.Async;
import dev.ropewalk.async.TaskGroup;
import dev.ropewalk.async.sync.AsyncHold;
import dev.ropewalk.async.sync.AsyncQueue;
import dev.ropewalk.async.sync.AsyncSemaphore;
import dev.ropewalk.sync.queue.QueueShutDownException;
import java.time.Duration;

/** A queue between coroutines, and a semaphore that limits how many work at a time. */
public final class ProducerAndConsumers {

  private ProducerAndConsumers() {}

  // snippet-start
  static void consume(AsyncQueue<Integer> queue, AsyncSemaphore atATime, int[] sum) {
    try {
      while (true) {
        int item = queue.take();
        try (AsyncHold _ = atATime.hold()) {
          Async.sleep(Duration.ofMillis(1));
          sum[0] += item; // no lock: nobody else runs between two suspensions
        }
        queue.taskDone();
      }
    } catch (QueueShutDownException e) {
      // all has been taken
    }
  }

  public static void main(String[] args) throws InterruptedException {
    int[] sum = {0};
    Async.run(
        () ->
            TaskGroup.within(
                group -> {
                  AsyncQueue<Integer> queue = new AsyncQueue<>(10);
                  AsyncSemaphore atATime = new AsyncSemaphore(2);
                  for (int i = 0; i < 3; i++) {
                    group.createTask(() -> consume(queue, atATime, sum));
                  }
                  for (int item = 1; item <= 100; item++) {
                    queue.put(item);
                  }
                  queue.join();
                  queue.shutdown();
                }));
    System.out.println("sum " + sum[0]);
  }
  // snippet-end
  // prints: sum 5050
}
