package dev.ropewalk.async;

import dev.ropewalk.executors.ReturnWhen;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The work of {@link Async#wait}. */
final class Waits {

  private Waits() {}

  /** Called by the coroutine of {@code caller}, with a positive number of awaitables of its loop. */
  static <F extends Awaitable<?>> WaitResult<F> waitUntil(
      Task<?> caller, Collection<? extends F> awaitables, ReturnWhen when, long nanos) {
    Set<F> all = new LinkedHashSet<>(awaitables);
    EventLoop loop = caller.loop();
    Schedule schedule = loop.schedule();
    loop.dispatcher().prepareToSuspend(caller);
    // whoever ends it first, the time or those that are waited for
    JointAlarm alarm = new JointAlarm(schedule, schedule.after(nanos), () -> all);
    if (nanos != Long.MAX_VALUE) {
      schedule.add(alarm.timer());
    }
    LoopAction[] watchers = new LoopAction[all.size()];
    int[] pending = {all.size()};
    int index = 0;
    for (F awaitable : all) {
      LoopAction watcher =
          () -> {
            boolean failed = awaitable.completion().outcome() instanceof Outcome.Failure;
            if (--pending[0] == 0
                || when == ReturnWhen.FIRST_COMPLETED
                || (when == ReturnWhen.FIRST_EXCEPTION && failed)) {
              alarm.run();
            }
          };
      watchers[index++] = watcher;
      awaitable.completion().whenDone(watcher);
    }
    try {
      caller.suspendUntil(alarm);
      var _ = alarm.get(caller.name());
    } finally {
      schedule.dropped(alarm.timer());
      index = 0;
      for (F awaitable : all) {
        awaitable.completion().forget(watchers[index++]);
      }
    }
    return sorted(all);
  }

  private static <F extends Awaitable<?>> WaitResult<F> sorted(Set<F> all) {
    Set<F> done = new LinkedHashSet<>();
    Set<F> pending = new LinkedHashSet<>();
    for (F awaitable : all) {
      (awaitable.isDone() ? done : pending).add(awaitable);
    }
    return new WaitResult<>(
        Collections.unmodifiableSet(done), Collections.unmodifiableSet(pending));
  }

  /** Cancels something and waits until it has ended, however long that takes. */
  static void cancelAndWait(Task<?> caller, Awaitable<?> awaitable) {
    caller.loop().dispatcher().prepareToSuspend(caller);
    JointAlarm ended = new JointAlarm(caller.loop().schedule(), () -> List.of(awaitable));
    awaitable.completion().whenDone(ended);
    awaitable.requestCancel(null);
    try {
      caller.suspendUntil(ended);
      var _ = ended.get(caller.name());
    } finally {
      awaitable.completion().forget(ended);
    }
  }
}
