package dev.ropewalk.executors.engine;

/** Says an engine that can't run a task as it is. */
public final class UnfitTaskException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final RuntimeException reason;

  /** For what the task fails with. */
  public UnfitTaskException(RuntimeException reason) {
    super(reason.getMessage(), reason);
    this.reason = reason;
  }

  RuntimeException reason() {
    return reason;
  }
}
