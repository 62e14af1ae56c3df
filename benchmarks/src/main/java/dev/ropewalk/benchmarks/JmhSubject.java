package dev.ropewalk.benchmarks;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.openjdk.jmh.util.Statistics;

/**
 * A JMH benchmark method, run in one fork per round, with the JVM flags of a plain user: none.
 *
 * <p>Mode, unit and threads are those of JMH's annotations on the benchmark. A run gives
 *
 * <ul>
 *   <li>the main figure: JMH's score, in JMH's unit;
 *   <li>{@link Measure#CPU};
 *   <li>{@code p50}, {@code p99} and {@code p99.9} in the unit of the score, if the mode is {@link Mode#SampleTime};
 *   <li>what the benchmark handed to {@link ForkFigures}, and JMH's own auxiliary counters under their labels.
 * </ul>
 */
public final class JmhSubject implements Subject {

  private final String name;
  private final String benchmark;
  private final UnaryOperator<ChainedOptionsBuilder> options;
  private final String main;

  private JmhSubject(
      String name, String benchmark, UnaryOperator<ChainedOptionsBuilder> options, String main) {
    this.name = name;
    this.benchmark = benchmark;
    this.options = options;
    this.main = main;
  }

  /**
   * A subject of the given name.
   *
   * @param method the benchmark method, or JMH's group of methods
   */
  public static JmhSubject of(String name, Class<?> benchmarks, String method) {
    return new JmhSubject(
        name, benchmarks.getCanonicalName() + "." + method, UnaryOperator.identity(), Figure.MAIN);
  }

  /** What Ropewalk does. */
  public static JmhSubject ropewalk(Class<?> benchmarks, String method) {
    return of(ROPEWALK, benchmarks, method);
  }

  /** What the JDK's own means do, named with the version of the JDK. */
  public static JmhSubject jdk(String what, Class<?> benchmarks, String method) {
    return of(what + " JDK " + System.getProperty("java.version"), benchmarks, method);
  }

  /** The same benchmark with JMH options of its own: a number of threads, a value for a parameter. */
  public JmhSubject with(UnaryOperator<ChainedOptionsBuilder> more) {
    return new JmhSubject(name, benchmark, builder -> more.apply(options.apply(builder)), main);
  }

  /**
   * The same benchmark, of whose figures this one is the main one instead of JMH's score: for a method that does two things
   * in turns and tells {@link ForkFigures} the time of each.
   */
  public JmhSubject measuring(String figure) {
    return new JmhSubject(name, benchmark, options, figure);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<Figure> measure(Effort effort) throws RunnerException {
    TimeValue iteration = TimeValue.nanoseconds(effort.iteration().toNanos());
    ChainedOptionsBuilder builder =
        new OptionsBuilder()
            .include("^" + Pattern.quote(benchmark) + "$")
            .forks(1)
            .jvmArgs() // otherwise the fork would get this JVM's
            .warmupIterations(effort.warmupIterations())
            .warmupTime(iteration)
            .measurementIterations(effort.iterations())
            .measurementTime(iteration)
            .addProfiler(ForkProfiler.class)
            .shouldFailOnError(true);
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(log, true, StandardCharsets.UTF_8);
    try {
      return figures(
          new Runner(
                  options.apply(builder).build(),
                  OutputFormatFactory.createFormatInstance(out, VerboseMode.NORMAL))
              .runSingle());
    } catch (RunnerException e) {
      throw new RunnerException(
          e.getMessage() + System.lineSeparator() + log.toString(StandardCharsets.UTF_8), e);
    }
  }

  private List<Figure> figures(RunResult run) {
    return all(run).stream()
        .filter(figure -> main.equals(Figure.MAIN) || !figure.measure().equals(Figure.MAIN))
        .map(
            figure ->
                figure.measure().equals(main)
                    ? new Figure(Figure.MAIN, figure.value(), figure.unit())
                    : figure)
        .toList();
  }

  private static List<Figure> all(RunResult run) {
    Result<?> score = run.getPrimaryResult();
    String unit = score.getScoreUnit();
    List<Figure> figures = new ArrayList<>();
    figures.add(new Figure(Figure.MAIN, score.getScore(), unit));
    if (run.getParams().getMode() == Mode.SampleTime) {
      Statistics samples = score.getStatistics();
      figures.add(new Figure("p50", samples.getPercentile(50), unit));
      figures.add(new Figure("p99", samples.getPercentile(99), unit));
      figures.add(new Figure("p99.9", samples.getPercentile(99.9), unit));
    }
    run.getSecondaryResults()
        .forEach(
            (label, result) ->
                figures.add(new Figure(label, result.getScore(), result.getScoreUnit())));
    return figures;
  }
}
