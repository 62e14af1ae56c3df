package dev.ropewalk.examples.compare;

import java.util.List;
import java.util.Locale;

/**
 * How long a job took one way.
 *
 * @param job the job's name
 * @param platform who ran it: Ropewalk, or CPython with its version
 * @param way how it was run
 * @param seconds from before the workers were made until they had ended
 * @param results what its pieces returned
 */
record Measurement(String job, String platform, Way way, double seconds, List<String> results) {

  /** How a job may be run. */
  enum Way {
    SEQUENTIAL,
    THREADS,
    PROCESSES;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What is compared: platform and way. */
  String subject() {
    return platform + " " + way;
  }
}
