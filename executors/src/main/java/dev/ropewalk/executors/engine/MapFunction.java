package dev.ropewalk.executors.engine;

import dev.ropewalk.executors.PortableFunction;
import java.io.Serializable;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The function of one map. All chunks of the map have the same one, so an engine whose tasks travel can send it once.
 *
 * @param <A> what the function takes
 * @param <R> what the function returns
 */
public final class MapFunction<A extends @Nullable Object, R extends @Nullable Object>
    implements Serializable {
  /*
   * note and atEnd are touched by whoever submits the tasks of the map only, one thread at a time, like MapTasks itself.
   */
  private static final long serialVersionUID = 1;

  private final PortableFunction<? super A, ? extends R> function;
  private transient @Nullable Object note;
  private transient @Nullable Runnable atEnd;

  MapFunction(PortableFunction<? super A, ? extends R> function) {
    this.function = Objects.requireNonNull(function, "function");
  }

  /** The function itself. */
  public PortableFunction<? super A, ? extends R> function() {
    return function;
  }

  /**
   * For the engine, while it accepts a task of the map: what it keeps of the function, made for the first of them.
   *
   * @param whenMapEnds called with that once no more tasks of the map will be submitted
   */
  public <T> T noteOfEngine(Class<T> type, Supplier<T> first, Consumer<T> whenMapEnds) {
    if (note == null) {
      T made = first.get();
      note = made;
      atEnd = () -> whenMapEnds.accept(made);
    }
    return type.cast(note);
  }

  /** No more tasks of the map will be submitted. */
  void end() {
    Runnable action = atEnd;
    atEnd = null;
    if (action != null) {
      action.run();
    }
  }
}
