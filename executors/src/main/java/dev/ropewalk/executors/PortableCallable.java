package dev.ropewalk.executors;

import java.io.Serializable;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A task with a result that may travel to another process: a {@link Callable} whose lambdas the compiler makes
 * serializable. What a lambda captures travels with it and must be serializable too.
 *
 * <p>Python pickles a function by its name, so a lambda never travels there; here it does, as long as both sides have the
 * class it was written in.
 *
 * @param <T> what the task returns
 */
@FunctionalInterface
public interface PortableCallable<T extends @Nullable Object> extends Callable<T>, Serializable {}
