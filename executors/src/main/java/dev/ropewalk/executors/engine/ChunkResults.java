package dev.ropewalk.executors.engine;

import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/** The results of a chunk of a map, and how long they took. */
public final class ChunkResults<R extends @Nullable Object> extends ArrayList<R> {

  private static final long serialVersionUID = 1;

  private long nanos;

  /** Room for so many. */
  public ChunkResults(int size) {
    super(size);
  }

  /** For whoever computed them, in nanoseconds. */
  public void took(long time) {
    nanos = time;
  }

  /** How long they took. */
  public long nanos() {
    return nanos;
  }
}
