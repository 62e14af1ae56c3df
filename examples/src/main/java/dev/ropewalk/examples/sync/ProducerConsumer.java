package dev.ropewalk.examples.sync;

import dev.ropewalk.sync.queue.WorkQueue;
import dev.ropewalk.threads.ChildThread;

/** One thread hands work to another and waits until it is done. */
public final class ProducerConsumer {

  private ProducerConsumer() {}

  // snippet-start
  static final WorkQueue<Integer> queue = new WorkQueue<>(2);

  static void consume() {
    try {
      while (true) {
        System.out.println("Consumed " + queue.take());
        queue.taskDone();
      }
    } catch (InterruptedException e) {
      System.out.println("Consumer interrupted");
    }
  }

  public static void main(String[] args) throws InterruptedException {
    ChildThread<?> consumer = ChildThread.of(ProducerConsumer::consume).setDaemon(true).start();
    for (int i = 0; i < 3; i++) {
      queue.put(i);
    }
    queue.join();
    System.out.println("unfinished: " + queue.unfinished());
    consumer.interrupt();
    consumer.join();
  }
  // snippet-end
  // prints: Consumed 0
  // prints: Consumed 1
  // prints: Consumed 2
  // prints: unfinished: 0
  // prints: Consumer interrupted
}
