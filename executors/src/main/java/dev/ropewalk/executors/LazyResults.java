package dev.ropewalk.executors;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Results that arrive while they are read, once, in one pass: what Python's {@code map} and {@code as_completed} return.
 * Not thread-safe: one thread reads.
 *
 * <p>Reading waits for the next result. A failed task's exception comes out as the cause of a {@link
 * java.util.concurrent.CompletionException}, a cancelled one as {@link java.util.concurrent.CancellationException}, a
 * timeout as Guava's {@link com.google.common.util.concurrent.UncheckedTimeoutException}; after any of them reading has
 * ended and what was not begun is cancelled, as in Python. An interrupt while waiting ends reading in the same way, with
 * a {@link java.util.concurrent.CancellationException} and the interrupt status set, because iterators can't throw
 * {@link InterruptedException}.
 *
 * <p>Closing early cancels what was not begun. Closing after the end does nothing.
 *
 * @param <T> what is read
 */
public interface LazyResults<T extends @Nullable Object> extends Iterable<T>, AutoCloseable {

  /**
   * The results. To be called once, as of a {@link java.nio.file.DirectoryStream}.
   *
   * @throws IllegalStateException if reading has already begun
   */
  @Override
  Iterator<T> iterator();

  /** The results as a sequential stream, whose closing closes these results. Begins reading, like {@link #iterator()}. */
  default Stream<T> stream() {
    return StreamSupport.stream(spliterator(), false).onClose(this::close);
  }

  /** Reads all that is left into an unmodifiable list; {@code list(...)} . */
  default List<T> toList() {
    List<T> all = new ArrayList<>();
    forEach(all::add);
    return Collections.unmodifiableList(all);
  }

  @Override
  void close();

  /**
   * Results that an iterator computes as it is asked, for those who write an executor.
   *
   * @param close cancels what was not begun; may be called any number of times
   */
  static <T extends @Nullable Object> LazyResults<T> of(Iterator<T> results, Runnable close) {
    return new OneShotResults<>(results, close);
  }
}
