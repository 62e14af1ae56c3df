package dev.ropewalk.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Keeps two runs of the benchmarks on one machine apart: both would measure each other.
 *
 * <p>A lock on a file in the temporary directory; the system gives it up when the process ends, however it ends. The file
 * stays: deleting it would let a third run lock a new file while a second one still waits for the old. It holds the
 * process id of the last owner.
 */
final class BenchLock implements AutoCloseable {

  private final FileChannel channel;

  private BenchLock(FileChannel channel) {
    this.channel = channel;
  }

  /** Where all runs on this machine look. */
  static Path machineWide() {
    return Path.of(System.getProperty("java.io.tmpdir"), "ropewalk-bench.lock");
  }

  /**
   * Takes the lock without waiting.
   *
   * @throws BenchFailedException if another run has it
   */
  static BenchLock acquire(Path file) throws IOException, BenchFailedException {
    try {
      Files.createFile(file);
      boolean _ = file.toFile().setWritable(true, false); // for the other users of the machine
    } catch (FileAlreadyExistsException e) {
      // left by an earlier run
    }
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
    boolean locked = false;
    try {
      locked = tryLock(channel) != null;
      if (!locked) {
        throw new BenchFailedException(
            "another benchmark run is under way (process %s, lock file %s): run again when it has ended"
                .formatted(Files.readString(file), file),
            null);
      }
      channel.truncate(0);
      channel.write(
          ByteBuffer.wrap(
              String.valueOf(ProcessHandle.current().pid()).getBytes(StandardCharsets.UTF_8)));
      return new BenchLock(channel);
    } finally {
      if (!locked) {
        channel.close();
      }
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // held by another thread of this JVM
    }
  }

  /** Lets the next run begin. */
  @Override
  public void close() throws IOException {
    channel.close();
  }
}
