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
    loop.subscriptions().add(items);
    if (!loop.post((LoopAction) () -> items.begin(body))) {
      items.loopClosed();
    }
  }

  @Override
  public String toString() {
    return "Publisher[on " + loop + "]";
  }

  /** One subscription. */
  static final class Items<T> implements Flow.Subscription, Yielder<T> {
    /*
     * The subscriber's requests come from any thread and are posted to the loop, as is its cancellation; all fields are
     * the baton holder's. Items are given out by the body's coroutine, the end by a callback after the body has ended: so
     * signals never overlap, and nothing follows the end.
     *
     * Nobody may wait for an end for ever because the loop has closed. So each subscription is in the loop's set from before
     * it is posted, and whoever takes it out tells the end: that callback, the loop after it has declared itself closed, or
     * the subscriber's thread, if it comes so late that its post is refused.
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

    /** Nothing more will be done by the loop; called by whoever closes it, or finds it closed as it subscribes. */
    void loopClosed() {
      Task<?> begun = task;
      if (begun != null && begun.isDone()) {
        ended(begun);
      } else if (isFirstToTell()) {
        subscriber.onError(
            new IllegalStateException(loop + " is closed: nothing more is published by it"));
      }
    }

    private boolean isFirstToTell() {
      return loop.subscriptions().remove(this) && !cancelled;
    }

    private void ended(Task<?> ended) {
      ended.completion().retrieved();
      if (!isFirstToTell()) {
        return;
      }
      Outcome<?> outcome = ended.completion().outcome();
      if (broken != null) {
        if (outcome instanceof Outcome.Failure<?> failure) {
          broken.addSuppressed(failure.cause());
        }
        subscriber.onError(broken);
        return;
      }
      switch (outcome) {
        case Outcome.Failure<?> failure -> subscriber.onError(failure.cause());
        case Outcome.Cancelled<?> end -> subscriber.onError(why(end, ended));
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
