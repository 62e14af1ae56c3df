package dev.ropewalk.executors;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A function that may travel to another process, for {@link TaskExecutor#map map}. Unlike {@link
 * java.util.function.Function} it may throw any exception, as a Python function may; one at hand is passed as {@code
 * function::apply}. See {@link PortableCallable} for what travels.
 *
 * @param <A> what the function takes
 * @param <R> what the function returns
 */
@FunctionalInterface
public interface PortableFunction<A extends @Nullable Object, R extends @Nullable Object>
    extends Serializable {
  /** Computes the result for one argument. */
  R apply(A argument) throws Exception;
}
