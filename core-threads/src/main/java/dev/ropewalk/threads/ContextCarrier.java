package dev.ropewalk.threads;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
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
   * One carrier that does what all of these do: installs in the given order and closes in the reverse. When one fails,
   * those installed before it are closed and the failure is thrown.
   */
  static ContextCarrier all(List<? extends ContextCarrier> carriers) {
    List<ContextCarrier> copy = List.copyOf(carriers);
    return () -> {
      List<Snapshot> snapshots = new ArrayList<>(copy.size());
      copy.forEach(carrier -> snapshots.add(carrier.capture()));
      return () -> installAll(snapshots);
    };
  }

  private static Installed installAll(List<Snapshot> snapshots) {
    Deque<Installed> installed = new ArrayDeque<>(snapshots.size());
    try {
      snapshots.forEach(snapshot -> installed.push(snapshot.install()));
    } catch (RuntimeException | Error failure) {
      closeAll(installed, failure);
      throw failure;
    }
    return () -> closeAll(installed);
  }

  private static void closeAll(Deque<Installed> installed, Throwable reason) {
    try {
      closeAll(installed);
    } catch (RuntimeException | Error second) {
      reason.addSuppressed(second);
    }
  }

  /** Closes each even when one before it failed; the first failure is thrown, with the others suppressed. */
  private static void closeAll(Deque<Installed> installed) {
    while (!installed.isEmpty()) {
      try {
        installed.pop().close();
      } catch (RuntimeException | Error failure) {
        closeAll(installed, failure);
        throw failure;
      }
    }
  }
}
