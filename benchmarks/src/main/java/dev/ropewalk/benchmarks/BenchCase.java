package dev.ropewalk.benchmarks;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One question put to Ropewalk and its peers in the same run.
 *
 * <p>One run of a subject may answer it with several figures, such as throughput, CPU time per operation, p99.9 and
 * fairness. Each {@link Measure} becomes rows of its own in the report; their case names begin with the name of this case:
 * {@code submit + get, 1 worker} and {@code submit + get, 1 worker: CPU}.
 *
 * @param name what is done and by how many threads; says so if more of them can run than a small machine has processors.
 *     Must not contain a colon, which separates it from the name of a measure
 * @param measures the main one first, then those that show what it was bought with
 * @param subjects in the order in which they take turns; one of them is {@link Subject#ROPEWALK}
 * @param slow whether a run of a subject takes many seconds however short it is meant to be
 */
public record BenchCase(String name, List<Measure> measures, List<Subject> subjects, boolean slow) {

  /** A case that is not slow. */
  public BenchCase(String name, List<Measure> measures, List<Subject> subjects) {
    this(name, measures, subjects, false);
  }

  /** This case, which is left out of a quick run of its group. */
  public BenchCase asSlow() {
    return new BenchCase(name, measures, subjects, true);
  }

  /** Checks what the report relies on. */
  public BenchCase {
    measures = List.copyOf(measures);
    subjects = List.copyOf(subjects);
    if (name.isBlank() || name.contains(":")) {
      throw new IllegalArgumentException("a case needs a name without a colon: '" + name + "'");
    }
    if (measures.isEmpty() || !measures.getFirst().isMain()) {
      throw new IllegalArgumentException("the main measure must come first: " + name);
    }
    requireDistinct(measures.stream().map(Measure::name).toList(), "measures of " + name);
    List<String> names = subjects.stream().map(Subject::name).toList();
    requireDistinct(names, "subjects of " + name);
    if (!names.contains(Subject.ROPEWALK)) {
      throw new IllegalArgumentException("no subject is called ropewalk: " + name);
    }
  }

  private static void requireDistinct(List<String> names, String what) {
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (!seen.add(name)) {
        throw new IllegalArgumentException("two " + what + " are called '" + name + "'");
      }
    }
  }
}
