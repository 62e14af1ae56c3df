package dev.ropewalk.executors.contract;

import dev.ropewalk.executors.PortableCallable;
import dev.ropewalk.executors.TaskExecutor;
import dev.ropewalk.executors.TaskFuture;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What the contracts share. Bodies are portable: they capture nothing but serializable values, never the test. */
abstract class EngineContract {

  @TempDir private Path folder;

  /** Raised by bodies that have begun. */
  Signal begun;

  /** Raised by the test to let them end. */
  Signal gate;

  /** An executor that runs at most so many bodies at once. */
  protected abstract TaskExecutor open(int workers);

  @BeforeEach
  void makeSignals() throws IOException {
    begun = Signal.in(folder, "begun");
    gate = Signal.in(folder, "gate");
  }

  /** Whatever came of the test, no body waits for it any longer. */
  @AfterEach
  void openGate() throws IOException {
    gate.raise();
  }

  /** A task whose body runs, until the gate is open. */
  TaskFuture<Integer> running(TaskExecutor executor, int value)
      throws IOException, InterruptedException {
    TaskFuture<Integer> task = executor.submit(blocked(begun, gate, value));
    begun.await(1);
    return task;
  }

  /** Says that it has begun, and returns the value once the gate is open. */
  static <T> PortableCallable<T> blocked(Signal begun, Signal gate, T value) {
    return () -> {
      begun.raise();
      gate.await(1);
      return value;
    };
  }
}
