package dev.ropewalk.benchmarks;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Takes figures that JMH does not know from a benchmark, such as fairness between its threads. The benchmark calls {@link
 * #report} at the end of an iteration ({@code @TearDown(Level.Iteration)}); the run gives the mean over the iterations.
 */
public final class ForkFigures {

  private static final Map<String, Figure> REPORTED = new ConcurrentHashMap<>();

  private ForkFigures() {}

  /** Keeps the figure of the current iteration; of several calls for one measure the last counts. */
  public static void report(String measure, double value, String unit) {
    REPORTED.put(measure, new Figure(measure, value, unit));
  }

  /** Gives what was reported since the last call. JMH calls it when the threads of an iteration have ended. */
  static Collection<Figure> take() {
    List<Figure> taken = new ArrayList<>(REPORTED.values());
    REPORTED.clear();
    return taken;
  }
}
