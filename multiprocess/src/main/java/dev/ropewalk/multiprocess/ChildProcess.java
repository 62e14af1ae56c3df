package dev.ropewalk.multiprocess;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.ropewalk.executors.PortableRunnable;
import dev.ropewalk.multiprocess.internal.Codec;
import dev.ropewalk.multiprocess.pool.ChildJvm;
import dev.ropewalk.multiprocess.pool.Wire;
import dev.ropewalk.threads.internal.Deadline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Objects;
import java.util.OptionalInt;
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
 * <p>Made with {@link #of}, named if wanted, {@linkplain #start() started} once, and {@linkplain #join() joined} any number
 * of times by anyone. What it prints goes where this process's output goes; its standard input is empty. As in Python its
 * exit code is 0 when the body returned, 1 when it threw, after printing the stack trace to the error stream, and it ends
 * when its last non-daemon thread has ended.
 *
 * <p>Differences from Python. The body is a lambda that is serialized, with what it captures instead of {@code args}; the
 * class is not subclassed. {@link System#exit} in the body ends the process at once, without waiting for its threads. No
 * child outlives its parent. {@link Runtime#halt} with 128 plus the number of a signal can't be told from that signal.
 *
 * <p>This JVM stays up until its child processes have ended, as a Python program does for its children that are not
 * daemons; {@code System.exit} ends them too.
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
   * the body and waits for its end; it alone talks to the child. exitCode is written by the attendant before it opens
   * ended, and read after ended was seen open. isAlive, join and exitCode go by ended, so they never disagree.
   */
  private static final Logger LOG = LoggerFactory.getLogger(ChildProcess.class);
  private static final AtomicLong MADE = new AtomicLong();

  private final PortableRunnable body;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final ReentrantLock lock = new ReentrantLock();

  private volatile String name = "ChildProcess-" + MADE.incrementAndGet();

  @GuardedBy("lock")
  private @Nullable ChildJvm jvm;

  @GuardedBy("lock")
  private boolean closed;

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
   * Starts the process. Returns as soon as the operating system has it; whether the body runs shows later.
   *
   * @return this process, so that making, starting and keeping it is one expression
   * @throws IllegalStateException if it was started before, or closed
   * @throws NotPortableException if the body, or what it captures, can't be serialized; then nothing was started
   * @throws UncheckedIOException if the operating system can't start another process
   */
  public ChildProcess start() {
    lock.lock();
    try {
      checkOpen();
      if (jvm != null) {
        throw new IllegalStateException("processes can only be started once: " + this);
      }
      byte[] order = encodeBody();
      ChildJvm starting = ChildJvm.start();
      boolean attended = false;
      try {
        Thread.ofPlatform()
            .name(name + "-attendant")
            .daemon(false)
            .start(() -> attend(starting, order));
        attended = true;
      } finally {
        if (!attended) { // out of threads: the start fails as a whole
          starting.kill();
          int _ = starting.awaitExit();
        }
      }
      jvm = starting;
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + this + ": " + e.getMessage(), e);
    } finally {
      lock.unlock();
    }
  }

  private byte[] encodeBody() {
    try {
      return Codec.encode(Wire.BODY, new Object[] {name, body});
    } catch (IOException | RuntimeException e) {
      throw NotPortableException.ofTask(body, e);
    }
  }

  private void attend(ChildJvm child, byte[] order) {
    try {
      child.connect();
      child.send(order);
      while (child.receive() != null) {
        // A child process has nothing to say but that it ends.
      }
    } catch (IOException e) {
      if (child.isAlive()) {
        LOG.error("{} could not be given its work and is killed", this, e);
        child.kill();
      }
    } finally {
      exitCode = child.awaitExit();
      ended.countDown();
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
   * How the process ended; empty while it runs and before it is started. 0 if the body returned, 1 if it threw, the status
   * if it called {@link System#exit}, the negative number of the signal if one killed it: -9 after {@link #kill()}, -15
   * after {@link #terminate()}.
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
      return "ChildProcess[" + name + ", " + state + "]";
    } finally {
      lock.unlock();
    }
  }
}
