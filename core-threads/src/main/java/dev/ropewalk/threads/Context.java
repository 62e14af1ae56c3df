package dev.ropewalk.threads;

import dev.ropewalk.threads.internal.ContextSwitch;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Variables with their values, and code that runs with them: {@code contextvars.Context}. Every thread starts in an empty
 * context of its own. {@link #copyContext()} takes the current one's values along; {@link #run} enters a context, and what
 * the body sets stays in it.
 *
 * <p>As a {@link Map} it is a read-only view of the variables that have a value (a default is none): a running context
 * shows the current values, and iterators and streams show those at the time they were made. The methods of {@code Map}
 * that would change it throw {@link UnsupportedOperationException}. Looking up what is no context variable is a {@link
 * ClassCastException}, where Python raises {@code TypeError}. As in Python two contexts are equal if they hold the same
 * values; the hash code changes with them.
 *
 * <p>Differences from Python: {@link Map#get} answers null and {@link #getOrThrow} throws where Python's {@code context[var]}
 * raises {@code KeyError}; and {@code run} takes no arguments for the body, which captures them.
 *
 * <p>A context runs on one thread at a time, and not twice on that one; entering it again is an error. No method blocks.
 * Any thread may look at it or copy it at any time.
 *
 * <p>Memory consistency effects: what a body did in {@link #run} happens-before a later {@code run} of the same context, on
 * any thread. A value seen through the map of another thread's context was published by the set.
 */
@SuppressWarnings("ReferenceEquality") // which context, or the marker for no value
public final class Context extends AbstractMap<ContextVar<?>, @Nullable Object> {
  /*
   * table:     never changes, is replaced by the thread that runs the context and by no other, and read by any thread.
   *            volatile: a reader in another thread sees table and values as they were when they were set.
   * running:   0 or 1. compareAndSet(0, 1) on entering and a release write of 0 on leaving, in that order on one thread;
   *            the write of one thread pairs with the compareAndSet of the next, which orders their bodies. The context that
   *            a thread has from birth is made running and stays so, and nobody but that thread gets hold of it.
   * cache:     what the thread that runs the context reads instead of the table: cache[0] is the context, cache[n] null or
   *            what the table says of the variable with number n, ABSENT included. Plain: touched only by the thread that
   *            runs the context, which running hands on. Only the first variables of a program have numbers below its
   *            limit; the others are looked up in the table every time.
   * CURRENT:   the cache of the context that the calling thread runs; null until the thread first sets a variable or
   *            enters a context, so that threads without variables pay nothing. The cache and not the context, since every
   *            step between the thread and the value counts.
   *
   * Invariant: on the thread that runs a context CURRENT holds that context's cache.
   */
  private static final int CACHE_LIMIT = 64;
  private static final int SMALL_CACHE = 16;
  private static final ThreadLocal<@Nullable Object @Nullable []> CURRENT = new ThreadLocal<>();

  private static final VarHandle RUNNING;

  static {
    try {
      RUNNING = MethodHandles.lookup().findVarHandle(Context.class, "running", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
    ContextSwitch.install(
        new ContextSwitch() {
          @Override
          protected void resumed(Object context) {
            ((Context) context).resume();
          }

          @Override
          protected void paused(Object context) {
            ((Context) context).running = 0;
          }
        });
  }

  private volatile @Nullable Object[] table;
  private @Nullable Object[] cache = {this};

  @SuppressWarnings("unused") // by RUNNING
  private volatile int running;

  /** An empty context. */
  public Context() {
    this(Variables.NONE);
  }

  private Context(@Nullable Object[] table) {
    this.table = table;
  }

  /** A new context with the values of the current one: {@code contextvars.copy_context()}. Takes constant time. */
  public static Context copyContext() {
    Context current = currentOrNull();
    return current == null ? new Context() : current.copy();
  }

  /** The values that a copy of the calling thread's context would have, in the form that {@link #of} takes. */
  static @Nullable Object[] currentValues() {
    Context current = currentOrNull();
    return current == null ? Variables.NONE : current.table;
  }

  /** Makes a new context with these values the current one, until what it returns is closed. */
  static ContextCarrier.Installed enterNew(@Nullable Object[] values) {
    Context own = new Context(values);
    RUNNING.set(own, 1); // plain: no other thread has it
    Context before = currentOrNull();
    CURRENT.set(own.cache);
    return () -> own.leave(before);
  }

  /** A new context with the values of this one, which may be running. Takes constant time. */
  public Context copy() {
    return new Context(table);
  }

  /**
   * Runs the body in this context: it sees and changes this context's values. The context that was current is current
   * again when the body ends, whichever way it does.
   *
   * @return what the body returned; what it threw comes out unchanged
   * @throws IllegalStateException if this context is running already, on this thread or another, as Python's {@code
   *     RuntimeError}; the body is not run
   */
  public <R extends @Nullable Object, X extends Throwable> R run(
      ScopedValue.CallableOp<? extends R, X> body) throws X {
    Objects.requireNonNull(body, "body");
    Context before = enter();
    try {
      return body.call();
    } finally {
      leave(before);
    }
  }

  /** The same for a body without a result. */
  public void run(Runnable body) {
    Objects.requireNonNull(body, "body");
    Context before = enter();
    try {
      body.run();
    } finally {
      leave(before);
    }
  }

  /** Makes this the current context and gives the one before. */
  @Nullable Context enter() {
    if (!RUNNING.compareAndSet(this, 0, 1)) {
      throw alreadyRunning();
    }
    Context before = currentOrNull();
    CURRENT.set(cache);
    return before;
  }

  /**
   * Makes this the context of a coroutine's own thread, which has none of its own; or goes on with it there. A body of
   * {@link #run} that is under way on that thread stays current: it comes back here when it ends.
   */
  private void resume() {
    if (!RUNNING.compareAndSet(this, 0, 1)) {
      throw alreadyRunning();
    }
    @Nullable Object[] current = CURRENT.get();
    if (current == null || (current != cache && currentContext(current) == this)) {
      CURRENT.set(cache);
    }
  }

  private static IllegalStateException alreadyRunning() {
    return new IllegalStateException(
        "this context is running already: a context runs once at a time; run a copy() of it");
  }

  void leave(@Nullable Context before) {
    if (currentOrNull() != this) {
      throw new IllegalStateException(
          "a context is left on the thread that entered it, the last one entered first");
    }
    CURRENT.set(before == null ? null : before.cache); // removing would make a new entry each time
    RUNNING.setRelease(this, 0);
  }

  static @Nullable Context currentOrNull() {
    @Nullable Object[] current = CURRENT.get();
    return current == null ? null : currentContext(current);
  }

  /** The context in which the calling thread's variables are set. */
  static Context current() {
    Context current = currentOrNull();
    if (current == null) {
      current = new Context();
      current.running = 1;
      CURRENT.set(current.cache);
    }
    return current;
  }

  /** A variable's value on the calling thread, or {@link Variables#ABSENT}. */
  static Object find(ContextVar<?> variable) {
    @Nullable Object[] current = CURRENT.get();
    if (current == null) {
      return Variables.ABSENT;
    }
    int number = variable.number();
    if (number < current.length) {
      Object value = current[number];
      if (value != null) {
        return value;
      }
    }
    return currentContext(current).findAndCache(variable);
  }

  @SuppressWarnings("NullAway") // cache[0]
  private static Context currentContext(@Nullable Object[] cache) {
    return (Context) cache[0];
  }

  private Object findAndCache(ContextVar<?> variable) {
    Object value = Variables.get(table, variable);
    int number = variable.number();
    if (number < CACHE_LIMIT) {
      if (number >= cache.length) {
        cache = Arrays.copyOf(cache, number < SMALL_CACHE ? SMALL_CACHE : CACHE_LIMIT);
        CURRENT.set(cache);
      }
      cache[number] = value;
    }
    return value;
  }

  /** Called by the thread that runs this context: gives a variable a value, or none, and returns the one before. */
  Object exchange(ContextVar<?> variable, Object value) {
    @Nullable Object[] before = table;
    table = Variables.with(before, variable, value);
    if (variable.number() < cache.length) {
      cache[variable.number()] = value;
    }
    return Variables.get(before, variable);
  }

  /** The value of a variable here, or null if it has none (or is set to null). */
  public <T> @Nullable T get(ContextVar<T> variable) {
    Object value = Variables.get(table, variable);
    return value == Variables.ABSENT ? null : variable.cast(value);
  }

  /** The value of a variable here, or this one if it has none. */
  public <T extends @Nullable Object> T getOrDefault(ContextVar<T> variable, T otherwise) {
    Object value = Variables.get(table, variable);
    return value == Variables.ABSENT ? otherwise : variable.cast(value);
  }

  /**
   * The value of a variable here: Python's {@code context[var]}.
   *
   * @throws NoSuchElementException if it has none, as Python's {@code KeyError}
   */
  public <T extends @Nullable Object> T getOrThrow(ContextVar<T> variable) {
    Object value = Variables.get(table, variable);
    if (value == Variables.ABSENT) {
      throw new NoSuchElementException(variable + " has no value in this context");
    }
    return variable.cast(value);
  }

  private static ContextVar<?> variable(@Nullable Object key) {
    Objects.requireNonNull(key, "the key of a context is a ContextVar");
    if (key instanceof ContextVar<?> variable) {
      return variable;
    }
    throw new ClassCastException(
        "the key of a context is a ContextVar, not a " + key.getClass().getName());
  }

  /**
   * The value of a variable here, or null if it has none (or is set to null).
   *
   * @throws ClassCastException if the key is no {@link ContextVar}
   */
  @Override
  public @Nullable Object get(@Nullable Object key) {
    Object value = Variables.get(table, variable(key));
    return value == Variables.ABSENT ? null : Variables.decode(value);
  }

  /**
   * The value of a variable here, or this one if it has none.
   *
   * @throws ClassCastException if the key is no {@link ContextVar}
   */
  @Override
  public @Nullable Object getOrDefault(@Nullable Object key, @Nullable Object otherwise) {
    Object value = Variables.get(table, variable(key));
    return value == Variables.ABSENT ? otherwise : Variables.decode(value);
  }

  /**
   * Whether a variable has a value here: Python's {@code var in context}.
   *
   * @throws ClassCastException if the key is no {@link ContextVar}
   */
  @Override
  public boolean containsKey(@Nullable Object key) {
    return Variables.get(table, variable(key)) != Variables.ABSENT;
  }

  /** How many variables have a value here. */
  @Override
  public int size() {
    return Variables.size(table);
  }

  /** The variables with their values, a read-only view like this map; {@link #keySet} and {@link #values} are too. */
  @Override
  public Set<Map.Entry<ContextVar<?>, @Nullable Object>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public Iterator<Map.Entry<ContextVar<?>, @Nullable Object>> iterator() {
        return Variables.entries(table).iterator();
      }

      @Override
      public int size() {
        return Variables.size(table);
      }
    };
  }

  /**
   * Whether the other is a map with the same variables and equal values. A value's {@code equals} may change either
   * context: compared is what they held at the beginning.
   */
  @Override
  public boolean equals(@Nullable Object other) {
    if (other instanceof Context context) {
      @Nullable Object[] mine = table;
      @Nullable Object[] theirs = context.table;
      return mine == theirs
          || (Variables.size(mine) == Variables.size(theirs)
              && Variables.entries(mine).stream()
                  .allMatch(
                      entry ->
                          Objects.equals(
                              Variables.decode(Variables.get(theirs, entry.getKey())),
                              entry.getValue())));
    }
    return super.equals(other);
  }

  /** As every map's; changes when the values do. */
  @Override
  public int hashCode() {
    return super.hashCode();
  }
}
