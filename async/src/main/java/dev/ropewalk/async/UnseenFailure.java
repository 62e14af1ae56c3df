package dev.ropewalk.async;

import java.lang.ref.Cleaner;
import org.jspecify.annotations.Nullable;

/** A failure that nobody has been told of yet; is reported when what failed is collected and that is still so. */
final class UnseenFailure implements Runnable {
  /*
   * The cleaner's thread runs this, after the collector found the awaitable unreachable; so this must not refer to it, nor to
   * the subject of a future, which may lead there. The cleaner refers to this, and this to the loop, until then or until the
   * failure was seen; so whoever keeps a failed awaitable reachable from its loop, an exception handler say, and never looks
   * at it, keeps them all.
   *
   * seen and name are volatile since that thread reads what the loop wrote (a collection orders nothing). forget is written
   * before the awaitable gets this.
   */

  static final Cleaner CLEANER = Cleaner.create();

  private final EventLoop loop;
  private final Throwable cause;
  private final @Nullable Throwable createdAt;
  private volatile String name;
  private volatile boolean seen;
  private Cleaner.@Nullable Cleanable forget;

  private UnseenFailure(Awaitable<?> failed, Throwable cause) {
    this.loop = failed.loop();
    this.name = failed.nameOfOurs();
    this.cause = cause;
    this.createdAt = failed.createdAt();
  }

  /** Runs no user code. */
  static UnseenFailure watch(Awaitable<?> failed, Throwable cause) {
    UnseenFailure unseen = new UnseenFailure(failed, cause);
    unseen.forget = CLEANER.register(failed, unseen);
    return unseen;
  }

  /** Calls what failed this in the report. */
  void named(String newName) {
    name = newName;
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
      loop.reportFromAnywhere(
          new ErrorReport(
              name + " of " + Naming.of(loop) + " failed, and nobody asked how it ended",
              cause,
              createdAt));
    }
  }
}
