package dev.ropewalk.multiprocess.logging;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/** Where the log records of this process go. Set before any code of a user runs. */
public final class LogRelay {

  private static volatile Sink sink = LogRelay::print;
  private static volatile Level threshold = Level.INFO;

  private LogRelay() {}

  /** A record that somebody made. */
  @FunctionalInterface
  public interface Sink {
    /** Takes a record; any thread calls this, and it never fails. */
    void accept(Entry entry);
  }

  /**
   * A record.
   *
   * @param logger the name of the logger
   * @param level how important it is
   * @param marker the name of its marker, null without one
   * @param message with its arguments filled in
   * @param thread the name of the thread that made it
   * @param context of SLF4J's MDC, null without one
   * @param failure what was logged with it, null without one
   */
  public record Entry(
      String logger,
      Level level,
      @Nullable String marker,
      String message,
      String thread,
      @Nullable Map<String, String> context,
      @Nullable Throwable failure) {}

  /** Records of this level and above go there from now on. */
  public static void to(Sink newSink, Level level) {
    threshold = level;
    sink = newSink;
  }

  static boolean isEnabled(Level level) {
    return level.toInt() >= threshold.toInt();
  }

  static void accept(Entry entry) {
    sink.accept(entry);
  }

  private static void print(Entry entry) {
    System.err.println("[" + entry.level() + "] " + entry.message());
  }
}
