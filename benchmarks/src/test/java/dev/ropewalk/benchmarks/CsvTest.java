package dev.ropewalk.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvTest {

  @Test
  void add_plainFields_areNotQuoted() {
    Csv csv = new Csv("a", "b", "c");
    csv.add("start + join", "", "1.5");

    assertThat(csv).hasToString("a,b,c\nstart + join,,1.5\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "get, 1 worker | \"get, 1 worker\"",
        "a \"quoted\" word | \"a \"\"quoted\"\" word\"",
        "\" | \"\"\"\"",
        "`two\nlines` | `\"two\nlines\"`",
        "`return\rhere` | `\"return\rhere\"`",
        "` in front` | `\" in front\"`",
        "`behind ` | `\"behind \"`"
      })
  void add_fieldThatWouldBeMisread_isQuoted(String field, String written) {
    Csv csv = new Csv("header");
    csv.add(field);

    assertThat(csv).hasToString("header\n" + written + "\n");
  }

  @Test
  void add_otherNumberOfFields_refuses() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Csv("a", "b").add("1"));
  }
}
