package dev.ropewalk.threads;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an {@link ExceptionHook} is told: {@code threading.ExceptHookArgs}.
 *
 * <p>Differences from Python: {@code exc_type} is {@code throwable().getClass()}, and the stack is the throwable's own.
 *
 * @param thread the thread whose body failed; null if it is not known
 * @param throwable what the body threw
 */
public record ThreadFailure(@Nullable ChildThread<?> thread, Throwable throwable) {

  /** Refuses a missing throwable. */
  public ThreadFailure {
    Objects.requireNonNull(throwable, "throwable");
  }

  /** Where the throwable was made, the innermost call first; may be empty. */
  public List<StackTraceElement> stack() {
    return List.of(throwable.getStackTrace());
  }

  /** The name of the thread, or the ident of the calling one as text if the thread is not known. */
  public String threadName() {
    return thread == null ? String.valueOf(Threads.ident()) : thread.getName();
  }
}
