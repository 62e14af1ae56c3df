package dev.ropewalk.async;

import org.jspecify.annotations.Nullable;

/** What a sleeping coroutine waits for: ends when its timer is due, or cancelled when its task is. */
class Alarm extends Completion<@Nullable Void> implements LoopAction {

  private final Timer timer;

  /**
   * @param when nanoseconds of the schedule's clock; the timer is not added to the schedule yet
   */
  Alarm(Schedule schedule, long when) {
    super(schedule, null);
    this.timer = new Timer(when, this);
  }

  final Timer timer() {
    return timer;
  }

  /** The time has come. */
  @Override
  public final void run() {
    complete(new Outcome.Value<>(null));
  }

  @Override
  public final boolean isDropped() {
    return isDone();
  }
}
