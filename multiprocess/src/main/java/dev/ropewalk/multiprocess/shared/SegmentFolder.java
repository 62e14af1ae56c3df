package dev.ropewalk.multiprocess.shared;

import dev.ropewalk.multiprocess.internal.SharedPlace;
import dev.ropewalk.multiprocess.memory.Mapping;
import dev.ropewalk.multiprocess.memory.NoRoomException;
import dev.ropewalk.multiprocess.memory.Space;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where segments with names lie, each a file that only this user may open: {@code /dev/shm}, as CPython's do, or a private
 * folder where there is no such thing.
 */
final class SegmentFolder {

  private static final Map<Path, SegmentFolder> KNOWN = new ConcurrentHashMap<>();

  private final Path folder;
  private final boolean isPrivate;
  private final UserRecords records;

  /**
   * A segment that is mapped.
   *
   * @param key tells it from a later one of the same name
   * @param ours whether {@link UserRecords} knows it
   */
  record Mapped(
      SegmentFolder folder,
      String name,
      String key,
      boolean ours,
      MemorySegment memory,
      Arena arena)
      implements Runnable {

    /**
     * Lets go of it; nothing happens if that is done. For one thread at a time.
     *
     * @throws IllegalStateException if an operation under way uses the memory; then nothing is done
     */
    @Override
    public void run() {
      if (!arena.scope().isAlive()) {
        return;
      }
      arena.close();
      if (ours) {
        try {
          folder.records.closed(name, key);
        } catch (IOException e) {
          // The note stays until this process ends.
        }
      }
    }
  }

  private SegmentFolder(Path folder) {
    this.folder = folder;
    this.isPrivate = !folder.equals(SharedPlace.DEV_SHM);
    this.records = new UserRecords(folder);
  }

  /** Where this JVM makes and finds segments. */
  static SegmentFolder standard() {
    return at(SharedPlace.folder());
  }

  /** The folder for machines without {@code /dev/shm}. */
  static SegmentFolder portable() {
    return at(SharedPlace.portableFolder());
  }

  /** The one that another process of this user uses. */
  static SegmentFolder at(Path folder) {
    return KNOWN.computeIfAbsent(folder, SegmentFolder::new);
  }

  Path path() {
    return folder;
  }

  private void prepare() throws IOException {
    if (isPrivate) {
      UserRecords.privateFolder(folder);
    }
  }

  /**
   * Makes a segment of zeros.
   *
   * @param names the first of them that is free is taken
   * @param once whether there is only one name
   */
  @SuppressWarnings("MustBeClosed") // Mapped closes it, or the finally clause here
  Mapped create(Supplier<String> names, boolean once, long bytes) {
    Arena arena = Arena.ofShared();
    Path memory = null;
    Mapped made = null;
    try {
      prepare();
      memory = records.newFile();
      reserve(memory, bytes);
      MemorySegment mapped = Mapping.first(bytes, memory, arena);
      while (made == null) {
        String name = names.get();
        try {
          made = new Mapped(this, name, records.publish(memory, name), true, mapped, arena);
        } catch (FileAlreadyExistsException e) {
          if (once) {
            throw new SegmentExistsException(name, folder.resolve(name).toString());
          }
        }
      }
      return made;
    } catch (NoRoomException e) {
      throw new NoSpaceException(e);
    } catch (IOException e) {
      throw failed("make a segment of " + bytes + " bytes", e);
    } finally {
      if (made == null) {
        arena.close();
        delete(memory);
      }
    }
  }

  private void reserve(Path memory, long bytes) throws IOException {
    try {
      Space.reserveFile(memory, bytes);
    } catch (NoRoomException e) {
      records.reap();
      Space.reserveFile(memory, bytes);
    }
  }

  private static void delete(@Nullable Path memory) {
    if (memory != null) {
      try {
        Files.deleteIfExists(memory);
      } catch (IOException e) {
        // It goes when this process ends.
      }
    }
  }

  /**
   * Maps a segment that exists.
   *
   * @param expected the key it must have; null for any
   */
  @SuppressWarnings("MustBeClosed") // Mapped closes it
  Mapped attach(String name, @Nullable String expected) {
    try {
      prepare();
      UserRecords.Found found = records.open(name, expected);
      if (found == null) {
        throw noSuch(name);
      }
      return map(name, found);
    } catch (NoSuchFileException e) {
      throw noSuch(name);
    } catch (IOException e) {
      throw failed("attach to shared memory segment " + name, e);
    }
  }

  @SuppressWarnings("MustBeClosed") // Mapped closes it
  private Mapped map(String name, UserRecords.Found found) throws IOException {
    Arena arena = Arena.ofShared();
    MemorySegment memory = null;
    try {
      MemorySegment whole = Mapping.whole(found.memory(), arena);
      if (whole.byteSize() == 0) {
        throw new SizeMismatchException(
            "shared memory segment "
                + name
                + " is empty; perhaps its maker has not got further yet");
      }
      memory = whole;
      return new Mapped(this, name, found.key(), found.ours(), memory, arena);
    } finally {
      if (memory == null) {
        new Mapped(this, name, found.key(), found.ours(), MemorySegment.NULL, arena).run();
      }
    }
  }

  /** Takes its name away for good. */
  void unlink(String name, String key) {
    try {
      if (!records.unlink(name, key)) {
        throw noSuch(name);
      }
    } catch (IOException e) {
      throw failed("unlink shared memory segment " + name, e);
    }
  }

  /** Gives it its name back. */
  void restore(String name, String key) {
    try {
      if (!records.restore(name, key)) {
        throw noSuch(name);
      }
    } catch (FileAlreadyExistsException e) {
      throw new SegmentExistsException(name, folder.resolve(name).toString());
    } catch (IOException e) {
      throw failed("give shared memory segment " + name + " its name back", e);
    }
  }

  private NoSuchSegmentException noSuch(String name) {
    return new NoSuchSegmentException(
        "there is no shared memory segment "
            + name
            + ": it was never made, or is unlinked, or all processes that used it have ended, or a Python process"
            + " that had attached to it took it away at its end (see SharedMemory on track=False)",
        folder.resolve(name).toString());
  }

  private static SharedMemoryException failed(String what, IOException e) {
    return new SharedMemoryException("cannot " + what + ": " + e.getMessage(), e);
  }
}
