package dev.ropewalk.async;

import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/** Says that an iterator was dropped before its body began; only in debug mode. */
final class UnbegunBody implements Runnable {
  /*
   * The cleaner's thread runs this, after the collector found the iterator unreachable; so this must not refer to it. Nor does
   * it to the loop, which may be closed by then. settled is volatile since that thread reads what the loop wrote (a collection
   * orders nothing).
   */

  private static final System.Logger LOGGER = System.getLogger("dev.ropewalk.async");

  private final Throwable createdAt =
      new Throwable("the iterator was created here, by " + Thread.currentThread());
  private volatile boolean settled;

  private UnbegunBody() {}

  /** Null unless the loop is in debug mode. */
  static @Nullable UnbegunBody watch(AsyncIterator<?> iterator, EventLoop loop) {
    if (!loop.isDebug()) {
      return null;
    }
    UnbegunBody unbegun = new UnbegunBody();
    var _ = UnseenFailure.CLEANER.register(iterator, unbegun);
    return unbegun;
  }

  /** The body begins, or the iterator is closed and it never will. */
  void settled() {
    settled = true;
  }

  /** If the logging system fails, the cleaner ignores that. */
  @Override
  public void run() {
    if (!settled) {
      LOGGER.log(
          Level.WARNING,
          "an iterator was dropped before its body began: take its items, or close it",
          createdAt);
    }
  }
}
