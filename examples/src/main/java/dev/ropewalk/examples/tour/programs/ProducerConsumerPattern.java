package dev.ropewalk.examples.tour.programs;

import dev.ropewalk.sync.queue.WorkQueue;
import dev.ropewalk.threads.ChildThread;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One thread makes items, another uses them up, and main waits until all are done with. */
public final class ProducerConsumerPattern {

  static final WorkQueue<Integer> q = new WorkQueue<>();

  static @Nullable Void producer() throws InterruptedException {
    for (int i = 0; i < 5; i++) {
      IO.println("Produced " + i);
      q.put(i);
      Thread.sleep(Duration.ofMillis(500));
    }
    return null;
  }

  static Void consumer() throws InterruptedException {
    while (true) {
      int item = q.take();
      IO.println("Consumed " + item);
      q.taskDone();
    }
  }

  static void main() throws InterruptedException {
    ChildThread.of(ProducerConsumerPattern::producer).start();
    ChildThread.of(ProducerConsumerPattern::consumer).setDaemon(true).start();
    q.join();
  }
}
