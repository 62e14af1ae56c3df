package dev.ropewalk.async;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Tasks of a {@link TaskGroup} failed, or its body did. Python's {@code ExceptionGroup}. The cause is the first failure;
 * the others are its suppressed exceptions, so that a stack trace shows them all. Where Python takes a group apart by
 * {@code except*}, {@link #subgroup} and {@link #split} do here.
 */
public final class TaskGroupException extends RuntimeException {

  private static final long serialVersionUID = 1;

  @SuppressWarnings("serial") // throwables
  private final List<Throwable> failures;

  TaskGroupException(List<Throwable> failures) {
    super(
        (failures.size() == 1
                ? "one failure in a task group: "
                : failures.size() + " failures in a task group, the first: ")
            + Naming.of(failures.getFirst()),
        failures.getFirst());
    this.failures = List.copyOf(failures);
    failures.stream().skip(1).forEach(this::addSuppressed);
  }

  /** What the tasks and the body threw, in the order in which they did; at least one. */
  public List<Throwable> failures() {
    return failures;
  }

  /**
   * The failures that the condition holds for, also those inside groups among them, which keep their nesting; empty if
   * there are none. Python's {@code subgroup}.
   */
  public Optional<TaskGroupException> subgroup(Predicate<? super Throwable> condition) {
    List<Throwable> kept = new ArrayList<>();
    for (Throwable failure : failures) {
      if (failure instanceof TaskGroupException inner) {
        inner.subgroup(condition).ifPresent(kept::add);
      } else if (condition.test(failure)) {
        kept.add(failure);
      }
    }
    if (kept.isEmpty()) {
      return Optional.empty();
    }
    TaskGroupException part = new TaskGroupException(kept);
    part.setStackTrace(getStackTrace());
    return Optional.of(part);
  }

  /** Both parts: those that the condition holds for, and the others. Python's {@code split}. */
  public Split split(Predicate<? super Throwable> condition) {
    return new Split(subgroup(condition), subgroup(failure -> !condition.test(failure)));
  }

  /**
   * Two parts of a group, of which at least one is there.
   *
   * @param matching those that the condition held for
   * @param rest the others
   */
  public record Split(Optional<TaskGroupException> matching, Optional<TaskGroupException> rest) {}
}
