package dev.ropewalk.multiprocess.pool;

import dev.ropewalk.multiprocess.logging.LogRelay;
import java.io.PrintWriter;
import java.io.StringWriter;

/** Prints log records to the error stream of this process, as Python's {@code log_to_stderr} does. */
final class LogPrinter {

  private LogPrinter() {}

  /** One line, and the stack trace if there is one, in one piece. */
  static void print(LogRelay.Entry entry) {
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(text);
    String process = Identity.ofThisProcess().name();
    out.printf("[%s/%s] %s: %s", entry.level(), process, entry.logger(), entry.message());
    if (entry.failure() != null) {
      out.println();
      entry.failure().printStackTrace(out);
    }
    System.err.println(text.toString().stripTrailing());
  }
}
