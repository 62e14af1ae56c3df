package dev.ropewalk.sync.queue;

import java.io.Serial;

/**
 * Thrown by methods of a {@link TaskQueue} that insert an item after {@link TaskQueue#shutdown() shutdown}, or that remove one
 * when none is left and none will come. Python's {@code queue.ShutDown}.
 *
 * <p>It is unchecked, since {@link java.util.concurrent.BlockingQueue} leaves no room for another, and an {@link
 * IllegalStateException} like the one of {@code add} on a full queue: the queue is in no state to do that.
 */
public final class QueueShutDownException extends IllegalStateException {

  @Serial private static final long serialVersionUID = 1;

  /** The message says which queue it was and what was asked of it. */
  public QueueShutDownException(String message) {
    super(message);
  }
}
