package dev.ropewalk.async;

import dev.ropewalk.threads.Context;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a task is made: the keyword arguments of Python's {@code create_task}. Immutable; each method returns a changed
 * copy, as in {@code TaskOptions.named("reader").eager()}.
 */
public final class TaskOptions {

  /** Nothing special: named by a number, in a copy of the current context, beginning in the next iteration. */
  public static final TaskOptions DEFAULT = new TaskOptions(null, null, null);

  private final @Nullable String name;
  private final @Nullable Context context;
  private final @Nullable Boolean eager;

  private TaskOptions(@Nullable String name, @Nullable Context context, @Nullable Boolean eager) {
    this.name = name;
    this.context = context;
    this.eager = eager;
  }

  /** The default, with a name. */
  public static TaskOptions named(String name) {
    return DEFAULT.name(name);
  }

  /** Gives the task a name, which is also its thread's. */
  public TaskOptions name(String newName) {
    return new TaskOptions(Objects.requireNonNull(newName, "name"), context, eager);
  }

  /**
   * Runs the task in this context and not in a copy of its creator's: what it sets can be read there. Several tasks may
   * share one, since a context is in use only while its coroutine runs.
   */
  public TaskOptions in(Context newContext) {
    return new TaskOptions(name, Objects.requireNonNull(newContext, "context"), eager);
  }

  /**
   * Lets the coroutine begin at once, before the creator goes on, and run until it first suspends: a body that does not
   * suspend has ended when the task is made, and was never in the ready queue. Python's {@code eager_start=True}. It saves
   * no thread: the body runs on one of its own, as always.
   */
  public TaskOptions eager() {
    return eager(true);
  }

  /** Says whether the task is {@link #eager()}, whatever the loop's {@link TaskFactory} does with tasks that don't say it. */
  public TaskOptions eager(boolean begin) {
    return new TaskOptions(name, context, begin);
  }

  /** The same, but eager or not as given here unless that was said. */
  TaskOptions eagerUnlessSaid(boolean otherwise) {
    return eager == null ? eager(otherwise) : this;
  }

  @Nullable String name() {
    return name;
  }

  @Nullable Context context() {
    return context;
  }

  boolean isEager() {
    return eager != null && eager;
  }

  @Override
  public String toString() {
    return "TaskOptions["
        + (name == null ? "unnamed" : name)
        + (context == null ? "" : ", in a given context")
        + (isEager() ? ", eager" : "")
        + "]";
  }
}
