package dev.ropewalk.executors.engine;

import dev.ropewalk.executors.ProgressListener;
import java.util.Collection;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * The input of a map.
 *
 * @param iterator gives the items; used by the reader of the results only
 * @param size how many there are, or {@link #UNKNOWN}
 */
record Items<A extends @Nullable Object>(Iterator<? extends A> iterator, long size) {

  static final long UNKNOWN = ProgressListener.UNKNOWN;

  static <A extends @Nullable Object> Items<A> of(Iterable<? extends A> items) {
    return new Items<>(items.iterator(), size(items));
  }

  static long size(Iterable<?> items) {
    return items instanceof Collection<?> collection ? collection.size() : UNKNOWN;
  }
}
