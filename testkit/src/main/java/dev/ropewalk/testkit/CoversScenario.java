package dev.ropewalk.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names the rows of {@code parity/scenarios-*.tsv} that a test method covers. A test of the build holds both directions:
 * every id named here is a row with status {@code test} or {@code differs}, and every such row is named by a test.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface CoversScenario {
  /** Scenario ids, as in the first column of the scenario files. */
  String[] value();
}
