package dev.ropewalk.threads;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * The kernel's id of the calling platform thread, read from the link that Linux shows each thread as its own. A call of
 * {@code gettid} would be a microsecond or two faster, but every {@link ChildThread} asks before its body begins, and a
 * program's first native call takes 150 milliseconds to prepare, a second on a busy machine.
 */
final class NativeIds {

  private static final Path OWN_LINK = Path.of("/proc/thread-self"); // to "<process>/task/<thread>"

  private NativeIds() {}

  /** Empty on systems without such a link. On a virtual thread it would be the carrier's. Not interruptible. */
  static OptionalLong ofCallingThread() {
    try {
      String thread = Files.readSymbolicLink(OWN_LINK).getFileName().toString();
      return OptionalLong.of(Long.parseLong(thread));
    } catch (IOException | UnsupportedOperationException e) {
      return OptionalLong.empty();
    }
  }
}
