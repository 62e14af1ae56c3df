package dev.ropewalk.examples.threads;

import dev.ropewalk.threads.DelayedCall;
import dev.ropewalk.threads.ExitHooks;
import java.time.Duration;

/** Calls after a delay, and at the end of the program. */
public final class CallLater {

  private CallLater() {}

  // snippet-start
  public static void main(String[] args) {
    ExitHooks.register(() -> System.out.println("exit"));
    DelayedCall.of(Duration.ofMillis(50), () -> System.out.println("called")).start();
    DelayedCall cancelled =
        DelayedCall.of(Duration.ofMillis(50), () -> System.out.println("never")).start();
    System.out.println("cancelled: " + cancelled.cancel());
  }
  // snippet-end
  // prints: cancelled: true
  // prints: called
  // prints: exit
}
