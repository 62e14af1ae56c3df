package dev.ropewalk.async;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Items that come one after the other, with waits between: {@link #hasNext} suspends the calling coroutine until it is known
 * whether there is another one. Python's asynchronous iterators and generators; {@code async for} is an ordinary {@code for}
 * here, since any method may suspend.
 *
 * <pre>{@code
 * try (AsyncIterator<Integer> numbers = AsyncIterator.of(out -> { out.emit(1); out.emit(2); })) {
 *   for (int number : numbers) { ... }
 * }
 * }</pre>
 *
 * <p>It is its own and only iterator, and for one coroutine at a time. Close it, also if it was not read to its end: {@code
 * aclosing}. For coroutines of the loop on which it was made.
 *
 * @param <T> the type of the items
 */
@SuppressWarnings("IterableAndIterator") // for one reader, as it says
public sealed interface AsyncIterator<T extends @Nullable Object>
    extends Iterator<T>, Iterable<T>, AutoCloseable permits Generator, PublishedItems {

  /** How many items a publisher is asked for in advance, unless said otherwise. */
  int DEFAULT_BUFFER = 64;

  /**
   * What the body emits: Python's asynchronous generator. The body begins when it is first asked for an item and runs until
   * it emits one; then it is suspended until it is asked for the next.
   *
   * <p>Cancelling the coroutine that waits for an item goes to the body, as in Python: it comes out of the suspension where the
   * body waits, and goes on to the coroutine unless the body catches it. A failure of the body comes out of {@code hasNext}, or of {@link #close}
   * if nobody asks any more; so does that of a timeout or a task group around an {@code emit} while nobody asks.
   * {@link #close} makes {@code emit} throw a {@link CancelledError}, where Python throws {@code GeneratorExit}.
   *
   * <p>Unlike Python's the body is a task of its own, which {@link Async#currentTask} names and the loop cancels at its end, if
   * nobody closed it; it runs in the context of the coroutine that asked first. In debug mode an iterator that is dropped before
   * its body began, without being closed, is logged with where it was made when it is collected.
   *
   * @throws WrongThreadException if the caller is neither a coroutine nor a callback of a loop
   */
  static <T extends @Nullable Object> AsyncIterator<T> of(Yielding<T> body) {
    return new Generator<>(CurrentLoop.loopFor("AsyncIterator.of"), body);
  }

  /** What the publisher publishes, {@value #DEFAULT_BUFFER} items being asked for in advance. */
  static <T> AsyncIterator<T> from(Flow.Publisher<T> publisher) {
    return from(publisher, DEFAULT_BUFFER);
  }

  /**
   * What the publisher publishes, from now on: it is subscribed to at once. No more items are asked for than there is room, and
   * more as they are taken. Its threads may be any. A failure comes out of {@code hasNext}, after the items before it. Cancelling
   * the coroutine that waits for an item loses none; {@link #close} cancels the subscription.
   *
   * @param buffer how many items there is room for
   * @throws IllegalArgumentException if the buffer is less than one
   * @throws WrongThreadException if the caller is neither a coroutine nor a callback of a loop
   */
  static <T> AsyncIterator<T> from(Flow.Publisher<T> publisher, int buffer) {
    if (buffer < 1) {
      throw new IllegalArgumentException("there must be room for an item: " + buffer);
    }
    PublishedItems<T> items =
        new PublishedItems<>(CurrentLoop.loopFor("AsyncIterator.from"), buffer);
    publisher.subscribe(items);
    return items;
  }

  /**
   * Suspends the calling coroutine until there is an item, or it is known that none will come. Does not suspend if there is one
   * that has not been taken.
   *
   * @throws CompletionException if what makes the items failed, with the failure as cause; there are none afterwards
   * @throws CancelledError if the calling task is cancelled, or the task of a generator's body was
   * @throws IllegalStateException if another coroutine is waiting here
   * @throws WrongThreadException if the caller is not a coroutine of the loop
   */
  @Override
  boolean hasNext();

  /**
   * Takes the next item; suspends and throws as {@link #hasNext}. Python's {@code anext}.
   *
   * @throws NoSuchElementException if there is none, where Python raises {@code StopAsyncIteration}
   */
  @Override
  T next();

  /** This itself. */
  @Override
  default Iterator<T> iterator() {
    return this;
  }

  /**
   * Ends it: there are no items afterwards. Suspends until a generator's body has ended, which may suspend to clean up; one that
   * has not begun never does. Does nothing if it has ended. Python's {@code aclose}.
   *
   * @throws CompletionException if the body failed as it was closed, or before, and nobody was told
   * @throws CancelledError if the calling task is cancelled meanwhile, and the body lets that pass
   * @throws IllegalStateException if another coroutine is waiting for an item of a generator
   * @throws WrongThreadException if the caller is not a coroutine of the loop
   */
  @Override
  void close();
}
