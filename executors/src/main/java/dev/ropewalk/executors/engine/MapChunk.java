package dev.ropewalk.executors.engine;

import dev.ropewalk.executors.PortableCallable;
import dev.ropewalk.executors.PortableFunction;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The body of one task of a map: the function, applied to some of the items.
 *
 * @param function that of the whole map
 * @param items those of this task
 */
public record MapChunk<A extends @Nullable Object, R extends @Nullable Object>(
    MapFunction<A, R> function, List<A> items) implements PortableCallable<List<R>> {

  @Override
  public List<R> call() throws Exception {
    return apply(function.function(), items);
  }

  /** Applies the function to the items, in order; ends with the first for which it fails. */
  public static <A extends @Nullable Object, R extends @Nullable Object> List<R> apply(
      PortableFunction<? super A, ? extends R> function, List<? extends A> items) throws Exception {
    long start = System.nanoTime();
    ChunkResults<R> results = new ChunkResults<>(items.size());
    for (A item : items) {
      results.add(function.apply(item));
    }
    results.took(System.nanoTime() - start);
    return results;
  }

  /** Without the items, of which there may be many. */
  @Override
  public String toString() {
    return TaskName.of(function.function()) + " for " + items.size() + " items of a map";
  }
}
