package dev.ropewalk.async;

import dev.ropewalk.async.carrier.IdleWait;
import java.io.IOException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Lets coroutines wait until a channel is ready: one for each operation. Touched by the holder of the loop's baton only. */
final class Readiness implements IdleWait.Watcher {

  private final EventLoop loop;
  private final SelectableChannel channel;
  private final SelectionKey key;
  private final Waiting[] waiting = {new Waiting(), new Waiting()};

  /** At most one coroutine and what it waits for. */
  private static final class Waiting {
    private int operation;
    private @Nullable Completion<@Nullable Void> ready;
    private String name = "";
  }

  /** Watches a channel in non-blocking mode until it is closed. */
  Readiness(EventLoop loop, SelectableChannel channel) {
    this.loop = loop;
    this.channel = channel;
    this.key = loop.idle().watch(channel, this);
  }

  /** The task whose coroutine calls this, which must be one of the channel's loop. */
  Task<?> caller(String what) {
    Task<?> task = CurrentLoop.taskFor(what);
    if (task.loop() != loop) {
      throw new WrongThreadException(
          "%s was called by %s, but the channel belongs to %s".formatted(what, task.name(), loop));
    }
    return task;
  }

  /**
   * Suspends the calling coroutine until the channel may be ready.
   *
   * @param input whether it waits to read, accept or connect and not to write, so that each direction has one coroutine
   * @throws AsynchronousCloseException if the channel is closed meanwhile
   */
  void await(Task<?> caller, int operation, boolean input) throws IOException {
    Waiting slot = waiting[input ? 0 : 1];
    if (slot.ready != null) {
      throw new IllegalStateException(
          caller.name()
              + " can't wait for "
              + channel
              + ": "
              + slot.name
              + " does already, and only one coroutine at a time may use a direction of it");
    }
    loop.dispatcher().prepareToSuspend(caller);
    Completion<@Nullable Void> ready = new Completion<>(loop.schedule(), null);
    slot.ready = ready;
    slot.name = caller.name();
    slot.operation = operation;
    key.interestOpsOr(operation);
    try {
      caller.suspendUntil(ready);
      var _ = ready.get(caller.name());
    } catch (CompletionException e) {
      if (e.getCause() instanceof AsynchronousCloseException) {
        throw new AsynchronousCloseException(); // here, where it was waited for
      }
      throw e;
    } finally {
      slot.ready = null;
      if (key.isValid()) {
        key.interestOpsAnd(~operation);
      }
    }
  }

  @Override
  public void ready(int operations) {
    for (Waiting slot : waiting) {
      if (slot.ready != null && (slot.operation & operations) != 0) {
        slot.ready.complete(new Outcome.Value<>(null));
      }
    }
  }

  /** Closes the channel; whoever waits for it learns that. */
  void close() throws IOException {
    loop.checkReadable("close of " + channel);
    try {
      loop.idle().close(channel);
    } finally {
      for (Waiting slot : waiting) {
        if (slot.ready != null) {
          slot.ready.complete(new Outcome.Failure<>(new AsynchronousCloseException(), null));
        }
      }
    }
  }
}
