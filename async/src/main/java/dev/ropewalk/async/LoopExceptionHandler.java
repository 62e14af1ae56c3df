package dev.ropewalk.async;

/**
 * Is told of failures on a loop that reach nobody else: what a callback throws, and what a left-over task throws while the
 * loop shuts down. Python's argument of {@code loop.set_exception_handler}.
 */
@FunctionalInterface
public interface LoopExceptionHandler {

  /**
   * Takes note of a failure. Runs on the loop, so it must not block. When it throws, both failures are logged.
   *
   * @param loop the loop on which it happened
   * @param report what happened
   */
  void handle(EventLoop loop, ErrorReport report);
}
