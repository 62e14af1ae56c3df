package dev.ropewalk.multiprocess.connection;

import dev.ropewalk.multiprocess.internal.ExitCleanup;
import dev.ropewalk.multiprocess.internal.PrivateSocket;
import java.io.IOException;
import java.net.BindException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A listener's hold on its address. */
final class Binding {

  private Binding() {}

  /** Listens at an address that the user chose. */
  static ServerSocketChannel bind(SocketAddress address) throws IOException {
    Objects.requireNonNull(address); // which the JDK takes for any free one, of all networks
    ServerSocketChannel server =
        address instanceof UnixDomainSocketAddress
            ? ServerSocketChannel.open(StandardProtocolFamily.UNIX)
            : ServerSocketChannel.open();
    try {
      server.bind(address);
      if (address instanceof UnixDomainSocketAddress unix) {
        ExitCleanup.add(unix.getPath());
        keepPrivate(unix.getPath());
      }
      return server;
    } catch (BindException e) {
      server.close();
      BindException failure = new BindException(address + " is taken: " + e.getMessage());
      failure.initCause(e);
      throw failure;
    } catch (UnresolvedAddressException e) {
      server.close();
      throw Connecting.unknownHost(address, e);
    } catch (IOException | RuntimeException e) {
      unbind(server, null);
      throw e;
    }
  }

  private static void keepPrivate(Path socket) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(socket, PosixFileAttributeView.class);
    if (view != null) {
      view.setPermissions(PosixFilePermissions.fromString("rw-------"));
    }
  }

  /** Lets go of the address; deletes a Unix-domain socket, with its folder if that is ours. */
  static void unbind(ServerSocketChannel server, @Nullable PrivateSocket folder)
      throws IOException {
    SocketAddress address = server.isOpen() ? server.getLocalAddress() : null;
    try {
      server.close();
    } finally {
      if (folder != null) {
        folder.delete();
      } else if (address instanceof UnixDomainSocketAddress unix) {
        ExitCleanup.delete(unix.getPath());
      }
    }
  }
}
