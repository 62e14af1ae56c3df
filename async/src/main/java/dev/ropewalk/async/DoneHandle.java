package dev.ropewalk.async;

import dev.ropewalk.threads.Context;

/** A callback for the end of something, which forgets it when it is called off. */
final class DoneHandle extends Handle {

  private final Completion<?> end;

  DoneHandle(EventLoop loop, Runnable callback, Context context, Completion<?> end) {
    super(loop, callback, context);
    this.end = end;
  }

  @Override
  public void cancel() {
    if (!isCancelled()) {
      super.cancel();
      loop().doSoon(() -> end.forget(this));
    }
  }
}
