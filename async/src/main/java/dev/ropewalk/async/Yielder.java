package dev.ropewalk.async;

import org.jspecify.annotations.Nullable;

/**
 * Where a {@link Yielding} puts its items. For its own coroutine only.
 *
 * @param <T> the type of the items
 */
public interface Yielder<T extends @Nullable Object> {

  /**
   * Python's {@code yield}: gives the item out and suspends the calling coroutine: of a generator, until the next item is wanted; of a publisher, before it
   * gives it out and until that is wanted.
   *
   * @throws CancelledError if nobody wants more; clean up and let it pass
   * @throws IllegalStateException if the caller is not the body, or gives out an item though it was told that nobody wants more
   */
  void emit(T item);
}
