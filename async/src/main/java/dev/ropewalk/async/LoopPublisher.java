package dev.ropewalk.async;

import dev.ropewalk.threads.Context;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Runs a body that emits items for each subscriber: the work of {@link EventLoop#publisher}. */
final class LoopPublisher<T> implements Flow.Publisher<T> {

  private final EventLoop loop;
  private final Yielding<T> body;

  LoopPublisher(EventLoop loop, Yielding<T> body) {
    this.loop = loop;
    this.body = Objects.requireNonNull(body, "body");
  }

  @Override
  public void subscribe(Flow.Subscriber<? super T> subscriber) {
    Objects.requireNonNull(subscriber, "subscriber");
    Items<T> items = new Items<>(loop, subscriber);
    subscriber.onSubscribe(items);
    if (!loop.post((LoopAction) () -> items.begin(body))) {
      subscriber.onError(
          new IllegalStateException(loop + " is closed: nothing more is published by it"));
    }
  }

  @Override
  public String toString() {
    return "Publisher[on " + loop + "]";
  }

  /** One subscription. */
  private static final class Items<T> implements Flow.Subscription, Yielder<T> {
    /*
     * The subscriber's requests come from any thread and are posted to the loop, as is its cancellation; all fields are
     * the baton holder's. Items are given out by the body's coroutine, the end by a callback after the body has ended: so
     * signals never overlap, and nothing follows the end.
     */

    private final EventLoop loop;
    private final Flow.Subscriber<? super T> subscriber;
    private @Nullable Task<@Nullable Void> task;
    private long wanted;
    private boolean cancelled;
    private @Nullable Throwable broken;
    private @Nullable AsyncFuture<@Nullable Void> waiting;

    Items(EventLoop loop, Flow.Subscriber<? super T> subscriber) {
      this.loop = loop;
      this.subscriber = subscriber;
    }

    private void begin(Yielding<T> body) {
      Task<@Nullable Void> started =
          loop.tasks()
              .start(
                  () -> {
                    body.run(this);
                    return null;
                  },
                  TaskOptions.named("publisher for " + subscriber.getClass().getSimpleName())
                      .in(new Context()));
      task = started;
      started.completion().whenDone(new Handle(loop, () -> ended(started), new Context()));
      if (cancelled || broken != null) {
        started.requestCancel(null);
      }
    }

    @Override
    public void request(long n) {
      boolean _ =
          loop.post(
              (LoopAction)
                  () -> {
                    if (n <= 0) {
                      broken = new IllegalArgumentException("a request for " + n + " items");
                      stop();
                    } else {
                      wanted = n > Long.MAX_VALUE - wanted ? Long.MAX_VALUE : wanted + n;
                      if (waiting != null) {
                        waiting.completion().complete(new Outcome.Value<>(null));
                      }
                    }
                  });
    }

    @Override
    public void cancel() {
      boolean _ =
          loop.post(
              (LoopAction)
                  () -> {
                    cancelled = true;
                    stop();
                  });
    }

    private void stop() {
      if (task != null) {
        task.requestCancel(null);
      }
    }

    @Override
    public void emit(T item) {
      Objects.requireNonNull(item, "item");
      if (Async.currentTask().orElse(null) != task) {
        throw new IllegalStateException("emit of a publisher was not called by its body");
      }
      while (wanted == 0 && !cancelled && broken == null) {
        AsyncFuture<@Nullable Void> request = new AsyncFuture<>(loop, "a request for items", null);
        waiting = request;
        try {
          var _ = request.await();
        } finally {
          waiting = null;
        }
      }
      if (cancelled || broken != null) {
        throw new IllegalStateException("nobody wants items any more: let the CancelledError pass");
      }
      if (wanted != Long.MAX_VALUE) {
        wanted--;
      }
      subscriber.onNext(item);
    }

    private void ended(Task<?> ended) {
      ended.completion().retrieved();
      if (cancelled) {
        return;
      }
      switch (ended.completion().outcome()) {
        case Outcome.Failure<?> failure -> subscriber.onError(failure.cause());
        case Outcome.Cancelled<?> end ->
            subscriber.onError(broken == null ? why(end, ended) : broken);
        case null, default -> subscriber.onComplete();
      }
    }

    private static CancellationException why(Outcome.Cancelled<?> end, Task<?> ended) {
      CancellationException exception =
          new CancellationException("the coroutine that publishes was cancelled");
      exception.initCause(end.error(ended.name()));
      return exception;
    }
  }
}
