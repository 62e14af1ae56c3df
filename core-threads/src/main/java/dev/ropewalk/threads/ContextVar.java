package dev.ropewalk.threads;

import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A variable whose value belongs to the current {@link Context}: {@code contextvars.ContextVar}. Made once and kept in a
 * {@code static final} field; contexts hold on to their variables.
 *
 * <p>Differences from Python: the type is checked by the compiler. {@link #get()} throws {@link NoSuchElementException}
 * where Python raises {@code LookupError}; Python's {@code get(default)} is {@link #getOrDefault}, so that {@code var::get}
 * names one method. Null is a value like any other, as {@code None} is.
 *
 * <p>Values stay in their process, unless the variable is a {@linkplain #portable portable} one: those go along with tasks for worker
 * processes. In Python no variable does.
 *
 * <p>No method blocks. Reading costs a thread-local read and a little more; a little more again for variables made late
 * in a program that makes many. Setting copies a small table: its cost grows with the number of variables that are set in
 * the context, Python's with the logarithm.
 *
 * <p>Memory consistency effects: those of the context, see {@link Context}. A variable itself is immutable.
 *
 * @param <T> the type of the values
 */
@SuppressWarnings("ReferenceEquality") // which context, or the marker for no value
public final class ContextVar<T extends @Nullable Object> {

  private static final String NAMELESS = "a context variable needs a name";
  private static final AtomicInteger MADE = new AtomicInteger();

  /** By name. */
  private static final ConcurrentHashMap<String, ContextVar<?>> PORTABLE =
      new ConcurrentHashMap<>();

  /**
   * 2^32 divided by the golden ratio. The high bits of its multiples, brought down by the reversal, spread variables evenly
   * that were made one after the other, and those of which every sixteenth is set, too.
   */
  private static final int SPREAD = 0x9E3779B9;

  private final String name;
  private final Object defaultValue;
  private final int number;
  private final int firstSlot;
  private final boolean portable;

  private ContextVar(String name, Object defaultValue, boolean portable) {
    this.name = Objects.requireNonNull(name, NAMELESS);
    this.defaultValue = defaultValue;
    this.number = MADE.incrementAndGet();
    this.firstSlot = Integer.reverse(number * SPREAD) << 1;
    this.portable = portable;
  }

  /** A variable without a default. The name is for messages; it need not be unique. */
  public static <T extends @Nullable Object> ContextVar<T> of(String name) {
    return new ContextVar<>(name, Variables.ABSENT, false);
  }

  /** A variable that has this value wherever it was not set. */
  public static <T extends @Nullable Object> ContextVar<T> withDefault(
      String name, T defaultValue) {
    return new ContextVar<>(name, Variables.encode(defaultValue), false);
  }

  /**
   * The variable of this name whose values go along with tasks for worker processes: in each process there is one. A value must be
   * serializable; with one that is not, no task can be sent. There is no default: ask with {@link #getOrDefault}.
   *
   * @param name the same for the same variable and for no other, whatever their types: best that of the class and field it is kept in
   */
  @SuppressWarnings("unchecked") // the name says which type
  public static <T extends @Nullable Object> ContextVar<T> portable(String name) {
    return (ContextVar<T>)
        PORTABLE.computeIfAbsent(
            Objects.requireNonNull(name, NAMELESS),
            _ -> new ContextVar<>(name, Variables.ABSENT, true));
  }

  boolean isPortable() {
    return portable;
  }

  /** The name given when it was made; can't be changed. */
  public String name() {
    return name;
  }

  /**
   * The value in the current context, or else the default.
   *
   * @throws NoSuchElementException if it has neither
   */
  public T get() {
    Object value = Context.find(this);
    if (value == Variables.ABSENT) {
      value = defaultValue;
      if (value == Variables.ABSENT) {
        throw new NoSuchElementException(
            "context variable "
                + name
                + " has no value here and no default: set it, or ask with getOrDefault");
      }
    }
    return cast(value);
  }

  /** The value in the current context, or else this one; the variable's own default does not count, as in Python. */
  public T getOrDefault(T otherwise) {
    Object value = Context.find(this);
    return value == Variables.ABSENT ? otherwise : cast(value);
  }

  /**
   * Gives the variable a value in the current context.
   *
   * @return undoes exactly this change, once: by {@link #reset}, or at the end of a try-with-resources block
   */
  public Token<T> set(T value) {
    Context context = Context.current();
    return new Token<>(this, context, context.exchange(this, Variables.encode(value)));
  }

  /**
   * Puts back what the variable was before the set that gave this token, whatever was set in between. The variable has no
   * value again if it had none.
   *
   * @throws IllegalStateException if the token was used before, as Python's {@code RuntimeError}
   * @throws IllegalArgumentException if the token is another variable's, or from another context than the current one, as
   *     Python's {@code ValueError}; the token is then still good where it belongs
   */
  public void reset(Token<T> token) {
    token.use(this);
  }

  /** Counts the variables, from 1: the first ones made are read fastest. */
  int number() {
    return number;
  }

  /** Where the search in a table begins, once masked: an even number. */
  int firstSlot() {
    return firstSlot;
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // only set() and the factories put values in: a T
  T cast(Object held) {
    return (T) Variables.decode(held);
  }

  @Override
  public String toString() {
    return "ContextVar[" + name + "]";
  }
}
