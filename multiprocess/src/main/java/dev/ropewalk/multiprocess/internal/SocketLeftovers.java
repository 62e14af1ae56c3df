package dev.ropewalk.multiprocess.internal;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sockets of {@link PrivateSocket} whose process was killed. One is deleted if it belongs to this user, no process of its
 * number is there, and nobody listens: the last, since a process in another container may share this folder and not its
 * number.
 */
final class SocketLeftovers {

  /** How the name of a folder begins; the process number follows. */
  static final String PREFIX = "ropewalk-";

  /** The name of the socket in it. */
  static final String SOCKET = "s";

  private static final Pattern FOLDER = Pattern.compile(PREFIX + "(\\d+)-\\d+");

  private SocketLeftovers() {}

  /** Deletes what is left in this folder, as far as that is possible. */
  static void deleteIn(Path temporary) {
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(temporary, PREFIX + "*")) {
      for (Path folder : folders) {
        if (isOfADeadProcess(folder)) {
          ExitCleanup.delete(folder.resolve(SOCKET), folder);
        }
      }
    } catch (IOException | RuntimeException e) {
      // Tidying up after others must not keep anybody from working.
    }
  }

  private static boolean isOfADeadProcess(Path folder) throws IOException {
    Matcher name = FOLDER.matcher(folder.getFileName().toString());
    if (!name.matches() || ProcessHandle.of(Long.parseLong(name.group(1))).isPresent()) {
      return false;
    }
    Path socket = folder.resolve(SOCKET);
    return isOurs(folder) && Files.exists(socket) && nobodyListensAt(socket);
  }

  private static boolean isOurs(Path folder) throws IOException {
    Path own = Path.of(System.getProperty("user.home"));
    return Files.isDirectory(folder)
        && (!Files.exists(own) || Files.getOwner(folder).equals(Files.getOwner(own)));
  }

  private static boolean nobodyListensAt(Path socket) throws IOException {
    try (SocketChannel _ = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      return false;
    } catch (ConnectException e) {
      return true;
    }
  }
}
