package dev.ropewalk.async;

import java.util.ArrayDeque;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** What a publisher publishes, for a coroutine to take: the work of {@link AsyncIterator#from}. */
final class PublishedItems<T> implements AsyncIterator<T>, Flow.Subscriber<T>, Outsider {
  /*
   * Signals come from any thread, one after the other, and are posted to the loop; there everything is the baton holder's.
   * Exceptions are the two fields that decide about the subscription, which may come before or after close, on any thread:
   * each side writes its own and then reads the other's (volatile), so a subscription that comes too late is cancelled by
   * at least one of them; cancelling twice does nothing. In the same way one that is open when the loop closes is cancelled: it
   * is in the loop's set of outsiders until it ends.
   *
   * Requested and not yet taken are never more than buffer: taken counts what has left since the last request, and that many
   * are asked for in turn once they are half of the buffer. The publisher's methods are called on the thread of onSubscribe
   * and of the consumer, with nothing held.
   */

  private final EventLoop loop;
  private final int buffer;
  private volatile Flow.@Nullable Subscription subscription;
  private volatile boolean closed;

  // the baton holder's
  private final ArrayDeque<T> items = new ArrayDeque<>();
  private int taken;
  private boolean ended;
  private @Nullable Throwable failure;
  private @Nullable AsyncFuture<@Nullable Void> waiting;

  PublishedItems(EventLoop loop, int buffer) {
    this.loop = loop;
    this.buffer = buffer;
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    Objects.requireNonNull(given, "subscription");
    if (subscription != null) {
      given.cancel();
      return;
    }
    subscription = given;
    loop.outsiders().add(this);
    if (closed) {
      loop.outsiders().remove(this);
      given.cancel();
    } else if (loop.isClosed()) {
      loopClosed();
    } else {
      given.request(buffer);
    }
  }

  @Override
  public void loopClosed() {
    loop.outsiders().remove(this);
    Flow.Subscription current = subscription;
    if (current != null) {
      try {
        current.cancel();
      } catch (Throwable failure) { // it must not keep others from being told
        ErrorReports.log(
            new ErrorReport("a subscription can't be cancelled as its loop closes", failure, null));
      }
    }
  }

  @Override
  public void onNext(T item) {
    Objects.requireNonNull(item, "item");
    signal(() -> items.add(item));
  }

  @Override
  public void onError(Throwable thrown) {
    Objects.requireNonNull(thrown, "thrown");
    loop.outsiders().remove(this);
    signal(
        () -> {
          ended = true;
          failure = thrown;
        });
  }

  @Override
  public void onComplete() {
    loop.outsiders().remove(this);
    signal(() -> ended = true);
  }

  /** If the loop is closed, nobody takes anything any more. */
  private void signal(Runnable change) {
    boolean posted =
        loop.post(
            (LoopAction)
                () -> {
                  if (!closed) {
                    change.run();
                    wake();
                  }
                });
    Flow.Subscription current = subscription;
    if (!posted && current != null) {
      current.cancel();
    }
  }

  private void wake() {
    if (waiting != null) {
      waiting.completion().complete(new Outcome.Value<>(null));
    }
  }

  @Override
  public boolean hasNext() {
    CurrentLoop.taskFor("hasNext");
    loop.checkOnLoop("hasNext");
    while (items.isEmpty() && !ended && !closed) {
      if (waiting != null) {
        throw new IllegalStateException(
            "hasNext was called on " + this + " while another coroutine waits for its next item");
      }
      AsyncFuture<@Nullable Void> signal = new AsyncFuture<>(loop, this, null);
      waiting = signal;
      try {
        var _ = signal.await();
      } finally {
        waiting = null;
      }
    }
    if (items.isEmpty() && failure != null) {
      Throwable cause = failure;
      failure = null;
      throw new CompletionException(this + " failed: " + Naming.of(cause), cause);
    }
    return !items.isEmpty();
  }

  @Override
  public T next() {
    if (!hasNext()) {
      throw new NoSuchElementException(this + " has no more items");
    }
    T item = items.remove();
    if (++taken >= (buffer + 1) / 2 && !ended) {
      int more = taken;
      taken = 0;
      Objects.requireNonNull(subscription, "subscription").request(more);
    }
    return item;
  }

  @Override
  public void close() {
    loop.checkOnLoop("close");
    closed = true;
    loop.outsiders().remove(this);
    items.clear();
    failure = null;
    Flow.Subscription current = subscription;
    if (current != null && !ended) {
      current.cancel();
    }
    ended = true;
    wake();
  }

  @Override
  public String toString() {
    return "AsyncIterator[of a publisher, " + (closed ? "closed" : ended ? "ended" : "open") + "]";
  }
}
