package dev.ropewalk.benchmarks;

/**
 * What is read off a run, for example time per operation or fairness.
 *
 * @param name empty for the main measure of a case
 * @param unit as in the report: {@code us/op}, {@code ops/s}, {@code B}; figures in another unit are refused, not converted
 * @param better which way is up
 */
public record Measure(String name, String unit, Better better) {

  /**
   * CPU time of the whole process per operation, spinning, garbage collection and compilation included. {@link JmhSubject}
   * and the shared part of the Python scripts always give it.
   */
  public static final Measure CPU = new Measure("CPU", "us/op", Better.LOWER);

  /** What the case is about. */
  public static Measure main(String unit, Better better) {
    return new Measure(Figure.MAIN, unit, better);
  }

  boolean isMain() {
    return name.equals(Figure.MAIN);
  }

  /** The text of the report's case column. */
  String of(BenchCase benchCase) {
    return isMain() ? benchCase.name() : benchCase.name() + ": " + name;
  }
}
