package dev.ropewalk.threads;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Attributes whose values are separate for each thread: {@code threading.local}.
 *
 * <p>An initializer, if there is one, runs in each thread before that thread's first access, once, and again at the next access
 * if it failed, as the constructor of a subclass of {@code local} does. A cleanup runs when a {@link ChildThread} that has
 * used the namespace ends, on that thread, and in {@link #clear()}; threads of others, such as those of a pool, end without
 * telling us, and call {@code clear} if their attributes need cleaning up. Without a cleanup, attributes are garbage once
 * their thread or the namespace is.
 *
 * <p>Differences from Python: attributes are looked up by name, since Java objects can't grow fields. A missing one is a {@link
 * NoSuchElementException}, where Python raises {@code AttributeError}. Null is a value.
 *
 * <p>No method blocks. Threads share nothing here, so there are no memory consistency effects. What belongs to a piece of
 * work and not to a thread goes into a {@link ContextVar}.
 */
public final class ThreadNamespace {

  @SuppressWarnings("ThreadLocalUsage") // one for each namespace is the point
  private final ThreadLocal<@Nullable Map<String, @Nullable Object>> attributes =
      new ThreadLocal<>();

  private final Consumer<ThreadNamespace> initializer;
  private final @Nullable Consumer<Map<String, @Nullable Object>> cleanup;

  /** A namespace that is empty in each thread. */
  public ThreadNamespace() {
    this(_ -> {});
  }

  /** A namespace in which each thread begins with what the initializer sets. */
  public ThreadNamespace(Consumer<ThreadNamespace> initializer) {
    this.initializer = Objects.requireNonNull(initializer, "initializer");
    this.cleanup = null;
  }

  /** The same with a cleanup, which gets the thread's attributes, unmodifiable, when they are dropped. */
  public ThreadNamespace(
      Consumer<ThreadNamespace> initializer, Consumer<Map<String, @Nullable Object>> cleanup) {
    this.initializer = Objects.requireNonNull(initializer, "initializer");
    this.cleanup = Objects.requireNonNull(cleanup, "cleanup");
  }

  private Map<String, @Nullable Object> mine() {
    Map<String, @Nullable Object> mine = attributes.get();
    return mine == null ? initialized() : mine;
  }

  private Map<String, @Nullable Object> initialized() {
    Map<String, @Nullable Object> mine = new HashMap<>();
    attributes.set(mine); // the initializer uses this namespace
    try {
      initializer.accept(this);
    } catch (Throwable thrown) {
      attributes.remove();
      throw thrown;
    }
    if (cleanup != null) {
      ChildThread<?> child = ChildThread.REGISTRY.child(Thread.currentThread());
      if (child != null) {
        child.atEnd(this::clear);
      }
    }
    return mine;
  }

  /**
   * The calling thread's value of an attribute.
   *
   * @throws NoSuchElementException if it has none
   */
  public @Nullable Object get(String name) {
    Map<String, @Nullable Object> mine = mine();
    Object value = mine.get(name);
    if (value == null && !mine.containsKey(name)) {
      throw missing(name);
    }
    return value;
  }

  /**
   * The same, as a value of that type.
   *
   * @throws NoSuchElementException if it has none
   * @throws ClassCastException if it has another type
   */
  public <T> @Nullable T get(String name, Class<T> type) {
    return type.cast(get(name));
  }

  /** The calling thread's value of an attribute, or this one if it has none. */
  public @Nullable Object getOrDefault(String name, @Nullable Object otherwise) {
    return mine().getOrDefault(name, otherwise);
  }

  /** Whether the attribute has a value in the calling thread. */
  public boolean contains(String name) {
    return mine().containsKey(name);
  }

  /** Gives an attribute a value in the calling thread. */
  public void set(String name, @Nullable Object value) {
    mine().put(Objects.requireNonNull(name, "name"), value);
  }

  /**
   * Takes an attribute away from the calling thread.
   *
   * @throws NoSuchElementException if it has none
   */
  public void delete(String name) {
    Map<String, @Nullable Object> mine = mine();
    if (!mine.containsKey(name)) {
      throw missing(name);
    }
    mine.remove(name);
  }

  private static NoSuchElementException missing(String name) {
    return new NoSuchElementException(
        "no attribute " + name + " in thread " + Thread.currentThread().getName());
  }

  /**
   * The calling thread's attributes, Python's {@code __dict__}: shows later changes, can't be changed itself, and belongs to
   * the calling thread.
   */
  public Map<String, @Nullable Object> asMap() {
    return Collections.unmodifiableMap(mine());
  }

  /** Drops the calling thread's attributes, after the cleanup if there is one. The next access initializes them anew. */
  public void clear() {
    Map<String, @Nullable Object> mine = attributes.get();
    if (mine != null) {
      attributes.remove();
      if (cleanup != null) {
        cleanup.accept(Collections.unmodifiableMap(mine));
      }
    }
  }
}
