package dev.ropewalk.examples.project;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No Java file is longer than a reader can take in. */
final class SizeTest {

  @Test
  void everyFile_isWithinItsLimit() {
    assertThat(SizeRules.check(Project.ofThisBuild())).isEmpty();
  }

  @Test
  void aFileOverItsLimit_isNamed(@TempDir Path root) {
    Fixture fixture =
        new Fixture(root)
            .write("pom.xml", "<project><modules><module>one</module></modules></project>")
            .write("one/src/main/java/Fits.java", "\n".repeat(800))
            .write("one/src/main/java/Long.java", "\n".repeat(801))
            .write("one/src/test/java/FitsTest.java", "\n".repeat(600))
            .write("one/src/test/java/LongTest.java", "\n".repeat(601))
            .write("one/src/jcstress/java/LongJCStress.java", "\n".repeat(601));

    assertThat(SizeRules.check(fixture.project()))
        .satisfiesExactly(
            main -> assertThat(main).contains("Long.java has 801 lines", "limit is 800"),
            test -> assertThat(test).contains("LongTest.java has 601 lines", "limit is 600"),
            harness -> assertThat(harness).contains("LongJCStress.java", "limit is 600"));
  }
}
