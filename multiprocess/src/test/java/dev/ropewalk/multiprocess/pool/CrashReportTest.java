package dev.ropewalk.multiprocess.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrashReportTest {

  @TempDir Path folder;

  private Path report(String text) throws Exception {
    return Files.writeString(folder.resolve("report"), text);
  }

  @Test
  void signal_isThatOfTheHead() throws Exception {
    String head = "#\n# A fatal error has been detected by the Java Runtime Environment:\n#\n";
    assertThat(CrashReport.signal(report(head + "#  SIGBUS (0x7) at pc=0x1, pid=2, tid=3\n")))
        .hasValue(7);
    assertThat(CrashReport.signal(report(head + "#  SIGSEGV (0xb) at pc=0x1, pid=2, tid=3\n")))
        .hasValue(11);
  }

  @Test
  void reportOfSomethingElse_tellsNoSignal() throws Exception {
    assertThat(CrashReport.signal(report("#  Internal Error (x.cpp:1), pid=2, tid=3\n"))).isEmpty();
    String late = "\n".repeat(100) + "#  SIGSEGV (0xb) at pc=0x1\n";
    assertThat(CrashReport.signal(report(late))).as("not in the head").isEmpty();
    assertThat(CrashReport.signal(folder.resolve("none"))).isEmpty();
  }

  @Test
  void report_isFoundWhereTheOptionSays() throws Exception {
    LaunchSettings plain = LaunchSettings.plain("-Xmx1g");
    LaunchSettings settings =
        new LaunchSettings(
            plain.heap(),
            List.of("-XX:ErrorFile=crash-%p.txt"),
            plain.classPath(),
            plain.environment(),
            folder,
            null,
            plain.output(),
            plain.errors(),
            plain.logs(),
            null,
            true);
    Instant before = Instant.now().minusSeconds(60);
    assertThat(CrashReport.find(settings, 17, before)).isEmpty();
    Path report = Files.writeString(folder.resolve("crash-17.txt"), "");
    assertThat(CrashReport.find(settings, 17, before)).contains(report);
    assertThat(CrashReport.find(settings, 17, Instant.now().plusSeconds(60)))
        .as("of a process that had the id before")
        .isEmpty();
  }
}
