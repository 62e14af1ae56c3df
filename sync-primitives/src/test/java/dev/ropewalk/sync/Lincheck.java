package dev.ropewalk.sync;

import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Options;
import org.jetbrains.lincheck.datastructures.StressOptions;

/**
 * How long Lincheck looks for a history that no order of the calls explains. Its model checker runs the threads one at a
 * time and tries out where to switch between them, in the JDK's queues too; its stress test runs them as they come. The
 * model checker lets parked threads go on by themselves, so a wakeup that is lost is for jcstress and stress tests to find.
 */
final class Lincheck {

  /** For {@code mvn test}: the model checker, as little as {@link BrokenLockLincheckTest} needs to find its faults. */
  static final Lincheck BRIEF = new Lincheck(2, 3, 400, false);

  /** For {@code mvn -Pstress}: both. */
  static final Lincheck LONG = new Lincheck(3, 10, 1_000, true);

  private final int callsPerThread;
  private final int iterations;
  private final int invocations;
  private final boolean stress;

  private Lincheck(int callsPerThread, int iterations, int invocations, boolean stress) {
    this.callsPerThread = callsPerThread;
    this.iterations = iterations;
    this.invocations = invocations;
    this.stress = stress;
  }

  /** Fails unless the public class behaves like the other one, whose methods are called one after the other. */
  void check(Class<?> actual, Class<?> specification) {
    modelCheck(actual, specification);
    if (stress) {
      check(new StressOptions().invocationsPerIteration(invocations / 4), actual, specification);
    }
  }

  void modelCheck(Class<?> actual, Class<?> specification) {
    check(new ModelCheckingOptions().invocationsPerIteration(invocations), actual, specification);
  }

  private void check(Options<?, ?> options, Class<?> actual, Class<?> specification) {
    options.sequentialSpecification(specification);
    options.iterations(iterations);
    options.threads(2);
    options.actorsPerThread(callsPerThread);
    // The same thread would make these calls under another number, and locks care who calls.
    options.actorsBefore(0);
    options.actorsAfter(0);
    options.check(actual);
  }
}
