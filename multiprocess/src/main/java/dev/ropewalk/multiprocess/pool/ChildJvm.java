package dev.ropewalk.multiprocess.pool;

import dev.ropewalk.multiprocess.connection.AuthKey;
import dev.ropewalk.multiprocess.internal.FrameChannel;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A child JVM, as its parent sees it. Started by one thread and served by one thread at a time; {@link #terminate}, {@link
 * #kill}, {@link #isAlive} and {@link #pid} are for any thread.
 *
 * <p>Its output and error streams are this process's own. Its input ends after what the parent tells it there.
 */
public final class ChildJvm {
  /*
   * channel and exitAnnounced belong to the serving thread; everything else is final.
   */
  private static final int SIGNAL_BASE = 128;
  private static final int HIGHEST_SIGNAL = 64;

  private final Process process;
  private final Rendezvous rendezvous;
  private final AuthKey key;
  private final ProcessSpawnEvent event;

  private @Nullable FrameChannel channel;
  private boolean exitAnnounced;

  private ChildJvm(Process process, Rendezvous rendezvous, AuthKey key, ProcessSpawnEvent event) {
    this.process = process;
    this.rendezvous = rendezvous;
    this.key = key;
    this.event = event;
  }

  /** Starts a JVM for one {@link Wire#BODY}. Returns as soon as the operating system has it; {@link #connect} next. */
  public static ChildJvm start() throws IOException {
    return start(JavaCommand.heapPercent());
  }

  /** Starts a JVM that is one of so many workers. */
  public static ChildJvm startWorker(int workers) throws IOException {
    return start(JavaCommand.heapPercentOfEach(workers));
  }

  private static ChildJvm start(double heapPercent) throws IOException {
    List<String> command = JavaCommand.of(JavaCommand.Surroundings.ofThisJvm(), heapPercent);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectOutput(Redirect.INHERIT)
            .redirectError(Redirect.INHERIT);
    JavaCommand.clean(builder.environment());
    AuthKey key = AuthKey.ofThisTree();
    ProcessSpawnEvent event = new ProcessSpawnEvent();
    Rendezvous rendezvous = Rendezvous.open();
    Process process = null;
    try {
      event.begin();
      process = builder.start();
      handOver(process, rendezvous, key);
      return new ChildJvm(process, rendezvous, key, event);
    } catch (IOException | RuntimeException | Error e) {
      rendezvous.close();
      if (process != null) {
        process.destroyForcibly();
      }
      throw e;
    }
  }

  /**
   * Tells the child who its parent is, where to connect, and what proves that it is the child. A few bytes: they fit into the
   * pipe.
   */
  private static void handOver(Process process, Rendezvous rendezvous, AuthKey key)
      throws IOException {
    try (DataOutputStream input = new DataOutputStream(process.getOutputStream())) {
      input.writeLong(ProcessHandle.current().pid());
      input.writeUTF(rendezvous.socket().toString());
      input.write(key.bytes());
      input.write(Handshake.newChallenge());
    } catch (IOException e) {
      if (process.isAlive()) {
        throw e;
      }
      // It died already; connect() says how.
    }
  }

  /**
   * Waits until the child is ready.
   *
   * @throws IOException if it died before that
   */
  public void connect() throws IOException {
    try (rendezvous) {
      channel = new FrameChannel(rendezvous.await(key, process::isAlive));
    } catch (IOException e) {
      throw new IOException(
          "the JVM of child process " + pid() + " did not become ready: " + e.getMessage(), e);
    }
    if (event.shouldCommit()) {
      event.pid = pid();
      event.commit();
    }
  }

  /** Sends a frame of {@link Wire}. */
  public void send(byte[] frame) throws IOException {
    connected().send(frame);
  }

  /** Waits for a frame that means something to the caller; null when the child is gone or will be at once. */
  public byte @Nullable [] receive() {
    try {
      byte[] frame = connected().receive(FrameChannel.MAX_FRAME);
      while (frame != null && frame.length > 0 && frame[0] == Wire.EXITING) {
        exitAnnounced = true;
        frame = connected().receive(FrameChannel.MAX_FRAME);
      }
      return frame;
    } catch (IOException e) {
      return null; // broken in the middle of a frame: only its death does that
    }
  }

  private FrameChannel connected() {
    return Objects.requireNonNull(channel, "connect() first");
  }

  /** The process id. */
  public long pid() {
    return process.pid();
  }

  /** Whether the process runs. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Asks the process to end (SIGTERM); its shutdown hooks run. */
  public void terminate() {
    boolean _ = process.toHandle().destroy();
  }

  /** Ends the process at once (SIGKILL). */
  public void kill() {
    process.destroyForcibly();
  }

  /**
   * Waits until the process has ended, which it is about to, and lets go of everything. An interrupt is kept for later.
   *
   * @return its exit status, or the negative number of the signal that killed it
   */
  public int awaitExit() {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          int status = process.waitFor();
          disconnect();
          return exitCode(status, exitAnnounced);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** The same for a process that should end by itself soon; if it does not do so in time it is killed. */
  public int awaitExitOrKill(Duration patience) {
    try {
      if (!process.waitFor(patience)) {
        kill();
      }
    } catch (InterruptedException e) {
      kill();
      Thread.currentThread().interrupt();
    }
    return awaitExit();
  }

  private void disconnect() {
    try {
      rendezvous.close();
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      // What is closed here belonged to a process that is gone.
    }
  }

  /*
   * The JDK reports a process that a signal killed as 128 plus the signal, and a JVM that a signal told to exit says the
   * same. Only the child knows whether its program meant that number; if it did, it has announced its exit.
   */
  /** A status as the JDK gives it, in Python's terms. */
  static int exitCode(int status, boolean announced) {
    boolean signal = status > SIGNAL_BASE && status <= SIGNAL_BASE + HIGHEST_SIGNAL;
    return signal && !announced ? SIGNAL_BASE - status : status;
  }
}
