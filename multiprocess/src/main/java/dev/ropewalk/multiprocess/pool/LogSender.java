package dev.ropewalk.multiprocess.pool;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.ropewalk.multiprocess.internal.Codec;
import dev.ropewalk.multiprocess.logging.LogRelay;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Sends the log records of a child to its parent. */
final class LogSender implements LogRelay.Sink {
  /*
   * A thread of its own sends, started by the first record: whoever logs may be interrupted, and an interrupt closes the
   * channel that one writes to, which would end this process.
   *
   * Under the lock: waiting, the records not yet sent; sending, whether one is on its way; dropped, how many found no room;
   * stopped, whether nothing can be sent any more.
   * idle is signalled when nothing waits and nothing is on its way. Once the exit has begun, who logs waits until its
   * record is sent, because nothing else waits for the sending thread then.
   */
  private static final int ROOM = 10_000;

  /** For a parent that is there and takes nothing. Long, since a busy machine makes parents slow; one that is gone costs none. */
  private static final long EXIT_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final ArraySender.Out out;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition someWait = lock.newCondition();
  private final Condition idle = lock.newCondition();

  @GuardedBy("lock")
  private final Deque<LogRelay.Entry> waiting = new ArrayDeque<>();

  @GuardedBy("lock")
  private boolean started;

  @GuardedBy("lock")
  private boolean sending;

  @GuardedBy("lock")
  private boolean exiting;

  @GuardedBy("lock")
  private boolean stopped;

  @GuardedBy("lock")
  private int dropped;

  LogSender(ArraySender.Out out) {
    this.out = out;
  }

  @Override
  public void accept(LogRelay.Entry entry) {
    lock.lock();
    try {
      if (!started) {
        started = true;
        Thread.ofPlatform().name("ropewalk-log-sender").daemon().start(this::run);
      }
      if (stopped || waiting.size() >= ROOM) {
        dropped++;
        return;
      }
      waiting.add(entry);
      someWait.signal();
      if (exiting) {
        awaitIdle();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Waits, not for long, until all records are sent; from now on each record is sent before its maker goes on. */
  void beginExit() {
    lock.lock();
    try {
      exiting = true;
      awaitIdle();
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private void awaitIdle() {
    long deadline = System.nanoTime() + EXIT_PATIENCE_NANOS;
    boolean interrupted = false;
    while (!stopped && (!waiting.isEmpty() || sending)) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        break;
      }
      try {
        long _ = idle.awaitNanos(left);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (true) {
        byte[] frame = encodeOrComplain(next());
        if (frame != null) {
          out.send(frame);
        }
      }
    } catch (IOException | InterruptedException e) {
      // The parent is gone, or somebody wants all threads to end.
    } finally {
      stop();
    }
  }

  private void stop() {
    lock.lock();
    try {
      stopped = true;
      waiting.clear();
      idle.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private static byte @Nullable [] encodeOrComplain(LogRelay.Entry entry) {
    try {
      return encode(entry);
    } catch (IOException | RuntimeException | OutOfMemoryError e) { // it is too large, for one
      System.err.println("A log record of " + entry.logger() + " could not be sent: " + e);
      return null;
    }
  }

  private LogRelay.Entry next() throws InterruptedException {
    lock.lock();
    try {
      sending = false;
      while (waiting.isEmpty()) {
        idle.signalAll();
        someWait.await();
      }
      sending = true;
      int lost = dropped;
      LogRelay.Entry next = waiting.remove();
      if (lost > 0) {
        dropped = 0;
        waiting.add(note(lost));
      }
      return next;
    } finally {
      lock.unlock();
    }
  }

  private static LogRelay.Entry note(int lost) {
    return new LogRelay.Entry(
        LogSender.class.getName(),
        org.slf4j.event.Level.WARN,
        null,
        lost + " log records were dropped: they came faster than the parent took them",
        Thread.currentThread().getName(),
        null,
        null);
  }

  private static byte[] encode(LogRelay.Entry entry) throws IOException {
    return Codec.encode(
        Wire.LOG,
        new Object[] {
          entry.logger(),
          entry.level().toInt(),
          entry.marker(),
          entry.message(),
          entry.thread(),
          entry.context(),
          FailureDescription.of(entry.failure())
        });
  }
}
