package dev.ropewalk.executors;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A function of two arguments that may travel to another process, for {@link TaskExecutor#starmap starmap} and {@code map} over
 * two inputs. For more arguments let the items be records. See {@link PortableCallable} for what travels.
 *
 * @param <A> what the function takes first
 * @param <B> what the function takes second
 * @param <R> what the function returns
 */
@FunctionalInterface
public interface PortableBiFunction<
        A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
    extends Serializable {
  /** Computes the result for one pair of arguments. */
  R apply(A first, B second) throws Exception;
}
