package dev.ropewalk.examples.async;

import dev.ropewalk.async.Async;
import dev.ropewalk.async.EventLoop;
import dev.ropewalk.async.Task;
import java.time.Duration;

/** An ordinary thread reaches a loop by callSoonThreadsafe. */
public final class FromAnotherThread {

  private FromAnotherThread() {}

  // snippet-start
  public static void main(String[] args) throws InterruptedException {
    Async.run(
        () -> {
          EventLoop loop = EventLoop.running();
          Task<?> waiting = Async.createTask(() -> Async.sleep(Duration.ofHours(1)));
          Thread other = new Thread(() -> loop.callSoonThreadsafe(waiting::cancel));
          waiting.addDoneCallback(task -> System.out.println("cancelled: " + task.isCancelled()));
          other.start();
          Async.sleep(Duration.ofMillis(500));
          System.out.println("done: " + waiting.isDone());
        });
  }
  // snippet-end
  // prints: cancelled: true
  // prints: done: true
}
