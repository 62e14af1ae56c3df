package dev.ropewalk.benchmarks;

import java.util.Locale;
import java.util.OptionalDouble;

/** Which of two figures wins. */
public enum Better {
  /** The larger one. */
  HIGHER,
  /** The smaller one. */
  LOWER;

  /** How many times better Ropewalk's figure is than another; above 1 Ropewalk wins. Empty if that divides by zero. */
  OptionalDouble ratio(double ropewalk, double other) {
    double over = this == HIGHER ? ropewalk : other;
    double under = this == HIGHER ? other : ropewalk;
    if (over == under) {
      return OptionalDouble.of(1);
    }
    return under == 0 ? OptionalDouble.empty() : OptionalDouble.of(over / under);
  }

  /** The word in the report. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
