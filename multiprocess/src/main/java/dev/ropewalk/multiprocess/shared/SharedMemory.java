package dev.ropewalk.multiprocess.shared;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.function.Supplier;

/**
 * Memory with a name, which any process of this user can attach to, in Java or in Python: {@code
 * multiprocessing.shared_memory.SharedMemory}. Names and contents are the same as CPython's: on Linux a segment is the file
 * {@code /dev/shm/<name>}.
 *
 * <p>One process {@linkplain #create(String, long) makes} it, others {@linkplain #attach(String) attach} to it, or get it
 * captured in a portable task. Each {@linkplain #close() closes} its own hold, and one of them {@linkplain #unlink() takes
 * the name away}; the memory is free when that is done and nobody has it mapped.
 *
 * <p><b>Who cleans up after the dead.</b> A segment that Ropewalk made and nobody unlinked goes when the last Ropewalk
 * process that made it or attached to it ends, closed or not: at the end of that process, or, if it was killed, when any
 * Ropewalk process next makes or attaches to a segment. Python leaves that to its resource tracker, which minds the maker
 * only. Segments made by others are left alone.
 *
 * <p><b>Python's resource tracker.</b> A CPython process that attaches to a segment takes its name away when it ends, with
 * a warning of leaked objects, although others use it. From Python 3.13 on, attach with {@code track=False}; before, call
 * {@code multiprocessing.resource_tracker.unregister("/" + name, "shared_memory")} after attaching. Where that was
 * forgotten, whoever is attached goes on as before; {@code attach} finds the segment, and gives it its name back, as long as
 * some Ropewalk process has it open; {@link #restoreName()} does so for the next Python process. For the same reason a
 * CPython process's {@code unlink()} is final for a segment of ours only when no Ropewalk process has it open.
 *
 * <p>Differences from Python. Making and attaching are two methods instead of a flag. The room is taken when a segment is
 * made: if there is too little, that fails, where Python's process dies at a later write. {@code unlink} takes away the name
 * of this memory, never that of a later segment of the same name. A segment that arrives in another process within a task
 * is the same object as long as it is open there, so closing it closes it for that process. The size is exactly what was
 * asked for.
 *
 * <p>Nothing blocks for longer than the kernel takes to fill new memory with zeros. Access after {@code close}, also
 * through views made before, throws {@link IllegalStateException}. Safe for use by several threads; an interrupt neither
 * breaks anything off nor gets lost. If another program makes the file shorter, access behind its end throws {@link
 * InternalError}. What nobody closes is closed when this object is unreachable, even if views of it are not.
 *
 * <p>Memory consistency effects: those of the accesses made. Plain ones order nothing between processes; use {@link
 * java.lang.invoke.VarHandle} accesses to {@link #segment()} with volatile or acquire and release mode, {@link SharedValue},
 * or the start and join of a process.
 */
public final class SharedMemory extends Travelling implements AutoCloseable, Serializable {
  private static final long serialVersionUID = 1;
  private static final Cleaner CLEANER = Cleaner.create();
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int LONGEST_NAME = 255;

  /*
   * A cleaner runs its action once, and a close that fails must not have been that once. So close() lets go of the memory itself,
   * and when that is done, cleans up the cleaner, which then finds nothing to do. The monitor is for those who close at once; the
   * cleaner needs none, since it comes when nobody can.
   */
  private final transient SegmentFolder.Mapped mapped;
  private final transient Cleaner.Cleanable release;
  private transient volatile boolean closed;

  private SharedMemory(SegmentFolder.Mapped mapped) {
    this.mapped = mapped;
    this.release = CLEANER.register(this, mapped);
  }

  /**
   * Makes a segment of zeros with a new name, {@code psm_} and eight digits, as Python does.
   *
   * @throws IllegalArgumentException if the size is not positive
   * @throws NoSpaceException if there is not so much room
   * @throws SharedMemoryException if it can't be made for another reason
   */
  public static SharedMemory create(long size) {
    return create(SegmentFolder.standard(), SharedMemory::newName, size);
  }

  /**
   * Makes a segment of zeros with this name.
   *
   * @throws IllegalArgumentException if the size is not positive, or the name is empty, has a slash or a null character, or
   *     more than 255 bytes
   * @throws SegmentExistsException if there is one of this name
   * @throws NoSpaceException if there is not so much room
   * @throws SharedMemoryException if it can't be made for another reason
   */
  public static SharedMemory create(String name, long size) {
    return create(SegmentFolder.standard(), name, size);
  }

  static SharedMemory create(SegmentFolder folder, Supplier<String> names, long size) {
    checkSize(size);
    return Arrivals.register(new SharedMemory(folder.create(names, false, size)));
  }

  static SharedMemory create(SegmentFolder folder, String name, long size) {
    checkName(name);
    checkSize(size);
    return Arrivals.register(new SharedMemory(folder.create(() -> name, true, size)));
  }

  /**
   * Attaches to the segment of this name, whoever made it.
   *
   * @throws IllegalArgumentException if the name is none, as for {@code create}
   * @throws NoSuchSegmentException if there is none
   * @throws SizeMismatchException if it is empty; perhaps its maker has not got further yet. Python: {@code ValueError}
   * @throws SharedMemoryException if it can't be attached to for another reason
   */
  public static SharedMemory attach(String name) {
    return attach(SegmentFolder.standard(), name);
  }

  /**
   * Attaches to the segment of this name if it is large enough. Python ignores the size when it attaches.
   *
   * @throws IllegalArgumentException if the name is none, as for {@code create}, or the size is not positive
   * @throws NoSuchSegmentException if there is none
   * @throws SizeMismatchException if it is smaller; perhaps its maker has not got that far yet
   * @throws SharedMemoryException if it can't be attached to for another reason
   */
  public static SharedMemory attach(String name, long atLeast) {
    checkSize(atLeast);
    SharedMemory found = attach(name);
    if (found.size() < atLeast) {
      found.close();
      throw new SizeMismatchException(
          "shared memory segment "
              + name
              + " has "
              + found.size()
              + " bytes, not the expected "
              + atLeast);
    }
    return found;
  }

  static SharedMemory attach(SegmentFolder folder, String name) {
    checkName(name);
    return new SharedMemory(folder.attach(name, null));
  }

  /** The one that stands for this segment in this process, where it arrives. */
  static SharedMemory arrive(SegmentFolder folder, String name, String key) {
    return new SharedMemory(folder.attach(name, key));
  }

  private static String newName() {
    byte[] random = new byte[4];
    RANDOM.nextBytes(random);
    return "psm_" + HexFormat.of().formatHex(random);
  }

  private static void checkName(String name) {
    if (name.isEmpty() || name.equals(".") || name.equals("..")) {
      throw new IllegalArgumentException(
          "this is no name for a shared memory segment: \"" + name + "\"");
    }
    if (name.indexOf('/') >= 0 || name.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(
          "the name of a shared memory segment has no slash and no null character: "
              + name.replace('\0', '?'));
    }
    int length = name.getBytes(StandardCharsets.UTF_8).length;
    if (length > LONGEST_NAME) {
      throw new IllegalArgumentException(
          "the name of a shared memory segment has at most "
              + LONGEST_NAME
              + " bytes, this one has "
              + length);
    }
  }

  private static void checkSize(long size) {
    if (size <= 0) {
      throw new IllegalArgumentException(
          "the size of a shared memory segment must be positive: " + size);
    }
  }

  /** The name by which others attach. */
  public String name() {
    return mapped.name();
  }

  /** The size in bytes, also when it is closed. */
  public long size() {
    return mapped.memory().byteSize();
  }

  /** The memory; it can't be accessed once this is closed. */
  public MemorySegment segment() {
    return mapped.memory();
  }

  /**
   * All of the memory as a buffer in the byte order of this machine, as Python's {@code buf}.
   *
   * @throws IllegalStateException if this is closed
   * @throws UnsupportedOperationException if it is larger than a buffer can be; take parts, or {@link #segment()}
   */
  public ByteBuffer buffer() {
    if (size() > Integer.MAX_VALUE) {
      throw new UnsupportedOperationException(
          "a buffer can't hold " + size() + " bytes: take buffer(offset, length) or segment()");
    }
    return buffer(0, (int) size());
  }

  /**
   * A part of the memory as a buffer in the byte order of this machine.
   *
   * @throws IllegalStateException if this is closed
   * @throws IndexOutOfBoundsException if it is not within the memory
   */
  public ByteBuffer buffer(long offset, int length) {
    if (closed) {
      throw new IllegalStateException(this + " can't be accessed any more");
    }
    return mapped.memory().asSlice(offset, length).asByteBuffer().order(ByteOrder.nativeOrder());
  }

  /**
   * Takes the name away, so that nobody can attach any more; those who have it go on. May come before or after {@code
   * close}.
   *
   * @throws NoSuchSegmentException if that was done before
   * @throws SharedMemoryException if it is impossible for another reason
   */
  public void unlink() {
    mapped.folder().unlink(mapped.name(), mapped.key());
  }

  /**
   * Gives the memory its name back if somebody other than Ropewalk took it away; does nothing if it has it.
   *
   * @throws IllegalStateException if this is closed
   * @throws NoSuchSegmentException if it was unlinked by Ropewalk, or is not a segment that Ropewalk made
   * @throws SegmentExistsException if another segment has the name by now
   * @throws SharedMemoryException if it is impossible for another reason
   */
  public void restoreName() {
    if (closed) {
      throw new IllegalStateException(this + " can't be given its name back any more");
    }
    mapped.folder().restore(mapped.name(), mapped.key());
  }

  /** Whether this is closed in this process. */
  @Override
  public boolean isClosed() {
    return closed;
  }

  /**
   * Frees this process's hold on the memory, and nothing else; further calls do nothing.
   *
   * @throws IllegalStateException if the memory is used by an operation under way, such as reading from a channel into it; then
   *     it is open still, and can be closed when that has ended. Python: {@code BufferError}
   */
  @Override
  public synchronized void close() {
    if (!closed) {
      mapped.run();
      closed = true;
      release.clean();
    }
  }

  @Override
  public String toString() {
    return "SharedMemory[" + name() + ", size " + size() + (closed ? ", closed" : "") + "]";
  }

  @Override
  String token() {
    return token(mapped.folder().path().toString(), mapped.name(), mapped.key());
  }

  private static String token(String folder, String name, String key) {
    return folder + "/" + name + key;
  }

  private Object writeReplace() {
    return new Handle(mapped.folder().path().toString(), mapped.name(), mapped.key());
  }

  private void readObject(ObjectInputStream stream) throws InvalidObjectException {
    throw new InvalidObjectException("shared memory travels as a handle");
  }

  /** What travels in place of it. */
  private record Handle(String folder, String name, String key) implements Serializable {
    Object readResolve() {
      checkName(name);
      return Arrivals.find(
          token(folder, name, key),
          SharedMemory.class,
          () -> arrive(SegmentFolder.at(Path.of(folder)), name, key));
    }
  }
}
