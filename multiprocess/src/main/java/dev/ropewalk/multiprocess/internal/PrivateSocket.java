package dev.ropewalk.multiprocess.internal;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The path of a Unix-domain socket in a new folder of its own, below the folder for temporary files, that only this user may
 * enter. It goes with {@link #delete}, at the exit of this JVM, or, if that is killed, when the next one makes its first.
 */
public final class PrivateSocket {

  private static final AtomicBoolean LOOKED_FOR_LEFTOVERS = new AtomicBoolean();

  private final Path folder;

  private PrivateSocket(Path folder) {
    this.folder = folder;
  }

  /**
   * Makes the folder.
   *
   * @throws IOException if there is no room for it in the folder for temporary files
   */
  public static PrivateSocket create() throws IOException {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    if (!LOOKED_FOR_LEFTOVERS.getAndSet(true)) {
      SocketLeftovers.deleteIn(temporary);
    }
    String prefix = SocketLeftovers.PREFIX + ProcessHandle.current().pid() + "-";
    Path folder = Files.createTempDirectory(temporary, prefix, onlyForThisUser());
    PrivateSocket socket = new PrivateSocket(folder);
    ExitCleanup.add(folder);
    ExitCleanup.add(socket.path());
    return socket;
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
              + "; if that path is too long, start the JVM with a shorter -Djava.io.tmpdir",
          e);
    }
  }

  /** Deletes the socket and its folder. */
  public void delete() {
    ExitCleanup.delete(path(), folder);
  }
}
