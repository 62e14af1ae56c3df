package dev.ropewalk.examples.async;

import dev.ropewalk.async.Async;
import dev.ropewalk.async.AsyncFuture;
import dev.ropewalk.async.CallGraph;
import dev.ropewalk.async.EventLoop;
import dev.ropewalk.async.Task;
import dev.ropewalk.async.TaskTree;
import java.time.Duration;

/** The tasks of a loop as a tree, and who waits for one of them. */
public final class SeeInside {

  private SeeInside() {}

  // snippet-start
  static void look() {
    AsyncFuture<String> light = new AsyncFuture<>("a light");
    Task<?> left = Async.createTask("left", light::await);
    Task<?> right = Async.createTask("right", () -> light.await().length());
    Task<?> both = Async.createTask("both", () -> Async.gather(left, right).await());
    Async.sleep(Duration.ZERO); // lets them begin
    TaskTree.print(EventLoop.running(), System.out);
    CallGraph.capture(left).print(System.out);
    light.setResult("green");
    both.await();
  }

  public static void main(String[] args) throws InterruptedException {
    Async.run(SeeInside::look);
  }
  // snippet-end
  // prints: +-- Task-1 runs
  // prints: |   at dev.ropewalk.examples.async.SeeInside.look(SeeInside.java:23)
  // prints: +-- both waits for a gather of 2 of left, right
  // prints:     at dev.ropewalk.examples.async.SeeInside.lambda$look$1(SeeInside.java:21)
  // prints:     +-- left waits for a light
  // prints:     +-- right waits for a light
  // prints:         at dev.ropewalk.examples.async.SeeInside.lambda$look$0(SeeInside.java:20)
  // prints: * Task[left, pending]
  // prints:   + Awaited by:
  // prints:      * Task[both, pending]
  // prints:        + Call stack:
  // prints:        |   at dev.ropewalk.examples.async.SeeInside.lambda$look$1(SeeInside.java:21)
}
