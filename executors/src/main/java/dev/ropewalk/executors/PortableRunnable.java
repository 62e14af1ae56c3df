package dev.ropewalk.executors;

import java.io.Serializable;

/**
 * A task without a result that may travel to another process: a {@link Runnable} whose lambdas the compiler makes
 * serializable. See {@link PortableCallable}.
 */
@FunctionalInterface
public interface PortableRunnable extends Runnable, Serializable {}
