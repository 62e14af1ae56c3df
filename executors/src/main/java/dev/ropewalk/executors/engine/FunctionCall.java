package dev.ropewalk.executors.engine;

import dev.ropewalk.executors.PortableCallable;
import dev.ropewalk.executors.PortableFunction;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The body of a task that is a function and its argument.
 *
 * @param function what is called
 * @param argument with what
 */
public record FunctionCall<A extends @Nullable Object, R extends @Nullable Object>(
    PortableFunction<? super A, ? extends R> function, A argument) implements PortableCallable<R> {

  /** Refuses null here, not in the task. */
  public FunctionCall {
    Objects.requireNonNull(function, "function");
  }

  @Override
  public R call() throws Exception {
    return function.apply(argument);
  }

  /** Without the argument, which may be large. */
  @Override
  public String toString() {
    return TaskName.of(function);
  }
}
