package dev.ropewalk.benchmarks.locks;

import dev.ropewalk.benchmarks.Effort;
import dev.ropewalk.benchmarks.Figure;
import dev.ropewalk.benchmarks.Subject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Subjects whose runs answer several cases at once. The first case that asks for a round gets it run, for all subjects in
 * turns; the other cases take their figures from the same runs. So a process is started once, not once for each case.
 *
 * <p>The order changes from round to round, as in a Williams design: with an even number of subjects none follows the same
 * one twice in as many rounds, and none is always the first. A machine that has just worked on one core may give less than
 * two for a while, and that must not always meet the same subject.
 *
 * <p>A subject names its figures {@code <label>} and {@code <label>: <measure>}; each case has a label of its own.
 */
final class SharedRuns {

  private final List<Subject> subjects;
  private final List<Map<Subject, List<Figure>>> rounds = new ArrayList<>();

  SharedRuns(List<Subject> subjects) {
    this.subjects = List.copyOf(subjects);
  }

  /** One of the subjects, as seen by the case with this label. */
  Subject of(Subject subject, String label) {
    return of(subject.name(), subject, label);
  }

  /** The same under another name. */
  Subject of(String name, Subject subject, String label) {
    if (!subjects.contains(subject)) {
      throw new IllegalArgumentException(subject.name() + " is not among those that take turns");
    }
    return new View(name, subject, label);
  }

  private List<Figure> figures(int round, Subject subject, Effort effort) throws Exception {
    while (rounds.size() <= round) {
      rounds.add(runAll(effort));
    }
    return rounds.get(round).getOrDefault(subject, List.of());
  }

  private Map<Subject, List<Figure>> runAll(Effort effort) throws Exception {
    Effort once = new Effort(effort.rounds(), 1, 1, effort.iteration());
    Map<Subject, List<Figure>> figures = new HashMap<>();
    for (Subject subject : order(rounds.size())) {
      if (subject.missing().isEmpty()) {
        figures.put(subject, run(subject, once));
      }
    }
    return figures;
  }

  /** 0, 1, -1, 2, -2, and so on around the circle of subjects, beginning one further in each round. */
  private List<Subject> order(int round) {
    List<Subject> order = new ArrayList<>();
    for (int i = 0; i < subjects.size(); i++) {
      int step = i % 2 == 0 ? -i / 2 : (i + 1) / 2;
      order.add(subjects.get(Math.floorMod(round + step, subjects.size())));
    }
    return order;
  }

  /** The case that asks would name its own subject, not the one that failed. */
  private static List<Figure> run(Subject subject, Effort effort) throws Exception {
    try {
      return subject.measure(effort);
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(
          "the turns stopped at " + subject.name() + ": " + e.getMessage(), e);
    }
  }

  private final class View implements Subject {

    private final String name;
    private final Subject subject;
    private final String label;
    private int round;

    View(String name, Subject subject, String label) {
      this.name = name;
      this.subject = subject;
      this.label = label;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public Optional<String> missing() {
      return subject.missing();
    }

    @Override
    public List<Figure> measure(Effort effort) throws Exception {
      List<Figure> own = new ArrayList<>();
      for (Figure figure : figures(round, subject, effort)) {
        if (figure.measure().equals(label)) {
          own.add(new Figure(Figure.MAIN, figure.value(), figure.unit()));
        } else if (figure.measure().startsWith(label + ": ")) {
          String measure = figure.measure().substring(label.length() + 2);
          own.add(new Figure(measure, figure.value(), figure.unit()));
        }
      }
      round++;
      return own;
    }
  }
}
