package dev.ropewalk.multiprocess.memory;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** There is not so much memory. */
public final class NoRoomException extends IOException {
  private static final long serialVersionUID = 1;

  NoRoomException(String message, @Nullable IOException cause) {
    super(message, cause);
  }
}
