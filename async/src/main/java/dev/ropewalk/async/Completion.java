package dev.ropewalk.async;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that ends once, and what is to become ready then. A coroutine suspends on one of these; a task has one for
 * its own end. Touched by the holder of the loop's baton only, but for {@link #isDone} and {@link #outcome}.
 */
final class Completion<T extends @Nullable Object> {

  private final Schedule schedule;
  private final @Nullable Task<T> owner;

  /** Written once. Volatile for those who look without the baton: what led to the outcome happens-before seeing it. */
  private volatile @Nullable Outcome<T> outcome;

  private List<ReadyEntry> whenDone = List.of();

  /**
   * @param owner the task whose end this is; to cancel the completion is then to cancel the task
   */
  Completion(Schedule schedule, @Nullable Task<T> owner) {
    this.schedule = schedule;
    this.owner = owner;
  }

  @Nullable Task<T> owner() {
    return owner;
  }

  boolean isDone() {
    return outcome != null;
  }

  @Nullable Outcome<T> outcome() {
    return outcome;
  }

  /** What it ended with; {@code name} says what this is, for the messages of what is thrown. */
  T get(String name) {
    Outcome<T> ending = outcome;
    if (ending == null) {
      throw new IllegalStateException(name + " has not ended yet: await it first");
    }
    return Outcome.get(ending, name);
  }

  /** Ends it and makes ready what waits for that, in the order in which it came; false if it had ended before. */
  boolean complete(Outcome<T> ending) {
    if (isDone()) {
      return false;
    }
    outcome = ending;
    List<ReadyEntry> waiting = whenDone;
    whenDone = List.of();
    waiting.forEach(schedule::add);
    return true;
  }

  /** Makes the entry ready when this ends, or now if it has. */
  void whenDone(ReadyEntry entry) {
    if (isDone()) {
      schedule.add(entry);
      return;
    }
    if (whenDone.isEmpty()) {
      whenDone = new ArrayList<>(1);
    }
    whenDone.add(entry);
  }
}
