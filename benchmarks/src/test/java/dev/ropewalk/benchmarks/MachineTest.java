package dev.ropewalk.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class MachineTest {

  @Test
  void facts_haveProcessorsAndJdk() {
    assertThat(Machine.facts())
        .contains(Runtime.getRuntime().availableProcessors() + " processors")
        .contains("JDK " + Runtime.version())
        .doesNotContain("\n");
  }

  @Test
  void warnings_variablesWithFlags_areNamed() {
    Map<String, String> environment =
        Map.of("JAVA_TOOL_OPTIONS", "-Xint", "HOME", "/root", "_JAVA_OPTIONS", "-Xmx1g");

    assertThat(Machine.warnings(environment))
        .containsExactly(
            "JAVA_TOOL_OPTIONS=-Xint: all JVMs are measured with it, unset it for figures that others can compare",
            "_JAVA_OPTIONS=-Xmx1g: all JVMs are measured with it, unset it for figures that others can compare");
  }
}
