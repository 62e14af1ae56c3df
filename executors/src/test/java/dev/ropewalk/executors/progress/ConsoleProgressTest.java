package dev.ropewalk.executors.progress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ropewalk.executors.MapOptions;
import dev.ropewalk.executors.ProgressListener;
import dev.ropewalk.executors.thread.ThreadPool;
import dev.ropewalk.testkit.Delays;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class ConsoleProgressTest {

  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(written, true, StandardCharsets.UTF_8);

  private List<String> lines() {
    return written.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  void withoutATerminal_theBarIsLinesThatEndWithAllDone() {
    try (ThreadPool pool = new ThreadPool(2)) {
      MapOptions options = MapOptions.defaults().withProgress(new ConsoleProgress("twisting", out));
      List<Integer> items = IntStream.range(0, 50).boxed().toList();
      assertThat(pool.map(n -> n, items, options).toList()).hasSize(50);
    }
    assertThat(lines()).isNotEmpty();
    assertThat(lines().getLast()).startsWith("twisting 100% [").contains("50/50");
    assertThat(written.toString(StandardCharsets.UTF_8)).doesNotContain("\r", "\u001b");
  }

  @Test
  void withoutATerminal_theErrorOutputGetsLinesToo() {
    PrintStream before = System.err;
    System.setErr(out);
    try {
      ConsoleProgress progress = new ConsoleProgress("twisting");
      progress.advanced(3, 3);
      progress.ended();
    } finally {
      System.setErr(before);
    }
    assertThat(lines().getLast()).startsWith("twisting 100% [").contains("3/3");
  }

  @Test
  void lines_comeAlsoWithoutProgress_andTellTheRemainingTime() {
    ConsoleProgress progress = new ConsoleProgress("twisting", out, Duration.ofMillis(20));
    progress.advanced(0, 10);
    progress.advanced(5, 10);
    Awaitility.await()
        .atMost(Delays.LONG)
        .until(() -> lines().stream().filter(line -> line.contains(" 5/10 ")).count() > 1);
    progress.ended();
    assertThat(lines())
        .anySatisfy(line -> assertThat(line).containsPattern(" 5/10 \\(0:00:0\\d / 0:00:0\\d\\)"));
  }

  @Test
  void unknownTotal_isShownAsSuch() {
    ConsoleProgress progress = new ConsoleProgress("twisting", out);
    progress.advanced(0, ProgressListener.UNKNOWN);
    progress.advanced(7, ProgressListener.UNKNOWN);
    progress.ended();
    assertThat(lines().getLast()).startsWith("twisting").contains("7/?");
  }
}
