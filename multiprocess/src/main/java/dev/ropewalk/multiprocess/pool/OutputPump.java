package dev.ropewalk.multiprocess.pool;

import dev.ropewalk.multiprocess.internal.SafeText;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads what a child prints, on a thread of its own, and gives it to whoever asked for it, line by line. */
final class OutputPump {

  private static final Logger LOG = LoggerFactory.getLogger(OutputPump.class);

  /** A line that goes on for longer is given in parts: a child that never ends its line does not fill this heap. */
  private static final int LONGEST_LINE = 1 << 16;

  private final InputStream stream;
  private final Consumer<String> lines;
  private final Thread thread;
  private boolean complained;

  private OutputPump(String name, InputStream stream, Consumer<String> lines) {
    this.stream = stream;
    this.lines = lines;
    this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
  }

  static OutputPump start(String name, InputStream stream, Consumer<String> lines) {
    OutputPump pump = new OutputPump(name, stream, lines);
    pump.thread.start();
    return pump;
  }

  private void run() {
    Charset charset = Charset.forName(System.getProperty("native.encoding", "UTF-8"));
    try (Reader reader = new InputStreamReader(stream, charset)) {
      StringBuilder line = new StringBuilder();
      char[] buffer = new char[1 << 13];
      for (int count = reader.read(buffer); count >= 0; count = reader.read(buffer)) {
        for (int i = 0; i < count; i++) {
          add(buffer[i], line);
        }
      }
      if (!line.isEmpty()) {
        give(line);
      }
    } catch (IOException e) {
      // The stream was closed here, after the end of the child.
    }
  }

  private void add(char next, StringBuilder line) {
    if (next == '\n') {
      give(line);
    } else if (next != '\r') {
      line.append(next);
      if (line.length() == LONGEST_LINE) {
        give(line);
      }
    }
  }

  /** Whatever becomes of the line: the child, which waits when nobody reads, must not pay for it. */
  private void give(StringBuilder line) {
    String text = line.toString();
    line.setLength(0);
    try {
      lines.accept(text);
    } catch (Throwable failure) {
      if (!complained) {
        complained = true;
        LOG.error("{} could not be given a line of {}", SafeText.of(lines), thread, failure);
      }
    }
  }

  /**
   * Waits until all that the child printed was given, but not long: a process that the child started, and that outlives it,
   * may hold the stream open. What that prints is still given.
   */
  void awaitEnd(Duration patience) throws InterruptedException {
    boolean _ = thread.join(patience);
  }
}
