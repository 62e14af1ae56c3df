package dev.ropewalk.executors.engine;

import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/** The results of a chunk of a map, and how long they took. */
final class ChunkResults<R extends @Nullable Object> extends ArrayList<R> {

  private static final long serialVersionUID = 1;

  private long nanos;

  ChunkResults(int size) {
    super(size);
  }

  /** For whoever computed them. */
  void took(long time) {
    nanos = time;
  }

  long nanos() {
    return nanos;
  }
}
