package dev.ropewalk.async;

import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/** Where the failures of one loop go that reach nobody else. Touched by the holder of the loop's baton only. */
final class ErrorReports {

  private static final System.Logger LOGGER = System.getLogger("dev.ropewalk.async");

  private @Nullable LoopExceptionHandler handler;

  /** Null restores the default, which logs. */
  void handleWith(@Nullable LoopExceptionHandler newHandler) {
    handler = newHandler;
  }

  /** Never throws: a loop must survive its callbacks and its handler. */
  void report(EventLoop loop, ErrorReport report) {
    LoopExceptionHandler custom = handler;
    if (custom == null) {
      log(report);
      return;
    }
    try {
      custom.handle(loop, report);
    } catch (Throwable failure) {
      log(report);
      log(new ErrorReport("the exception handler of " + loop + " failed", failure, null));
    }
  }

  @Nullable LoopExceptionHandler handler() {
    return handler;
  }

  /** What the default does. Any thread; never throws. */
  static void log(ErrorReport report) {
    try {
      LOGGER.log(Level.ERROR, report.message(), report.exception());
      if (report.createdAt().isPresent()) {
        LOGGER.log(Level.ERROR, "what failed was created here", report.createdAt().get());
      }
    } catch (Throwable nobodyLeftToTell) {
      // The logging system itself failed.
    }
  }
}
