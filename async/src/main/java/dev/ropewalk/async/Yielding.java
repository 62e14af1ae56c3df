package dev.ropewalk.async;

import org.jspecify.annotations.Nullable;

/**
 * A coroutine that gives out items one by one: what {@code async def} with {@code yield} is in Python. Run by {@link
 * AsyncIterator#of} or {@link EventLoop#publisher}.
 *
 * @param <T> the type of the items
 */
@FunctionalInterface
public interface Yielding<T extends @Nullable Object> {

  /** Gives the items to {@code out}, suspending wherever it likes. */
  void run(Yielder<T> out) throws Exception;
}
