package dev.ropewalk.multiprocess;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.ropewalk.executors.PortableRunnable;
import dev.ropewalk.multiprocess.connection.AuthKey;
import dev.ropewalk.multiprocess.internal.Codec;
import dev.ropewalk.multiprocess.internal.Packet;
import dev.ropewalk.multiprocess.internal.Shipment;
import dev.ropewalk.multiprocess.pool.ChildJvm;
import dev.ropewalk.multiprocess.pool.Identity;
import dev.ropewalk.multiprocess.pool.LaunchSettings;
import dev.ropewalk.multiprocess.pool.ProcessorShare;
import dev.ropewalk.multiprocess.pool.Wire;
import dev.ropewalk.threads.internal.Deadline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A task in a JVM of its own: {@code multiprocessing.Process}.
 *
 * <p>Made with {@link #of}, named and given {@link ProcessOptions} if wanted, {@linkplain #start() started} once, and
 * {@linkplain #join() joined} any number of times by anyone. What it prints goes where this process's output goes, what it
 * logs with SLF4J is logged here by the logger of the same name, on a thread called {@code process/thread} meanwhile, with the
 * MDC it was logged with; both can be {@linkplain ProcessOptions.Builder changed}. Its standard input is empty. As in Python
 * its exit code is 0 when the body returned, 1 when it threw, after printing the stack trace to the error stream, and it ends
 * when its last non-daemon thread has ended.
 *
 * <p>Differences from Python. The body is a lambda that is serialized, with what it captures instead of {@code args}; the
 * class is not subclassed. {@link System#exit} in the body ends the process at once, without waiting for its threads. No
 * child outlives its parent. Children ignore Ctrl-C (SIGINT), which a terminal sends to all processes at once: the parent
 * decides, and if it ends, they do; programs that a child starts ignore it too. {@link Runtime#halt} with 128 plus the number of a signal can't be told from that signal.
 *
 * <p>This JVM stays up until its child processes have ended, as a Python program does for its children that are not
 * {@linkplain #setDaemon daemons}; {@code System.exit} ends them too.
 *
 * <p>Not an {@link AutoCloseable}: {@link #close()} refuses while the process runs, as Python's does, so leaving a
 * try-with-resources block by an exception would neither end the process nor wait for it. Nothing is held that closing
 * would free; a process that has ended leaves nothing behind.
 *
 * <p>Memory consistency effects: the body gets a copy of what it captured as it was at {@link #start()}.
 */
public final class ChildProcess {
  /*
   * jvm and closed change under the lock. The attendant, one thread per started process, connects to the child, sends it
   * the body and waits for its end; interrupts apart, which wait under the lock until it has sent the body, it alone talks to
   * the child. exitCode is written by the attendant before it opens ended, and read after ended was seen open. isAlive, join
   * and exitCode go by ended, so they never disagree; the process is no active child any more before it is open, and the
   * sentinel is completed after. A start adds to ACTIVE before there is an attendant to remove it.
   */
  static final Set<ChildProcess> ACTIVE = ConcurrentHashMap.newKeySet();

  private static final Logger LOG = LoggerFactory.getLogger(ChildProcess.class);
  private static final AtomicLong MADE = new AtomicLong();

  private final PortableRunnable body;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final ReentrantLock lock = new ReentrantLock();

  private final CompletableFuture<Integer> sentinel = new CompletableFuture<>();

  private volatile String name = "ChildProcess-" + MADE.incrementAndGet();

  @GuardedBy("lock")
  private ProcessOptions options = ProcessOptions.defaults();

  @GuardedBy("lock")
  private boolean daemon = Identity.ofThisProcess().daemon();

  @GuardedBy("lock")
  private AuthKey authKey = AuthKey.ofThisTree();

  @GuardedBy("lock")
  private @Nullable ChildJvm jvm;

  @GuardedBy("lock")
  private boolean closed;

  @GuardedBy("lock")
  private boolean bodySent;

  @GuardedBy("lock")
  private boolean interruptWanted;

  private int exitCode;

  private ChildProcess(PortableRunnable body) {
    this.body = body;
  }

  /** A process, not yet started, that will run this body. */
  public static ChildProcess of(PortableRunnable body) {
    return new ChildProcess(Objects.requireNonNull(body));
  }

  /**
   * Sets the name, {@code ChildProcess-N} unless set. The main thread of the process is called as this is at the start.
   *
   * @return this process
   */
  public ChildProcess setName(String name) {
    this.name = Objects.requireNonNull(name);
    return this;
  }

  /** The name. */
  public String getName() {
    return name;
  }

  /**
   * Sets how its JVM is started.
   *
   * @return this process
   * @throws IllegalStateException if it was started before, or closed
   */
  public ChildProcess setOptions(ProcessOptions options) {
    lock.lock();
    try {
      checkNew();
      this.options = Objects.requireNonNull(options);
      return this;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Sets whether this JVM ends without waiting for the process, which ends with it, within two seconds. A daemonic process
   * may not start children. Unless set, a process is one if the process that made it is.
   *
   * @return this process
   * @throws IllegalStateException if it was started before, or closed
   */
  public ChildProcess setDaemon(boolean daemon) {
    lock.lock();
    try {
      checkNew();
      this.daemon = daemon;
      return this;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Whether it is a daemon.
   *
   * @throws IllegalStateException if it is closed
   */
  public boolean isDaemon() {
    lock.lock();
    try {
      checkOpen();
      return daemon;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Sets the key that is the {@linkplain AuthKey#ofThisTree() key of the tree} in the process and those it starts. Unless set, it
   * is the one that this process had when it made this object. Python: {@code authkey}.
   *
   * @return this process
   * @throws IllegalStateException if it was started before, or closed
   */
  public ChildProcess setAuthKey(AuthKey key) {
    lock.lock();
    try {
      checkNew();
      authKey = Objects.requireNonNull(key);
      return this;
    } finally {
      lock.unlock();
    }
  }

  /**
   * The key of the tree in this process.
   *
   * @throws IllegalStateException if it is closed
   */
  public AuthKey getAuthKey() {
    lock.lock();
    try {
      checkOpen();
      return authKey;
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private void checkNew() {
    checkOpen();
    if (jvm != null) {
      throw new IllegalStateException("this can only be set before the start: " + this);
    }
  }

  /**
   * Starts the process. Returns as soon as the operating system has it; whether the body runs shows later.
   *
   * @return this process, so that making, starting and keeping it is one expression
   * @throws IllegalStateException if it was started before, or closed, or if this process is a daemonic one
   * @throws NotPortableException if the body, or what it captures, can't be serialized, or if a class of it is one that the
   *     process would not find; then nothing was started
   * @throws UncheckedIOException if the operating system can't start another process
   */
  public ChildProcess start() {
    lock.lock();
    try {
      checkOpen();
      if (jvm != null) {
        throw new IllegalStateException("processes can only be started once: " + this);
      }
      Shipment shipment = Shipment.empty();
      Packet order = encodeBody(shipment);
      boolean attended = false;
      try {
        LaunchSettings settings = options.settings().forChild(ProcessorShare.ofEach(1));
        ChildJvm starting = ChildJvm.start(settings, name, daemon, authKey);
        ACTIVE.add(this);
        try {
          Thread.ofPlatform()
              .name(name + "-attendant")
              .daemon(daemon)
              .start(() -> attend(starting, order, shipment));
          attended = true;
        } finally {
          if (!attended) { // out of threads: the start fails as a whole
            ACTIVE.remove(this);
            starting.kill();
            int _ = starting.awaitExit();
          }
        }
        jvm = starting;
        return this;
      } finally {
        if (!attended) {
          shipment.drop();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + this + ": " + e.getMessage(), e);
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private Packet encodeBody(Shipment shipment) {
    boolean pathIsOurs = options.settings().classPath().isEmpty(); // else the child finds out
    try {
      return shipment.pack(
          () ->
              pathIsOurs
                  ? Codec.encodeTask(Wire.BODY, body, null, null)
                  : Packet.of(Codec.encode(Wire.BODY, new Object[] {body})));
    } catch (Exception e) {
      throw NotPortableException.ofTask(body, e);
    }
  }

  private void attend(ChildJvm child, Packet order, Shipment shipment) {
    try {
      child.connect();
      child.sendAll(List.of(order));
      sendInterruptIfWanted(child);
      while (child.receive() != null) {
        // A child process has nothing to say but what ChildJvm takes care of.
      }
    } catch (IOException e) {
      if (child.isAlive()) {
        LOG.error("{} could not be given its work and is killed", this, e);
        child.kill();
      } else {
        LOG.error("{} ended before it had its work; what it printed may say why", this, e);
      }
    } finally {
      exitCode = child.awaitExit();
      shipment.drop();
      ACTIVE.remove(this);
      ended.countDown();
      boolean _ = sentinel.complete(exitCode);
    }
  }

  private void sendInterruptIfWanted(ChildJvm child) {
    lock.lock();
    try {
      bodySent = true;
      if (interruptWanted) {
        child.interrupt(0); // the body is its only task
      }
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("this process object is closed: " + this);
    }
  }

  private ChildJvm started(String what) {
    lock.lock();
    try {
      checkOpen();
      if (jvm == null) {
        throw new IllegalStateException(
            "cannot " + what + " a process before it is started: " + this);
      }
      return jvm;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until the process has ended.
   *
   * @throws IllegalStateException if it was not started, or is closed
   * @throws InterruptedException if interrupted on entry or while waiting; the process goes on
   */
  public void join() throws InterruptedException {
    ChildJvm _ = started("join");
    ended.await();
  }

  /**
   * Waits until the process has ended, but not longer than the timeout; zero only looks.
   *
   * @return whether it has ended; Python's {@code join} leaves that to {@code is_alive}
   * @throws IllegalArgumentException if the timeout is negative (Python treats it as zero)
   * @throws IllegalStateException if it was not started, or is closed
   * @throws InterruptedException if interrupted on entry or while waiting; the process goes on
   */
  public boolean join(Duration timeout) throws InterruptedException {
    long nanos = Deadline.toNanos(timeout);
    ChildJvm _ = started("join");
    return ended.await(nanos, TimeUnit.NANOSECONDS);
  }

  /**
   * The process id, also after its end.
   *
   * @throws IllegalStateException if it was not started (Python: {@code None}), or is closed
   */
  public long pid() {
    return started("ask for the id of").pid();
  }

  /**
   * How the process ended; empty while it runs and before it is started. 0 if the body returned, 1 if it threw or its JVM could
   * not be started, the status if it called {@link System#exit}, the negative number of the signal if one killed it: -9 after {@link #kill()}, -15
   * after {@link #terminate()}, -11 if native code went wrong. A JVM that crashes aborts whatever the reason; its {@link
   * #crashReport()} tells which signal it was, and without it that is -6.
   *
   * @throws IllegalStateException if it is closed
   */
  public OptionalInt exitCode() {
    lock.lock();
    try {
      checkOpen();
    } finally {
      lock.unlock();
    }
    return ended.getCount() == 0 ? OptionalInt.of(exitCode) : OptionalInt.empty();
  }

  /**
   * Whether the process has been started and has not ended.
   *
   * @throws IllegalStateException if it is closed
   */
  public boolean isAlive() {
    lock.lock();
    try {
      checkOpen();
      return runs();
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private boolean runs() {
    return jvm != null && ended.getCount() > 0;
  }

  /**
   * Completed with the exit code when the process has ended, in whatever way. For waiting for several things at once, by
   * {@link CompletableFuture#anyOf} for example. Dependents run on a thread of the process's own.
   *
   * <p>Memory consistency effects: the end of the process happens-before dependents run.
   *
   * @return a stage that can't be completed by its user; its {@code toCompletableFuture} is a new future each time
   * @throws IllegalStateException if the process was not started, or is closed
   */
  public CompletionStage<Integer> sentinel() {
    ChildJvm _ = started("wait for");
    return sentinel.minimalCompletionStage();
  }

  /**
   * What the JVM of the process wrote when it crashed: its {@code hs_err} file, if there is one. Searched for in the folder
   * of the process, in that for temporary files, and where {@code -XX:ErrorFile} says.
   *
   * @throws IllegalStateException if it was not started, or is closed
   */
  public Optional<Path> crashReport() {
    return started("ask for the crash of").crashReport();
  }

  /**
   * Interrupts the main thread of the process, the one that runs the body; does nothing if that has ended. Returns without
   * waiting for it.
   *
   * <p>Python 3.14 sends SIGINT, which raises an exception in the main thread; ours ignore that signal, and what an interrupt
   * does is up to the body.
   *
   * @throws IllegalStateException if it was not started, or is closed
   */
  public void interrupt() {
    ChildJvm child = started("interrupt");
    lock.lock();
    try {
      interruptWanted = true;
      if (bodySent) {
        child.interrupt(0); // the body is its only task
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Asks the process to end (SIGTERM): its shutdown hooks run. Does nothing if it has ended.
   *
   * @throws IllegalStateException if it was not started, or is closed
   */
  public void terminate() {
    started("terminate").terminate();
  }

  /**
   * Ends the process at once (SIGKILL). Does nothing if it has ended.
   *
   * @throws IllegalStateException if it was not started, or is closed
   */
  public void kill() {
    started("kill").kill();
  }

  /**
   * Says that this object is not needed any more: every method but this, {@link #getName} and {@link #toString} then
   * throws {@link IllegalStateException}. Further calls do nothing.
   *
   * @throws IllegalStateException if the process is running; end it, and join it, first
   */
  public void close() {
    lock.lock();
    try {
      if (runs()) {
        throw new IllegalStateException(
            "cannot close a process while it is running: join or terminate it first: " + this);
      }
      closed = true;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public String toString() {
    lock.lock();
    try {
      String state =
          closed
              ? "closed"
              : jvm == null
                  ? "initial"
                  : "pid "
                      + jvm.pid()
                      + (runs() ? ", started" : ", stopped, exit code " + exitCode);
      return "ChildProcess[" + name + ", " + state + (daemon ? ", daemon]" : "]");
    } finally {
      lock.unlock();
    }
  }
}
