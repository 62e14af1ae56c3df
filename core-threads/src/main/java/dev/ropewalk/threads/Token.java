package dev.ropewalk.threads;

import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Undoes one {@link ContextVar#set}, once: {@code contextvars.Token}. In a try-with-resources block the variable has its
 * value inside the block only, as Python's {@code with} does since 3.14.
 *
 * <p>Differences from Python: {@link #hasOldValue()} says whether there was a value before, so there is no marker {@code
 * Token.MISSING} that could be mistaken for a value.
 *
 * <p>No method blocks. A token belongs to the thread that runs its context; it has no memory consistency effects of its
 * own.
 *
 * @param <T> the type of the variable's values
 */
@SuppressWarnings("ReferenceEquality") // which context, or the marker for no value
public final class Token<T extends @Nullable Object> implements AutoCloseable {

  // immutable
  private final ContextVar<T> variable;
  private final Context context;
  private final Object oldValue;

  /*
   * Plain: written only by the thread that runs the context, and entering and leaving a context publishes. Another thread
   * that uses the token may see false where it is true, but then its current context is not this one, which is an error
   * anyhow.
   */
  private boolean used;

  Token(ContextVar<T> variable, Context context, Object oldValue) {
    this.variable = variable;
    this.context = context;
    this.oldValue = oldValue;
  }

  /** The variable that was set. */
  public ContextVar<T> var() {
    return variable;
  }

  /** Whether the variable had a value in its context before; a default is none. */
  public boolean hasOldValue() {
    return oldValue != Variables.ABSENT;
  }

  /**
   * The value before.
   *
   * @throws NoSuchElementException if there was none, where Python gives {@code Token.MISSING}
   */
  public T oldValue() {
    if (!hasOldValue()) {
      throw new NoSuchElementException(variable + " had no value before it was set");
    }
    return variable.cast(oldValue);
  }

  /**
   * Resets the variable.
   *
   * @throws IllegalStateException if the token was used before
   * @throws IllegalArgumentException if the current context is not the one in which the variable was set
   */
  @Override
  public void close() {
    use(variable);
  }

  void use(ContextVar<T> caller) {
    if (used) {
      throw new IllegalStateException(this + " was used before: a token undoes its change once");
    }
    if (caller != variable) {
      throw new IllegalArgumentException(this + " was made by another variable than " + caller);
    }
    if (Context.currentOrNull() != context) {
      throw new IllegalArgumentException(
          this + " was made in another context than the current one");
    }
    used = true;
    Object _ = context.exchange(variable, oldValue);
  }

  @Override
  public String toString() {
    return "Token[" + variable + (used ? ", used" : "") + "]";
  }
}
