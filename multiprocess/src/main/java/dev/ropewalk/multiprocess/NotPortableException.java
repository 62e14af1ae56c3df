package dev.ropewalk.multiprocess;

import dev.ropewalk.executors.engine.TaskName;
import dev.ropewalk.multiprocess.internal.FieldPath;
import dev.ropewalk.multiprocess.internal.SafeText;
import dev.ropewalk.multiprocess.internal.UnreachableClassException;
import org.jspecify.annotations.Nullable;

/**
 * Something can't travel to or from another process: a task, or what it captures, or what it returned. Python raises
 * {@code PicklingError} for the first and {@code MaybeEncodingError} for the last.
 *
 * <p>The message tells the way to what can't, as far as its classes let us look: {@code captured argument 0
 * (com.Foo).bar[3] (java.lang.Thread)}.
 */
public final class NotPortableException extends IllegalArgumentException {

  private static final long serialVersionUID = 1;

  private static final String ADVICE =
      "; make it Serializable, or make it in the task instead of capturing it; a lambda is Serializable"
          + " where a PortableCallable, PortableRunnable or PortableFunction is asked for";

  NotPortableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** A task that could not be sent. */
  static NotPortableException ofTask(Object task, Throwable cause) {
    return ofTask(task, task, "", cause);
  }

  /**
   * A task of which a part could not be sent.
   *
   * @param part what was being serialized
   * @param name what it is for the task; may be empty
   */
  static NotPortableException ofTask(
      Object task, @Nullable Object part, String name, Throwable cause) {
    return new NotPortableException(
        SafeText.of(TaskName.of(task))
            + " can't travel to another process: "
            + FieldPath.explain(part, name, cause)
            + (cause instanceof UnreachableClassException ? "" : ADVICE),
        cause);
  }
}
