package dev.ropewalk.async;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What {@link Async#wait} found: Python's pair of sets. Both are in the order in which the awaitables were given.
 *
 * @param done those that have ended, in whatever way
 * @param pending those that have not
 */
public record WaitResult<T extends @Nullable Object>(
    Set<Awaitable<T>> done, Set<Awaitable<T>> pending) {}
