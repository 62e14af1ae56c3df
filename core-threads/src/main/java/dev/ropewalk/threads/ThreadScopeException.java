package dev.ropewalk.threads;

import java.util.List;

/**
 * Children of a {@link ThreadScope} failed. The cause is the first failure; those of others are its suppressed exceptions,
 * in the order in which they happened, so that a stack trace shows them all.
 */
public final class ThreadScopeException extends RuntimeException {

  private static final long serialVersionUID = 1;

  @SuppressWarnings("serial") // throwables
  private final List<Throwable> failures;

  ThreadScopeException(List<Throwable> failures) {
    super(
        failures.size() == 1
            ? "a child of the scope failed: " + failures.getFirst()
            : failures.size() + " children of the scope failed, the first: " + failures.getFirst(),
        failures.getFirst());
    this.failures = List.copyOf(failures);
    failures.stream().skip(1).forEach(this::addSuppressed);
  }

  /** What the children threw, in the order in which they did; at least one. */
  public List<Throwable> failures() {
    return failures;
  }
}
