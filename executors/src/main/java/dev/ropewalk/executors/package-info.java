/**
 * Python's {@code concurrent.futures}: one executor interface, {@link dev.ropewalk.executors.TaskExecutor}, that threads,
 * virtual threads, processes and machines implement, and one future, {@link dev.ropewalk.executors.TaskFuture}. Changing
 * where work runs is changing one word.
 *
 * <p>The rules for timeouts, interruption, exceptions and memory of {@code dev.ropewalk.threads} hold here. Every task
 * that an executor accepted ends in a result, an exception or a cancellation.
 */
package dev.ropewalk.executors;
