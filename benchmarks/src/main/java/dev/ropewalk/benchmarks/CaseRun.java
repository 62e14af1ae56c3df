package dev.ropewalk.benchmarks;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs one case: the subjects take turns, round after round, so that whatever else the machine does meets them all. */
final class CaseRun {

  private final BenchCase benchCase;
  private final Effort effort;
  private final PrintStream out;

  CaseRun(BenchCase benchCase, Effort effort, PrintStream out) {
    this.benchCase = benchCase;
    this.effort = effort;
    this.out = out;
  }

  /** Measures, and gives the rows of the report: measure by measure, in each the subjects in the order of the case. */
  List<Row> rows() throws BenchFailedException, InterruptedException {
    List<Subject> present = new ArrayList<>();
    for (Subject subject : benchCase.subjects()) {
      subject
          .missing()
          .ifPresentOrElse(why -> leftOut(subject.name(), why), () -> present.add(subject));
    }
    if (present.stream().noneMatch(subject -> subject.name().equals(Subject.ROPEWALK))) {
      leftOut("the whole case", "there is nothing to compare with");
      return List.of();
    }
    Map<String, List<Figure>> figures = measure(present);
    List<Row> rows = new ArrayList<>();
    for (Measure measure : benchCase.measures()) {
      rows.addAll(rows(measure, figures));
    }
    return rows;
  }

  private void leftOut(String what, String why) {
    out.println(benchCase.name() + ": " + what + " is left out: " + why);
  }

  private Map<String, List<Figure>> measure(List<Subject> subjects)
      throws BenchFailedException, InterruptedException {
    Map<String, List<Figure>> figures = new LinkedHashMap<>();
    for (int round = 1; round <= effort.rounds(); round++) {
      out.println(benchCase.name() + ": round " + round + " of " + effort.rounds());
      for (Subject subject : subjects) {
        figures
            .computeIfAbsent(subject.name(), _ -> new ArrayList<>())
            .addAll(measure(subject, round));
      }
    }
    return figures;
  }

  private List<Figure> measure(Subject subject, int round)
      throws BenchFailedException, InterruptedException {
    try {
      return subject.measure(effort);
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      throw new BenchFailedException(
          "%s failed in round %d of '%s': %s"
              .formatted(subject.name(), round, benchCase.name(), e.getMessage()),
          e);
    }
  }

  private List<Row> rows(Measure measure, Map<String, List<Figure>> figures)
      throws BenchFailedException {
    Map<String, Spread> spreads = new LinkedHashMap<>();
    for (Map.Entry<String, List<Figure>> entry : figures.entrySet()) {
      double[] values = values(measure, entry.getKey(), entry.getValue());
      if (values.length > 0) {
        spreads.put(entry.getKey(), Spread.of(values));
      } else {
        leftOut(entry.getKey(), "it has no figure for " + measure.of(benchCase));
      }
    }
    Spread ropewalk = spreads.get(Subject.ROPEWALK);
    if (ropewalk == null) {
      throw new BenchFailedException(
          "ropewalk gave no figure for '" + measure.of(benchCase) + "': is the name right?", null);
    }
    List<Row> rows = new ArrayList<>();
    spreads.forEach(
        (subject, spread) -> rows.add(Row.of(benchCase, measure, subject, spread, ropewalk)));
    return rows;
  }

  /** The subject's figures for the measure, one per round. */
  private double[] values(Measure measure, String subject, List<Figure> figures)
      throws BenchFailedException {
    List<Double> values = new ArrayList<>();
    for (Figure figure : figures) {
      if (figure.measure().equals(measure.name())) {
        if (!figure.unit().equals(measure.unit())) {
          throw new BenchFailedException(
              "%s gave %s for '%s', which is in %s"
                  .formatted(subject, figure.unit(), measure.of(benchCase), measure.unit()),
              null);
        }
        values.add(figure.value());
      }
    }
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
