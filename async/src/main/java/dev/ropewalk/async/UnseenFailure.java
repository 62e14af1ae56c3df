package dev.ropewalk.async;

import java.lang.ref.Cleaner;
import org.jspecify.annotations.Nullable;

/** A failure that nobody has been told of yet; is reported when what failed is collected and that is still so. */
final class UnseenFailure implements Runnable {
  /*
   * The cleaner's thread runs this, after the collector found the awaitable unreachable; so this must not refer to it.
   * seen is volatile since that thread reads what the loop wrote (a collection orders nothing).
   */

  private static final Cleaner CLEANER = Cleaner.create();

  private final EventLoop loop;
  private final ErrorReport report;
  private volatile boolean seen;

  private UnseenFailure(EventLoop loop, ErrorReport report) {
    this.loop = loop;
    this.report = report;
  }

  static UnseenFailure watch(Awaitable<?> failed, Throwable cause) {
    @Nullable Throwable createdAt = failed instanceof Task<?> task ? task.createdAt() : null;
    ErrorReport report =
        new ErrorReport(
            failed.title() + " of " + failed.loop() + " failed, and nobody asked how it ended",
            cause,
            createdAt);
    UnseenFailure unseen = new UnseenFailure(failed.loop(), report);
    CLEANER.register(failed, unseen);
    return unseen;
  }

  void seen() {
    seen = true;
  }

  @Override
  public void run() {
    if (!seen) {
      loop.reportFromAnywhere(report);
    }
  }
}
