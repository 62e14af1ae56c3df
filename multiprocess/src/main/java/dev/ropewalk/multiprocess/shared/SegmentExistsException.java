package dev.ropewalk.multiprocess.shared;

import java.nio.file.FileAlreadyExistsException;

/** There is a segment of this name already: Python's {@code FileExistsError}. */
public final class SegmentExistsException extends SharedMemoryException {
  private static final long serialVersionUID = 1;

  SegmentExistsException(String name, String file) {
    super(
        "there is a shared memory segment " + name + " already: attach to it, or take another name",
        new FileAlreadyExistsException(file));
  }
}
