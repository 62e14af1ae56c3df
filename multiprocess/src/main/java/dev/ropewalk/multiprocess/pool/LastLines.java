package dev.ropewalk.multiprocess.pool;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.Charset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Remembers the last lines of several, such as those that a child printed to its error stream, on their way to where they go. */
public final class LastLines {

  private static final int ROOM = 20;

  private static final PrintStream OURS =
      new PrintStream(
          new FileOutputStream(FileDescriptor.err),
          true,
          Charset.forName(System.getProperty("native.encoding", "UTF-8")));

  @GuardedBy("this")
  private final Deque<String> lines = new ArrayDeque<>();

  /** An outlet that remembers, and passes on to this one; lines that go straight to a file pass by unseen. */
  public Outlet on(Outlet outlet) {
    Consumer<String> next = outlet.lines();
    if (next == null && !outlet.target().equals(Redirect.INHERIT)) {
      return outlet;
    }
    return new Outlet(Redirect.PIPE, line -> accept(line, next));
  }

  private void accept(String line, @Nullable Consumer<String> next) {
    remember(line);
    if (next == null) {
      OURS.println(line);
    } else {
      next.accept(line);
    }
  }

  synchronized void remember(String line) {
    if (lines.size() == ROOM) {
      lines.remove();
    }
    lines.add(line);
  }

  /** The last ones, oldest first; at most twenty. */
  public synchronized List<String> lines() {
    return List.copyOf(lines);
  }
}
