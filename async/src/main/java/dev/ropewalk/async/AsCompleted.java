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
final class AsCompleted<T extends @Nullable Object> implements Iterator<Awaitable<T>> {

  private final EventLoop loop;
  private final Deque<Awaitable<T>> ended = new ArrayDeque<>();

  /** Those who wait in next, first come first served: each is woken for one awaitable that has ended. */
  private final Deque<Completion<@Nullable Void>> waiting = new ArrayDeque<>();

  private final Set<Awaitable<T>> all;
  private int left;

  AsCompleted(EventLoop loop, Collection<? extends Awaitable<T>> awaitables) {
    this.loop = loop;
    all = new LinkedHashSet<>(awaitables);
    left = all.size();
    for (Awaitable<T> awaitable : all) {
      awaitable.completion().whenDone((LoopAction) () -> ended(awaitable));
    }
  }

  private void ended(Awaitable<T> awaitable) {
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
  public Awaitable<T> next() {
    Task<?> caller = CurrentLoop.taskFor("next of asCompleted");
    if (caller.loop() != loop) {
      throw new WrongThreadException("next of asCompleted is for coroutines of " + loop);
    }
    if (left == 0) {
      throw new NoSuchElementException("all have been given out");
    }
    left--;
    Awaitable<T> next;
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
