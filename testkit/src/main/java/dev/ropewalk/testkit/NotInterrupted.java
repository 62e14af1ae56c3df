package dev.ropewalk.testkit;

import java.util.concurrent.Callable;

/** Blocking calls where nobody interrupts and nothing checked may be thrown, as in jcstress actors. */
public final class NotInterrupted {

  private NotInterrupted() {}

  /** A blocking call without a result. */
  @FunctionalInterface
  public interface Action {
    /** Does it. */
    void run() throws Exception;
  }

  /** Runs the action; anything checked that it throws is an {@link AssertionError}. */
  public static void run(Action action) {
    call(
        () -> {
          action.run();
          return true;
        });
  }

  /** Calls the action; anything checked that it throws is an {@link AssertionError}. */
  public static <T> T call(Callable<T> action) {
    try {
      return action.call();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new AssertionError("nobody interrupts here", e);
    }
  }
}
