package dev.ropewalk.benchmarks;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Gives what it was told to give, run by run, and writes down its turns. */
final class FakeSubject implements Subject {

  static final Effort EFFORT = new Effort(3, 0, 1, Duration.ofMillis(1));
  static final Measure TIME = Measure.main("us/op", Better.LOWER);
  static final Measure RATE = Measure.main("ops/s", Better.HIGHER);

  private final String name;
  private final List<String> turns;
  private final Deque<List<Figure>> runs;
  private final Optional<String> missing;

  private FakeSubject(
      String name, List<String> turns, List<List<Figure>> runs, Optional<String> missing) {
    this.name = name;
    this.turns = turns;
    this.runs = new ArrayDeque<>(runs);
    this.missing = missing;
  }

  /** One run for each list of figures. */
  static FakeSubject of(String name, List<String> turns, List<List<Figure>> runs) {
    return new FakeSubject(name, turns, runs, Optional.empty());
  }

  /** One run with one main figure for each value. */
  static FakeSubject of(String name, String unit, double... values) {
    return of(
        name,
        new ArrayList<>(),
        Arrays.stream(values)
            .mapToObj(value -> List.of(new Figure(Figure.MAIN, value, unit)))
            .toList());
  }

  static FakeSubject missing(String name, String why) {
    return new FakeSubject(name, List.of(), List.of(), Optional.of(why));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Optional<String> missing() {
    return missing;
  }

  @Override
  public List<Figure> measure(Effort effort) {
    turns.add(name);
    return runs.remove();
  }
}
