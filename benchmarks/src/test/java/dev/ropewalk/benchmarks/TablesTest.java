package dev.ropewalk.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TablesTest {

  @TempDir private Path report;

  @Test
  void fewCases_aTableForEach_withOtherMeasuresAndMarkedOverlaps() throws IOException {
    write(
        """
        q,"move, 1 producer, 1 consumer",ropewalk,46400000,ops/s,higher,1
        q,"move, 1 producer, 1 consumer",Peer 2,30000000,ops/s,higher,1.547
        q,"move, 1 producer, 1 consumer","Odd, ""peer\"\"\",45000000,ops/s,higher,1.031
        q,"move, 1 producer, 1 consumer: CPU",ropewalk,0.0312,us/op,lower,1
        q,"move, 1 producer, 1 consumer: CPU",Peer 2,1.5,us/op,lower,48.1
        """,
        """
        q,"move, 1 producer, 1 consumer",ropewalk,39600000,48500000,5
        q,"move, 1 producer, 1 consumer",Peer 2,24000000,34000000,5
        q,"move, 1 producer, 1 consumer","Odd, ""peer\"\"\",40000000,50000000,5
        q,"move, 1 producer, 1 consumer: CPU",ropewalk,0.03,0.04,5
        q,"move, 1 producer, 1 consumer: CPU",Peer 2,1,2,5
        """);
    assertThat(Tables.markdown(report, "q"))
        .isEqualTo(
            """
            | move, 1 producer, 1 consumer | median (smallest to largest) | CPU | Ropewalk is better by |
            |---|---|---|---|
            | Ropewalk | 46.4 (39.6 to 48.5) M/s | 31.2 ns |  |
            | Peer 2 | 30.0 (24.0 to 34.0) M/s | 1.50 us | 1.55 |
            | Odd, "peer" | 45.0 (40.0 to 50.0) M/s |  | ~1.03 |

            """);
  }

  @Test
  void source_alone_isCompiledByTheJavaThatRunsMaven() {
    int errors =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "--release",
                "17",
                "-d",
                report.toString(),
                "src/main/java/dev/ropewalk/benchmarks/Tables.java");

    assertThat(errors).isZero();
  }

  @Test
  void threeCasesOfAFamily_oneTable_besideTheFirstPeer() throws IOException {
    StringBuilder medians = new StringBuilder();
    StringBuilder spreads = new StringBuilder();
    for (int threads : new int[] {2, 4, 16}) {
      String name = "\"lock, %d threads, 0 ns outside".formatted(threads);
      medians.append("q,%s\",ropewalk,1200,ops/s,higher,1\n".formatted(name));
      medians.append("q,%s\",Peer,600,ops/s,higher,2\n".formatted(name));
      medians.append("q,%s\",Other,1,ops/s,higher,1200\n".formatted(name));
      medians.append("q,%s: fairness\",ropewalk,0.9,min/max,higher,\n".formatted(name));
      spreads.append("q,%s\",ropewalk,1000,1300,5\n".formatted(name));
      spreads.append("q,%s\",Peer,500,700,5\n".formatted(name));
      spreads.append("q,%s\",Other,1,1,5\n".formatted(name));
      spreads.append("q,%s: fairness\",ropewalk,0.8,1,5\n".formatted(name));
    }
    write(medians.toString(), spreads.toString());
    assertThat(Tables.markdown(report, "q").lines())
        .startsWith(
            "| lock | Ropewalk | peer | better by | fairness | peer's |",
            "|---|---|---|---|---|---|",
            "| 2 threads, 0 ns outside | 1,200 (1,000 to 1,300)/s | 600 (500 to 700)/s, Peer | 2.00 | 0.90 |  |")
        .hasSize(6);
  }

  private void write(String medians, String spreads) throws IOException {
    Files.writeString(
        report.resolve("q.csv"),
        "group,case,subject,value,unit,better,ratio_to_ropewalk\n" + medians);
    Files.writeString(
        report.resolve("q-spread.csv"), "group,case,subject,min,max,runs\n" + spreads);
  }
}
