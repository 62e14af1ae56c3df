package dev.ropewalk.multiprocess.pool;

import dev.ropewalk.multiprocess.internal.FrameChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** Claims checked for {@link ChildLink}: see each nested class. */
public final class ChildLinkJCStress {

  private ChildLinkJCStress() {}

  /** A child that announces its exit, then ends with a status that a signal could have caused too. */
  public abstract static class Exit {
    private static final int STATUS = 137;

    private final FrameChannel child;
    final ChildLink link;
    volatile boolean processEnded;

    /** Connected. */
    protected Exit() {
      try {
        Path folder = Files.createTempDirectory("rope");
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("s"));
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
          server.bind(address);
          child = new FrameChannel(SocketChannel.open(address));
          link = new ChildLink(server.accept(), "strand");
        } finally {
          Files.deleteIfExists(address.getPath());
          Files.delete(folder);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    void exit() {
      try {
        child.send(Wire.frame(Wire.EXITING));
        child.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      processEnded = true;
    }

    int exitCode() {
      try {
        link.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return ChildJvm.exitCode(STATUS, link.isExitAnnounced());
    }
  }

  /** The exit code is the status that was announced, whenever its parent comes to read. */
  @JCStressTest
  @Outcome(id = "137", expect = Expect.ACCEPTABLE, desc = "the status that the program asked for")
  @Outcome(expect = Expect.FORBIDDEN, desc = "taken for a signal")
  @State
  public static class LongAnnouncedExitIsNoSignal extends Exit {

    /** Exits. */
    @Actor
    public void child() {
      exit();
    }

    /** Reads to the end. */
    @Actor
    public void parent(I_Result result) {
      while (link.receive() != null) {
        // nothing else comes
      }
      result.r1 = exitCode();
    }
  }

  /** The same, of a parent that asks when the process has ended. */
  @JCStressTest
  @Outcome(id = "137", expect = Expect.ACCEPTABLE, desc = "as above")
  @Outcome(
      id = "-9",
      expect = Expect.ACCEPTABLE_INTERESTING,
      desc = "the announcement was there, but nobody had read it")
  @State
  public static class BrokenAsksWhenTheProcessHasEnded extends Exit {

    /** Exits. */
    @Actor
    public void child() {
      exit();
    }

    /** Reads until the process has ended. */
    @Actor
    public void parent(I_Result result) {
      while (!processEnded && link.receive() != null) {
        // nothing else comes
      }
      result.r1 = exitCode();
    }
  }
}
