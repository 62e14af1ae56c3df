package dev.ropewalk.multiprocess.pool;

import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where one of a child's output streams goes.
 *
 * @param target where to; of no meaning if lines are asked for
 * @param lines is given what comes, line by line; null if nobody asks
 */
public record Outlet(Redirect target, @Nullable Consumer<String> lines) {

  /** To where this process's own goes. */
  public static final Outlet INHERITED = new Outlet(Redirect.INHERIT, null);

  /** What the process builder is told. */
  Redirect redirect() {
    return lines == null ? target : Redirect.PIPE;
  }

  /** Begins to give lines, if anybody asks for them. */
  Optional<OutputPump> pump(String name, InputStream stream) {
    return lines == null ? Optional.empty() : Optional.of(OutputPump.start(name, stream, lines));
  }
}
