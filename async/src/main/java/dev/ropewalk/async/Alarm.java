package dev.ropewalk.async;

import org.jspecify.annotations.Nullable;

/** What a sleeping coroutine waits for: ends when its timer is due, or cancelled when its task is. */
final class Alarm implements LoopAction {

  private final Completion<@Nullable Void> end;
  private final Timer timer;

  Alarm(Completion<@Nullable Void> end, long when) {
    this.end = end;
    this.timer = new Timer(when, this);
  }

  Completion<@Nullable Void> end() {
    return end;
  }

  Timer timer() {
    return timer;
  }

  /** The time has come. */
  @Override
  public void run() {
    end.complete(new Outcome.Value<>(null));
  }

  @Override
  public boolean isDropped() {
    return end.isDone();
  }
}
