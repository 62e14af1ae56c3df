package dev.ropewalk.threads;

import java.io.Serializable;
import java.util.List;

/**
 * Carries something that belongs to a thread (context variables, a logging context, a trace id) from the thread that
 * hands over work to the thread that does it. Python carries context variables into tasks and callbacks in the same way
 * ({@code contextvars.copy_context}).
 *
 * <p>The protocol: {@link #capture()} runs on the submitting thread when work is handed over; {@link Snapshot#install()}
 * runs on the thread that does the work, before it; {@link Installed#close()} runs on that same thread after it, also when
 * the work failed, and puts back what was there before. No call blocks.
 *
 * <p>A snapshot whose class is {@link java.io.Serializable} also travels to worker processes; any other stays behind.
 */
@FunctionalInterface
public interface ContextCarrier {

  /** Takes what the calling thread carries now; later changes of that thread do not show in it. */
  Snapshot capture();

  /** What a thread carried at one moment. May be installed any number of times, on several threads at once. */
  @FunctionalInterface
  interface Snapshot {
    /** Lets the calling thread carry this snapshot until the returned value is closed. */
    Installed install();

    /**
     * Whether installing this does no more than keeping what the work sets from what comes after it. A carrier that says so
     * lets one such snapshot stand for all others that it captures.
     */
    default boolean carriesNothing() {
      return false;
    }
  }

  /** A snapshot in force on one thread. Closed by that thread, the last one installed first. */
  @FunctionalInterface
  interface Installed extends AutoCloseable {
    @Override
    void close();
  }

  /** Carries nothing. */
  static ContextCarrier none() {
    return () -> () -> () -> {};
  }

  /**
   * Carries the values of all {@link ContextVar context variables}. Each install enters a context of its own that starts
   * with the values captured; what the work sets is not seen by the thread that handed it over, nor by other work with the
   * same snapshot. Of work that goes to another process only the values of {@linkplain ContextVar#portable portable} variables
   * go along.
   *
   * <p>{@link Installed#close()} throws {@link IllegalStateException} on another thread than install, and while a context
   * entered later has not been left.
   */
  static ContextCarrier contextVariables() {
    return CapturedContext::ofCallingThread;
  }

  /**
   * One carrier that does what all of these do: installs in the given order and closes in the reverse. When one fails,
   * those installed before it are closed and the failure is thrown. Those whose snapshots are {@link Serializable} travel
   * to worker processes, without the others.
   */
  static ContextCarrier all(List<? extends ContextCarrier> carriers) {
    return carriers.reversed().stream()
        .<ContextCarrier>map(each -> each)
        .reduce((second, first) -> new CarrierPair(first, second))
        .orElseGet(ContextCarrier::none);
  }
}
