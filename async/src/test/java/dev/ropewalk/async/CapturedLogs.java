package dev.ropewalk.async;

import java.util.List;
import java.util.ResourceBundle;
import java.util.concurrent.CopyOnWriteArrayList;

/** The logging system of these tests, found as a service: keeps what is logged. */
public final class CapturedLogs extends System.LoggerFinder {

  /** One call of a logger. */
  record Entry(String logger, System.Logger.Level level, String message, Throwable thrown) {}

  static final List<Entry> ENTRIES = new CopyOnWriteArrayList<>();

  /** Whether loggers throw, after having kept the entry. */
  static volatile boolean fail;

  /** For the service loader. */
  public CapturedLogs() {}

  @Override
  public System.Logger getLogger(String name, Module module) {
    return new CapturedLogger(name);
  }

  private record CapturedLogger(String name) implements System.Logger {
    @Override
    public String getName() {
      return name;
    }

    @Override
    public boolean isLoggable(Level level) {
      return true;
    }

    @Override
    public void log(Level level, ResourceBundle bundle, String message, Throwable thrown) {
      ENTRIES.add(new Entry(name, level, message, thrown));
      if (fail) {
        throw new IllegalStateException("the log is full");
      }
    }

    @Override
    public void log(Level level, ResourceBundle bundle, String format, Object... params) {
      log(level, bundle, format, (Throwable) null);
    }
  }
}
