package dev.ropewalk.multiprocess.pool;

import dev.ropewalk.multiprocess.connection.AuthKey;
import dev.ropewalk.multiprocess.internal.Packet;
import dev.ropewalk.threads.internal.Recordings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * A child JVM, as its parent sees it. Started by one thread and served by one thread at a time; {@link #terminate}, {@link
 * #kill}, {@link #isAlive} and {@link #pid} are for any thread.
 *
 * <p>Its input ends after what the parent tells it there. Its log records are logged here, by the serving thread.
 */
public final class ChildJvm {
  /*
   * link belongs to the serving thread; everything else is final. interrupt() is called by other threads too, once they know
   * from the serving one that it has connected.
   */
  private static final int SIGNAL_BASE = 128;
  private static final int HIGHEST_SIGNAL = 64;
  private static final int FAILED = 1;

  /** How long what the child printed is waited for after its end. */
  private static final Duration LAST_LINES = Duration.ofSeconds(1);

  private static final Duration END_AFTER_INPUT = Duration.ofSeconds(1);

  private final Process process;
  private final Rendezvous rendezvous;
  private final AuthKey key;
  private final @Nullable ProcessSpawnEvent spawn;

  /** None any more once its end was recorded. */
  private final AtomicReference<@Nullable ProcessLifeEvent> life;

  private final LaunchSettings settings;
  private final String name;
  private final List<OutputPump> pumps;
  private final StartCache cache;

  /** By whole seconds, as some file systems count. */
  private final Instant started = Instant.now().truncatedTo(ChronoUnit.SECONDS);

  private @Nullable ChildLink link;

  private ChildJvm(
      Process process,
      Rendezvous rendezvous,
      AuthKey key,
      @Nullable ProcessSpawnEvent spawn,
      @Nullable ProcessLifeEvent life,
      LaunchSettings settings,
      StartCache cache,
      String name) {
    this.process = process;
    this.rendezvous = rendezvous;
    this.key = key;
    this.spawn = spawn;
    this.life = new AtomicReference<>(life);
    this.settings = settings;
    this.cache = cache;
    this.name = name;
    this.pumps = pumps(process, settings, name);
  }

  private static List<OutputPump> pumps(Process process, LaunchSettings settings, String name) {
    return Stream.of(
            settings.output().pump(name + "-output", process.getInputStream()),
            settings.errors().pump(name + "-errors", process.getErrorStream()))
        .flatMap(Optional::stream)
        .toList();
  }

  /**
   * Starts a JVM for one {@link Wire#BODY}. Returns as soon as the operating system has it; {@link #connect} next.
   *
   * @param key that of the tree, for the child
   * @throws IllegalStateException if this process is a daemonic one, or if this is in a static initializer of what it was sent
   */
  public static ChildJvm start(LaunchSettings settings, String name, boolean daemon, AuthKey key)
      throws IOException {
    Incoming.checkNotDecoding();
    Identity parent = Identity.ofThisProcess();
    if (parent.daemon()) {
      throw new IllegalStateException(
          "daemonic processes can't have children: " + parent.name() + " may not start " + name);
    }
    Identity identity = new Identity(name, daemon, ProcessHandle.current().pid(), parent.name());
    Surroundings here = Surroundings.ofThisJvm();
    List<String> command = JavaCommand.of(here, settings);
    StartCache cache = StartCache.find(here, settings);
    command.addAll(1, cache.options());
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectOutput(settings.output().redirect())
            .redirectError(settings.errors().redirect());
    if (settings.directory() != null) {
      builder.directory(settings.directory().toFile());
    }
    JavaCommand.clean(builder.environment());
    settings.adjust(builder.environment());
    Rendezvous rendezvous = Rendezvous.open();
    Process process = null;
    try {
      ProcessSpawnEvent spawn = Recordings.any() ? ProcessSpawnEvent.begun() : null;
      ProcessLifeEvent life = Recordings.any() ? ProcessLifeEvent.begun() : null;
      process = builder.start();
      tell(
          process,
          new Handover(
              identity,
              rendezvous.socket(),
              key,
              Handshake.newChallenge(),
              settings.logs(),
              logLevel(settings)));
      return new ChildJvm(process, rendezvous, key, spawn, life, settings, cache, name);
    } catch (IOException | RuntimeException | Error e) {
      rendezvous.close();
      if (process != null) {
        process.destroyForcibly();
      }
      throw e;
    }
  }

  /** What the child makes records of: what this process's root logger lets through, unless settings say otherwise. */
  private static Level logLevel(LaunchSettings settings) {
    if (settings.logLevel() != null) {
      return settings.logLevel();
    }
    Logger root = LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    return Stream.of(Level.TRACE, Level.DEBUG, Level.INFO, Level.WARN)
        .filter(root::isEnabledForLevel)
        .findFirst()
        .orElse(Level.ERROR);
  }

  private static void tell(Process process, Handover handover) throws IOException {
    try {
      handover.writeTo(process.getOutputStream());
    } catch (IOException e) {
      if (!hasEnded(process)) {
        throw e;
      }
      // It died already; connect() says how.
    }
  }

  /** The system closes the input of a process a little before it tells that the process has ended. */
  private static boolean hasEnded(Process process) {
    try {
      return process.waitFor(END_AFTER_INPUT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return !process.isAlive();
    }
  }

  /**
   * Waits until the child is ready.
   *
   * @throws IOException if it died before that
   */
  public void connect() throws IOException {
    try (rendezvous) {
      link = new ChildLink(rendezvous.await(key, process::isAlive), name);
    } catch (IOException e) {
      cache.notReady(process);
      throw new IOException(
          "the JVM of child process " + pid() + " did not become ready: " + e.getMessage(), e);
    }
    cache.ready(process);
    if (spawn != null) {
      spawn.ended(pid());
    }
  }

  /** The child's shutdown hooks may take so long; then it is killed. By the serving thread, once connected. */
  public void limitExit(Duration patience) {
    connected().limitExit(patience);
  }

  /** Sends a frame of {@link Wire}. */
  public void send(byte[] frame) throws IOException {
    connected().send(frame);
  }

  /** Waits until {@link #wake} is called, and takes care of what the child says meanwhile; false once it is gone. May return early. */
  public boolean attend() {
    return connected().attend();
  }

  /** Ends the present {@link #attend}, or if there is none the next. For any thread, once connected. */
  public void wake() {
    connected().wake();
  }

  /** Sends several things, small ones together; their large arrays too. */
  public void sendAll(List<Packet> packets) throws IOException {
    connected().sendAll(packets);
  }

  /** {@link #receive(Duration)} without a limit. */
  public @Nullable Packet receive() {
    return orKill(connected().receive());
  }

  /**
   * Waits for a frame that means something to the caller; null when the child is gone or will be at once. An interrupt is kept for
   * later.
   *
   * @return an empty one if there is none in time
   */
  public @Nullable Packet receive(Duration timeout) {
    return orKill(connected().receive(timeout));
  }

  private @Nullable Packet orKill(@Nullable Packet packet) {
    if (packet == null && connected().isExitOverdue()) {
      kill();
    }
    return packet;
  }

  /**
   * Interrupts the body of a task, by its number ({@link Wire#INTERRUPT}). For any thread, once connected; another one sends it,
   * so that no interrupt of the caller breaks it off.
   */
  public void interrupt(long task) {
    Thread _ =
        Thread.ofPlatform()
            .name(name + "-interrupt")
            .daemon()
            .start(
                () -> {
                  try {
                    send(Wire.frame(Wire.INTERRUPT, task));
                  } catch (IOException e) {
                    // It has ended, or is about to.
                  }
                });
  }

  private ChildLink connected() {
    return Objects.requireNonNull(link, "connect() first");
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
   * @return its exit status, or the negative number of the signal that killed it; 1 if it ended with 0 before it was ready
   */
  public int awaitExit() {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          int status = process.waitFor();
          for (OutputPump pump : pumps) {
            pump.awaitEnd(LAST_LINES);
          }
          disconnect();
          int code = exitCode(status);
          record(code);
          return code;
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

  private int exitCode(int status) {
    boolean announced = link != null && link.isExitAnnounced() && !link.isExitOverdue();
    int code = exitCode(status, announced);
    if (code == 0 && link == null) {
      return FAILED; // whatever ran there, it was not what it was to run
    }
    return announced ? code : crashSignal().orElse(code);
  }

  private void record(int exitCode) {
    ProcessLifeEvent lived = life.getAndSet(null);
    if (lived != null) {
      lived.ended(name, pid(), exitCode);
    }
  }

  private OptionalInt crashSignal() {
    OptionalInt signal = crashReport().map(CrashReport::signal).orElse(OptionalInt.empty());
    return signal.isPresent() ? OptionalInt.of(-signal.getAsInt()) : signal;
  }

  /** What the JVM wrote when it crashed. */
  public Optional<Path> crashReport() {
    return CrashReport.find(settings, pid(), started);
  }

  /** How long it has taken to read tasks and write results, as far as it has told. */
  public long codecNanos() {
    return connected().codecNanos();
  }

  /** The last records that it logged, oldest first, if they came here; at most twenty. */
  public List<String> lastLogs() {
    return link == null ? List.of() : link.lastLogs();
  }

  /** {@link #awaitExit} for a process that should end by itself soon; if it does not do so in time it is killed. */
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
      if (link != null) {
        link.close();
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
