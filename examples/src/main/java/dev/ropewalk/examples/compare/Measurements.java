package dev.ropewalk.examples.compare;

import dev.ropewalk.examples.compare.Measurement.Way;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The measurements made so far. Each job begins with a sequential run on each platform. */
final class Measurements {

  private final List<Measurement> made = new ArrayList<>();

  /**
   * Adds one.
   *
   * @throws IllegalStateException if it did something else than the others of its job
   */
  void add(Measurement measurement) {
    for (Measurement other : made) {
      if (other.job().equals(measurement.job()) && !other.results().equals(measurement.results())) {
        throw new IllegalStateException(
            "%s got other results than %s in the %s job: %s instead of %s"
                .formatted(
                    measurement.subject(),
                    other.subject(),
                    measurement.job(),
                    measurement.results(),
                    other.results()));
      }
    }
    made.add(measurement);
  }

  /** The names of the jobs. */
  List<String> jobs() {
    return made.stream().map(Measurement::job).distinct().toList();
  }

  /** Who has run a job in all ways. */
  List<String> platforms(String job) {
    return made.stream()
        .filter(measurement -> measurement.job().equals(job))
        .map(Measurement::platform)
        .distinct()
        .filter(platform -> hasAllWays(job, platform))
        .toList();
  }

  private boolean hasAllWays(String job, String platform) {
    for (Way way : Way.values()) {
      if (find(job, platform, way).isEmpty()) {
        return false;
      }
    }
    return true;
  }

  /** How many times as fast as sequential code on the same platform. */
  double speedUp(String job, String platform, Way way) {
    return find(job, platform, Way.SEQUENTIAL).orElseThrow().seconds()
        / find(job, platform, way).orElseThrow().seconds();
  }

  private Optional<Measurement> find(String job, String platform, Way way) {
    return made.stream()
        .filter(
            measurement ->
                measurement.job().equals(job)
                    && measurement.platform().equals(platform)
                    && measurement.way() == way)
        .findFirst();
  }
}
