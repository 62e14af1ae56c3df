package dev.ropewalk.async;

import java.util.Set;

/**
 * What {@link Async#wait} found: Python's pair of sets. Both are in the order in which the awaitables were given.
 *
 * @param <F> the type of the awaitables, which may have different values
 * @param done those that have ended, in whatever way
 * @param pending those that have not
 */
public record WaitResult<F extends Awaitable<?>>(Set<F> done, Set<F> pending) {}
