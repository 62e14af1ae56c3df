package dev.ropewalk.async;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that ends once, and what is to become ready then. A coroutine suspends on one of these; an awaitable has one
 * for its own end. Touched by the holder of the loop's baton only, but for {@link #isDone} and {@link #outcome}.
 */
class Completion<T extends @Nullable Object> {

  private record Several(List<ReadyEntry> entries) {}

  private final Schedule schedule;
  private final @Nullable Awaitable<T> owner;

  /** Written once. Volatile for those who look without the baton: what led to the outcome happens-before seeing it. */
  private volatile @Nullable Outcome<T> outcome;

  /** What becomes ready then: null, one {@link ReadyEntry}, as for most, or {@link Several}. */
  private @Nullable Object waiting;

  private @Nullable UnseenFailure unseen;

  /**
   * @param owner whose end this is; to cancel the completion is then to cancel that
   */
  Completion(Schedule schedule, @Nullable Awaitable<T> owner) {
    this.schedule = schedule;
    this.owner = owner;
  }

  @Nullable Awaitable<T> owner() {
    return owner;
  }

  /** What ends it by ending: its owner, or those that are waited for together. */
  Collection<? extends Awaitable<?>> awaited() {
    return owner == null ? List.of() : List.of(owner);
  }

  boolean isDone() {
    return outcome != null;
  }

  @Nullable Outcome<T> outcome() {
    return outcome;
  }

  /** What it ended with; the title of {@code named}, for the messages of what is thrown, is made only for these. */
  T get(Awaitable<?> named) {
    return outcome instanceof Outcome.Value<T> value ? value.value() : get(named.title());
  }

  /** What it ended with; {@code name} says what this is, for the messages of what is thrown. */
  T get(String name) {
    Outcome<T> ending = outcome;
    if (ending == null) {
      throw new IllegalStateException(name + " has not ended yet: await it first");
    }
    retrieved();
    return Outcome.get(ending, name);
  }

  /** Whether what is thrown to those who waited is a cancellation. */
  boolean endedByCancellation() {
    return outcome instanceof Outcome.Cancelled
        || (outcome instanceof Outcome.Failure<T> failure
            && failure.cause() instanceof CancelledError);
  }

  /** Somebody was told how this ended. Any thread, once the loop is closed. */
  void retrieved() {
    if (unseen != null) {
      unseen.seen();
    }
  }

  /** Ends it and makes ready what waits for that, in the order in which it came; false if it had ended before. */
  boolean complete(Outcome<T> ending) {
    if (isDone()) {
      return false;
    }
    outcome = ending;
    Object ready = waiting;
    waiting = null;
    if (ready instanceof ReadyEntry entry) {
      schedule.add(entry);
    } else if (ready instanceof Several(List<ReadyEntry> entries)) {
      for (ReadyEntry entry : entries) {
        schedule.add(entry);
      }
    }
    if (owner != null && ending instanceof Outcome.Failure<T> failure) {
      watch(owner, failure.cause());
    }
    return true;
  }

  /** Once all who wait were told: what goes wrong here must cost nobody the end. */
  private void watch(Awaitable<T> failed, Throwable cause) {
    try {
      unseen = UnseenFailure.watch(failed, cause);
    } catch (Throwable noRoom) {
      // The stack or the heap is at its end. Who waits is told; that nobody does would not be
      // reported.
    }
  }

  /** Calls it this, if it failed, in the report that nobody asked how it ended. */
  void nameUnseen(String name) {
    if (unseen != null) {
      unseen.named(name);
    }
  }

  /** Asks for its end by cancellation; false if that did nothing. */
  boolean cancel(@Nullable String reason) {
    return owner == null ? complete(Outcome.Cancelled.untold(reason)) : owner.requestCancel(reason);
  }

  /** Makes the entry ready when this ends, or now if it has. */
  void whenDone(ReadyEntry entry) {
    if (isDone()) {
      schedule.add(entry);
      return;
    }
    if (waiting instanceof Several(List<ReadyEntry> entries)) {
      entries.add(entry);
    } else if (waiting instanceof ReadyEntry first) {
      waiting = new Several(new ArrayList<>(List.of(first, entry)));
    } else {
      waiting = entry;
    }
  }

  /** Whether anything becomes ready when this ends. */
  boolean isAwaited() {
    return waiting != null;
  }

  /** What becomes ready when this ends. */
  List<ReadyEntry> waiting() {
    return switch (waiting) {
      case ReadyEntry entry -> List.of(entry);
      case Several(List<ReadyEntry> entries) -> Collections.unmodifiableList(entries);
      case null, default -> List.of();
    };
  }

  /** Takes back what {@link #whenDone} put, if this has not ended. */
  void forget(ReadyEntry entry) {
    if (entry.equals(waiting)) {
      waiting = null;
    } else if (waiting instanceof Several(List<ReadyEntry> entries)
        && entries.remove(entry)
        && entries.isEmpty()) {
      waiting = null;
    }
  }
}
