package dev.ropewalk.threads;

/**
 * What a thread without a result does: a {@link Runnable} that may throw anything, as {@link java.util.concurrent.Callable} may.
 * So a body can wait without catching {@link InterruptedException}: {@code ChildThread.of(() -> event.await())}. The {@code
 * target} of Python's {@code threading.Thread}.
 *
 * <p>A {@code Runnable} at hand becomes one as {@code runnable::run}. A lambda or method reference that has a value as well as
 * none is taken for a {@code Callable}.
 */
@FunctionalInterface
public interface ThreadBody {

  /**
   * Runs on the new thread, once.
   *
   * @throws Exception what the thread then fails with
   */
  void run() throws Exception;
}
