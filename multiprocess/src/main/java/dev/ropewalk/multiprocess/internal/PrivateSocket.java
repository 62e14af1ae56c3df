package dev.ropewalk.multiprocess.internal;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The path of a Unix-domain socket in a new folder of its own, that only this user may enter, below the folder for temporary
 * files, or below {@code /tmp} if the path of the former is too long for a socket, as build tools like to have it. It goes with {@link #delete}, at the exit of this JVM, or, if that is killed, when the next one makes its first.
 */
public final class PrivateSocket {

  /** What the name of a folder and a socket add to the path at most: two numbers, and what is around them. */
  private static final int LONGEST_NAME = 44;

  /** The shortest limit that an operating system of today has for the path of a socket is 103 bytes. */
  private static final int LONGEST_PATH = 103;

  private static final Path SHORT = Path.of("/tmp");

  private static final AtomicBoolean LOOKED_FOR_LEFTOVERS = new AtomicBoolean();

  private final Path folder;

  private PrivateSocket(Path folder) {
    this.folder = folder;
  }

  /**
   * Makes the folder.
   *
   * @throws IOException if that is impossible in the folder for temporary files
   */
  public static PrivateSocket create() throws IOException {
    Path temporary = parent();
    if (!LOOKED_FOR_LEFTOVERS.getAndSet(true)) {
      SocketLeftovers.deleteIn(temporary);
    }
    String prefix = SocketLeftovers.PREFIX + ProcessHandle.current().pid() + "-";
    Path folder;
    try {
      folder = Files.createTempDirectory(temporary, prefix, onlyForThisUser());
    } catch (IOException e) {
      throw new IOException(
          "cannot make a folder for a Unix-domain socket in "
              + temporary
              + " ("
              + e
              + "); start the JVM with a -Djava.io.tmpdir that is there, has room, and may be written to",
          e);
    }
    PrivateSocket socket = new PrivateSocket(folder);
    ExitCleanup.add(folder);
    ExitCleanup.add(socket.path());
    return socket;
  }

  /** Absolute: whoever connects may run in another folder. */
  private static Path parent() {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath();
    return bytes(temporary) + LONGEST_NAME > LONGEST_PATH && Files.isWritable(SHORT)
        ? SHORT
        : temporary;
  }

  private static int bytes(Path path) {
    return path.toString().getBytes(StandardCharsets.UTF_8).length;
  }

  private static FileAttribute<?>[] onlyForThisUser() {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
        }
        : new FileAttribute<?>[0];
  }

  /** Where it is. */
  public Path path() {
    return folder.resolve(SocketLeftovers.SOCKET);
  }

  /**
   * Listens there.
   *
   * @throws IOException if that fails; then the folder is gone
   */
  public ServerSocketChannel listen() throws IOException {
    ServerSocketChannel listener = null;
    try {
      listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      return listener.bind(UnixDomainSocketAddress.of(path()));
    } catch (IOException | RuntimeException e) {
      if (listener != null) {
        listener.close();
      }
      delete();
      throw new IOException(
          "cannot open a Unix-domain socket in "
              + folder
              + " ("
              + e
              + ")"
              + (bytes(path()) > LONGEST_PATH
                  ? "; its path may be too long: start the JVM with a shorter -Djava.io.tmpdir"
                  : ""),
          e);
    }
  }

  /** Deletes the socket and its folder. */
  public void delete() {
    ExitCleanup.delete(path(), folder);
  }
}
