package dev.ropewalk.examples.threads;

import dev.ropewalk.threads.ChildThread;
import dev.ropewalk.threads.ExceptionHook;
import java.util.concurrent.ExecutionException;

/** A thread's result, and a failure that is not lost. */
public final class ResultsAndFailures {

  private ResultsAndFailures() {}

  // snippet-start
  public static void main(String[] args) throws Exception {
    ChildThread<Integer> answer = ChildThread.of(() -> 6 * 7).start();
    System.out.println(answer.result());

    ExceptionHook.set(
        failure ->
            System.out.println(
                failure.threadName() + " failed: " + failure.throwable().getMessage()));
    ChildThread<Integer> frayed =
        ChildThread.of(() -> Integer.parseInt("rope")).setName("strand").start();
    try {
      frayed.result();
    } catch (ExecutionException e) {
      System.out.println("result() throws " + e.getMessage());
    }
  }
  // snippet-end
  // prints: 42
  // prints: strand failed: For input string: "rope"
  // prints: result() throws java.lang.NumberFormatException: For input string: "rope"
}
