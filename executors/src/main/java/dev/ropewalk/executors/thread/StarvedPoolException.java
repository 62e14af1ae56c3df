package dev.ropewalk.executors.thread;

/**
 * Thrown to a task that would wait for another of the same pool forever, because all workers do: a thread starvation
 * deadlock. Give the pool more workers, use {@link WhenStarved#ADD_WORKER}, or let tasks not wait for each other.
 */
public final class StarvedPoolException extends IllegalStateException {

  private static final long serialVersionUID = 1;

  StarvedPoolException(String message) {
    super(message);
  }
}
