package dev.ropewalk.async;

import java.lang.ref.Cleaner;
import org.jspecify.annotations.Nullable;

/** A failure that nobody has been told of yet; is reported when what failed is collected and that is still so. */
final class UnseenFailure implements Runnable {
  /*
   * The cleaner's thread runs this, after the collector found the awaitable unreachable; so this must not refer to it.
   * The cleaner refers to this, and this to the loop, until then or until the failure was seen; so whoever keeps a failed
   * awaitable reachable from its loop, an exception handler say, and never looks at it, keeps them all.
   *
   * seen is volatile since that thread reads what the loop wrote (a collection orders nothing). forget is written before
   * the awaitable gets this.
   */

  static final Cleaner CLEANER = Cleaner.create();

  private final EventLoop loop;
  private final ErrorReport report;
  private volatile boolean seen;
  private Cleaner.@Nullable Cleanable forget;

  private UnseenFailure(EventLoop loop, ErrorReport report) {
    this.loop = loop;
    this.report = report;
  }

  static UnseenFailure watch(Awaitable<?> failed, Throwable cause) {
    ErrorReport report =
        new ErrorReport(
            failed.title() + " of " + failed.loop() + " failed, and nobody asked how it ended",
            cause,
            failed.createdAt());
    UnseenFailure unseen = new UnseenFailure(failed.loop(), report);
    unseen.forget = CLEANER.register(failed, unseen);
    return unseen;
  }

  void seen() {
    seen = true;
    if (forget != null) {
      forget.clean();
    }
  }

  @Override
  public void run() {
    if (!seen) {
      loop.reportFromAnywhere(report);
    }
  }
}
