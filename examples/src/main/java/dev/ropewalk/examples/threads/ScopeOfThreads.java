package dev.ropewalk.examples.threads;

import dev.ropewalk.threads.ThreadScope;
import dev.ropewalk.threads.ThreadScopeException;

/** Children that don't outlive a block. */
public final class ScopeOfThreads {

  private ScopeOfThreads() {}

  // snippet-start
  public static void main(String[] args) {
    try (ThreadScope scope = new ThreadScope()) {
      scope.startVirtual(
          () -> {
            Thread.sleep(60_000); // interrupted as soon as the other one fails
            return "never";
          });
      scope.start(() -> Integer.parseInt("rope"));
    } catch (ThreadScopeException e) {
      System.out.println(e.failures());
    }
  }
  // snippet-end
  // prints: [java.lang.NumberFormatException: For input string: "rope"]
}
