package dev.ropewalk.multiprocess.internal;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import org.jspecify.annotations.Nullable;

/** Input and output that is soon done, also for threads that are interrupted: the interrupt waits for it. */
public final class Uninterrupted {

  private Uninterrupted() {}

  /** Input or output that an interrupt would break off. */
  public interface Step<T extends @Nullable Object> {
    /** Does it. */
    T run() throws IOException;
  }

  /** Repeats what an interrupt broke off, and keeps the interrupt for later. */
  public static <T extends @Nullable Object> T run(Step<T> step) throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      while (true) {
        try {
          return step.run();
        } catch (ClosedByInterruptException e) {
          interrupted |= Thread.interrupted();
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
