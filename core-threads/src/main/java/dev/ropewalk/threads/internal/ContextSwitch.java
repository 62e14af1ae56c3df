package dev.ropewalk.threads.internal;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Lets a coroutine that has its own thread run its context step by step, as asyncio does: the context is not running while
 * the coroutine is suspended, so that others may run in it meanwhile. {@code Context.run} could not say that, since it
 * lasts as long as its body. For event loops only. A context is an Object here, because this package knows nothing of the one
 * that uses it.
 */
public abstract class ContextSwitch {

  private static volatile @Nullable ContextSwitch instance;

  /** For {@code Context}, which is the one that knows how. */
  protected ContextSwitch() {}

  /** Called once, by {@code Context} as it is initialized. */
  public static void install(ContextSwitch access) {
    instance = access;
  }

  /** The calling thread begins to run the context, or goes on with it after {@link #pause}. */
  public static void resume(Object context) {
    access().resumed(context);
  }

  /** The calling thread stops running the context for now. What it set stays set. */
  public static void pause(Object context) {
    access().paused(context);
  }

  // A caller has a context in its hand, so Context has been initialized.
  private static ContextSwitch access() {
    return Objects.requireNonNull(instance);
  }

  /** See {@link #resume}. */
  protected abstract void resumed(Object context);

  /** See {@link #pause}. */
  protected abstract void paused(Object context);
}
