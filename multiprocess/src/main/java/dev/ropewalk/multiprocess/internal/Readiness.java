package dev.ropewalk.multiprocess.internal;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.Selector;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Waits until a non-blocking channel can be read, or can be written. Unlike the waiting of a blocking channel it can be
 * interrupted without closing the channel, and it can end at a time.
 *
 * <p>The selector it takes is opened when there is something to wait for: a connection that only sends small messages has
 * none.
 */
final class Readiness implements Closeable {
  /*
   * close() ends a wait that has begun and each that begins later: under the monitor it either finds the selector, whose
   * closing ends the select, or leaves `closed` for whoever comes to open one. ConnectionTest lets the two race.
   */
  private final SelectableChannel channel;
  private final int operation;

  @GuardedBy("this")
  private @Nullable Selector selector;

  @GuardedBy("this")
  private boolean closed;

  /** @param operation of {@link java.nio.channels.SelectionKey} */
  Readiness(SelectableChannel channel, int operation) {
    this.channel = channel;
    this.operation = operation;
  }

  /**
   * Waits, at most so long. May return early.
   *
   * @throws AsynchronousCloseException if this is closed, now or before
   */
  void await(long nanos) throws IOException, InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    Selector opened = selector();
    try {
      opened.select(key -> {}, Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos)));
    } catch (ClosedSelectorException e) {
      AsynchronousCloseException failure = new AsynchronousCloseException();
      failure.initCause(e);
      throw failure;
    }
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  /** Ends the present wait early, or if there is none the next. */
  void wake() throws IOException {
    var _ = selector().wakeup();
  }

  @SuppressWarnings("MustBeClosed") // by close()
  private synchronized Selector selector() throws IOException {
    if (closed) {
      throw new AsynchronousCloseException();
    }
    if (selector == null) {
      Selector opened = Selector.open();
      try {
        channel.register(opened, operation);
      } catch (IOException | RuntimeException e) {
        opened.close();
        throw e;
      }
      selector = opened;
    }
    return selector;
  }

  /** Ends all waiting. */
  @Override
  public synchronized void close() throws IOException {
    closed = true;
    if (selector != null) {
      selector.close();
    }
  }
}
