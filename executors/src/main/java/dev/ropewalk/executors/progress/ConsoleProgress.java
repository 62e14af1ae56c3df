package dev.ropewalk.executors.progress;

import dev.ropewalk.executors.ProgressListener;
import java.io.Console;
import java.io.PrintStream;
import java.time.Duration;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * A progress bar with elapsed and remaining time on the console: what Python programs use tqdm for. For one batch of tasks:
 * {@code executor.map(f, items, MapOptions.defaults().withProgress(new ConsoleProgress("twisting")))}.
 *
 * <p>It writes to the error output. If the program runs on a terminal, the bar is drawn again in its line; else it is a whole
 * line every ten seconds and one at the end, without control characters, so that it can be read in a log. The drawing is that of
 * the library me.tongfei:progressbar, which must be on the class path or module path.
 *
 * <p>Nothing blocks but the writing; drawing is done by a daemon thread of that library.
 */
public final class ConsoleProgress implements ProgressListener {
  /*
   * A tracker calls one method at a time, each after what the one before did, so the field needs no lock.
   *
   * Updates are continuous, as only then no step is missed: otherwise the library draws if there was a step since it last
   * looked, and it looks after it has drawn.
   */
  private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);
  private static final int LINE_LENGTH = 100;

  private final ProgressBarBuilder builder;
  private @Nullable ProgressBar bar;

  /** A bar on the error output. */
  public ConsoleProgress(String task) {
    this(isTerminal() ? drawn(task) : lines(task, System.err, BETWEEN_LINES));
  }

  /** A bar as lines, every ten seconds and at the end, whatever the output is. */
  public ConsoleProgress(String task, PrintStream out) {
    this(lines(task, out, BETWEEN_LINES));
  }

  /** A bar as lines at other times. */
  ConsoleProgress(String task, PrintStream out, Duration betweenLines) {
    this(lines(task, out, betweenLines));
  }

  private ConsoleProgress(ProgressBarBuilder builder) {
    this.builder = builder;
  }

  @SuppressWarnings(
      "SystemConsoleNull") // it is null if input or output is no terminal, also in JDK 25
  private static boolean isTerminal() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }

  private static ProgressBarBuilder drawn(String task) {
    return new ProgressBarBuilder().setTaskName(task).continuousUpdate();
  }

  private static ProgressBarBuilder lines(String task, PrintStream out, Duration between) {
    return new ProgressBarBuilder()
        .setTaskName(task)
        .continuousUpdate()
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(Math.toIntExact(between.toMillis()))
        .setConsumer(
            new DelegatingProgressBarConsumer(line -> out.println(line.strip()), LINE_LENGTH));
  }

  @Override
  public void advanced(long done, long total) {
    if (bar == null) {
      bar = builder.setInitialMax(total).build();
    }
    bar.stepTo(done);
  }

  @Override
  public void ended() {
    if (bar != null) {
      bar.close();
    }
  }
}
