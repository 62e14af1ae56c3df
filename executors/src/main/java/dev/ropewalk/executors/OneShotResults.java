package dev.ropewalk.executors;

import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** Results behind an iterator that is given out once. Confined to the reading thread. */
final class OneShotResults<T extends @Nullable Object> implements LazyResults<T> {

  private final Iterator<T> results;
  private final Runnable close;

  private boolean taken;

  OneShotResults(Iterator<T> results, Runnable close) {
    this.results = results;
    this.close = close;
  }

  @Override
  public Iterator<T> iterator() {
    if (taken) {
      throw new IllegalStateException(
          "these results are read once, and their iterator was taken before: collect them with toList()");
    }
    taken = true;
    return results;
  }

  @Override
  public void close() {
    close.run();
  }
}
