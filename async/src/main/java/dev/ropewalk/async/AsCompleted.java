package dev.ropewalk.async;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Awaitables in the order in which they end. Touched by the holder of the loop's baton only. */
final class AsCompleted<F extends Awaitable<?>> implements Iterator<F> {

  private final EventLoop loop;
  private final Deque<F> ended = new ArrayDeque<>();

  /** Those who wait in next, first come first served: each is woken for one awaitable that has ended. */
  private final Deque<Completion<@Nullable Void>> waiting = new ArrayDeque<>();

  private final Set<F> all;
  private int left;

  AsCompleted(EventLoop loop, Collection<? extends F> awaitables) {
    this.loop = loop;
    all = new LinkedHashSet<>(awaitables);
    left = all.size();
    for (F awaitable : all) {
      awaitable.completion().whenDone((LoopAction) () -> ended(awaitable));
    }
  }

  private void ended(F awaitable) {
    ended.add(awaitable);
    wakeOne();
  }

  private void wakeOne() {
    Completion<@Nullable Void> first;
    while ((first = waiting.poll()) != null) {
      if (first.complete(new Outcome.Value<>(null))) {
        return;
      }
    }
  }

  @Override
  public boolean hasNext() {
    return left > 0;
  }

  @Override
  public F next() {
    Task<?> caller = CurrentLoop.taskFor("next of asCompleted");
    if (caller.loop() != loop) {
      throw new WrongThreadException("next of asCompleted is for coroutines of " + loop);
    }
    if (left == 0) {
      throw new NoSuchElementException("all have been given out");
    }
    left--;
    F next;
    while ((next = ended.poll()) == null) {
      loop.dispatcher().prepareToSuspend(caller);
      JointAlarm woken = new JointAlarm(loop.schedule(), () -> all);
      waiting.add(woken);
      try {
        caller.suspendUntil(woken);
        var _ = woken.get(caller.name());
      } catch (CancelledError e) {
        left++;
        if (!waiting.remove(woken) && !ended.isEmpty()) {
          wakeOne(); // it was this one's turn: hand it on
        }
        throw e;
      }
    }
    return next;
  }
}
