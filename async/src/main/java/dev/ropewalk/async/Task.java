package dev.ropewalk.async;

import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A coroutine on its way: made by {@link Async#createTask}, run by its loop, ended with a value, a failure or a
 * cancellation. Python's {@code asyncio.Task}. The loop holds on to it until it ends, so nobody else has to (in Python a
 * task that is only in the loop's weak set may vanish).
 *
 * <p><b>Threads.</b> {@link #await} is for coroutines of the same loop; there is no method that blocks a thread. The others
 * are for coroutines and callbacks of the loop and throw {@link WrongThreadException} elsewhere, but for {@link #isDone},
 * {@link #isCancelled}, {@link #name} and {@link #toString}. Once the loop is closed, {@link #result} and {@link #exception}
 * may be called from any thread.
 *
 * <p><b>Cancellation.</b> {@link #cancel} is a request. It reaches the coroutine as a {@link CancelledError} from the
 * suspension point where it waits, or from its next one; a coroutine that has not begun never does. While the coroutine
 * awaits another task the request goes to that one, and comes back as its end. The coroutine may clean up, suspending if it
 * needs to, and lets the error pass; or it catches it and goes on, and then it is not cancelled. A body that returns without
 * having been told, since it did not suspend again, ends cancelled and its value is lost; one that throws ends with what it
 * threw.
 *
 * <p>Memory consistency effects: actions in the coroutine happen-before actions after {@link #isDone} returned true, on
 * any thread.
 *
 * @param <T> what the coroutine returns
 */
public final class Task<T extends @Nullable Object> implements ReadyEntry {

  private final EventLoop loop;
  private final String name;
  private final Completion<T> completion;

  // the baton holder's; see Dispatcher
  private @Nullable Coroutine<T> body;
  private @Nullable Thread thread;
  private @Nullable Completion<?> awaiting;
  private boolean mustCancel;
  private int cancelRequests;

  Task(EventLoop loop, Coroutine<T> body, String name) {
    this.loop = loop;
    this.name = name;
    this.body = body;
    this.completion = new Completion<>(loop.schedule(), this);
  }

  /**
   * Suspends the calling coroutine until this task ends, and returns its value; at once, without suspending, if it has
   * ended. Python's {@code await task}. May be called any number of times, by any number of coroutines.
   *
   * <p>Cancelling the waiting coroutine's task cancels this one. An interrupt of the coroutine's thread does not end the
   * wait; the thread's status is set when it goes on.
   *
   * @throws CompletionException if the task failed, with what it threw as cause. Python rethrows that itself; here a new
   *     exception shows where the failure was awaited. A failure that passes through several tasks, each awaiting the next,
   *     is still the immediate cause, and the exceptions of the awaits between are suppressed exceptions.
   * @throws CancelledError if the task was cancelled, or the waiting one
   * @throws IllegalStateException if the task waits for itself, directly or through tasks that it awaits
   * @throws WrongThreadException if the caller is not a coroutine of this task's loop
   */
  public T await() {
    Task<?> caller = EventLoop.callingTask("await of " + name);
    if (caller.loop != loop) {
      throw new WrongThreadException(
          name
              + " belongs to "
              + loop
              + " and can't be awaited by "
              + caller.name
              + " of another loop");
    }
    if (!isDone()) {
      checkNotWaitingFor(caller);
      loop.dispatcher().prepareToSuspend(caller);
      caller.suspendUntil(completion);
    }
    return completion.get(name);
  }

  /**
   * Asks the task to stop: see the class comment. Every call counts as a request and returns at once.
   *
   * @return false if the task has ended already; true says only that the request was made
   */
  public boolean cancel() {
    loop.checkReadable("cancel of " + name);
    if (isDone()) {
      return false;
    }
    Task<?> task = this;
    task.cancelRequests++;
    for (Task<?> inner; (inner = task.awaitedTask()) != null && !inner.isDone(); ) {
      task = inner; // ends somewhere: checkNotWaitingFor refuses cycles
      task.cancelRequests++;
    }
    if (task.awaiting == null || task.awaiting.isDone()) {
      // It is ready or running, and finds out when it is resumed, suspends or returns.
      task.mustCancel = true;
    } else {
      task.cancel(task.awaiting);
    }
    return true;
  }

  /** Whether the task has ended, in whatever way. Any thread. */
  public boolean isDone() {
    return completion.isDone();
  }

  /** Whether the task ended by being cancelled. Any thread. */
  public boolean isCancelled() {
    return completion.outcome() instanceof Outcome.Cancelled;
  }

  /**
   * What the task ended with, without waiting.
   *
   * @throws IllegalStateException if the task has not ended
   * @throws CompletionException if the task failed, as from {@link #await}
   * @throws CancelledError if the task was cancelled
   */
  public T result() {
    loop.checkReadable("result of " + name);
    return completion.get(name);
  }

  /**
   * What the body threw, without waiting; empty if it returned.
   *
   * @throws IllegalStateException if the task has not ended
   * @throws CancelledError if the task was cancelled
   */
  public Optional<Throwable> exception() {
    loop.checkReadable("exception of " + name);
    if (completion.outcome() instanceof Outcome.Failure<T> failure) {
      return Optional.of(failure.cause());
    }
    var _ = completion.get(name);
    return Optional.empty();
  }

  /**
   * Runs the callback once the task has ended: always by way of the ready queue, never within this call, even if the task
   * has ended already. Callbacks run in the order in which they were added; what one throws goes to the loop's exception
   * handler.
   */
  public void addDoneCallback(Consumer<? super Task<T>> callback) {
    Objects.requireNonNull(callback, "callback");
    loop.checkOnLoop("addDoneCallback of " + name);
    completion.whenDone(new Handle(loop, () -> callback.accept(this)));
  }

  /** The name given to {@link Async#createTask}, or else Task- and a number. Also the name of the coroutine's thread. */
  public String name() {
    return name;
  }

  @Override
  public String toString() {
    Outcome<T> outcome = completion.outcome();
    String state =
        switch (outcome) {
          case null -> "pending";
          case Outcome.Value<T> _ -> "returned";
          case Outcome.Failure<T> failure -> "failed with " + failure.cause();
          case Outcome.Cancelled<T> _ -> "cancelled";
        };
    return "Task[" + name + ", " + state + "]";
  }

  /** Sleeps; not at all, but letting others run, if zero. Called by this task's coroutine. */
  void sleep(long nanos) {
    loop.dispatcher().prepareToSuspend(this);
    if (nanos == 0) {
      loop.schedule().add(this);
      suspend();
      return;
    }
    Alarm alarm = loop.alarm(nanos);
    try {
      suspendUntil(alarm.end());
      alarm.end().get(name);
    } finally {
      loop.schedule().dropped(alarm.timer());
    }
  }

  /** Waits for something that has not ended. Called by this task's coroutine. */
  void suspendUntil(Completion<?> what) {
    what.whenDone(this);
    if (mustCancel) {
      mustCancel = false;
      cancel(what);
    }
    awaiting = what;
    suspend();
  }

  private void suspend() {
    loop.dispatcher().suspend(this);
    awaiting = null;
    if (mustCancel) {
      mustCancel = false;
      throw new CancelledError(name + " was cancelled");
    }
  }

  private void cancel(Completion<?> awaited) {
    Task<?> inner = awaited.owner();
    if (inner == null) {
      awaited.complete(new Outcome.Cancelled<>(new CancelledError(name + " was cancelled")));
    } else {
      inner.cancel();
    }
  }

  private void checkNotWaitingFor(Task<?> caller) {
    for (Task<?> task = this; task != null; task = task.awaitedTask()) {
      if (task == caller) {
        throw new IllegalStateException(
            caller.name
                + " can't await "
                + (this == caller ? "itself" : name + ", which waits for " + caller.name)
                + ": neither would ever end");
      }
    }
  }

  private @Nullable Task<?> awaitedTask() {
    return awaiting == null ? null : awaiting.owner();
  }

  /** Whether the coroutine is to go on; false if it was cancelled before it began, and has ended by that. */
  boolean wantsToRun() {
    if (thread == null && mustCancel) {
      end(new Outcome.Cancelled<>(new CancelledError(name + " was cancelled before it began")));
      return false;
    }
    return true;
  }

  /** The coroutine's thread; null before it begins and after it has ended. */
  @Nullable Thread thread() {
    return thread;
  }

  Thread newThread(ThreadFactory threads) {
    Thread created = threads.newThread(this::runBody);
    created.setName(name);
    thread = created;
    return created;
  }

  /** The life of the coroutine's thread, which is started with the baton. */
  private void runBody() {
    EventLoop.setRunning(loop);
    try {
      end(outcomeOfBody());
    } finally {
      loop.dispatcher().leave();
    }
  }

  private Outcome<T> outcomeOfBody() {
    try {
      T value = Objects.requireNonNull(body).run();
      return mustCancel
          ? new Outcome.Cancelled<>(new CancelledError(name + " was cancelled as it returned"))
          : new Outcome.Value<>(value);
    } catch (Throwable thrown) {
      return Outcome.thrown(thrown);
    }
  }

  void end(Outcome<T> outcome) {
    body = null;
    thread = null;
    loop.ended(this);
    completion.complete(outcome);
  }

  Completion<T> completion() {
    return completion;
  }

  int cancelRequests() {
    return cancelRequests;
  }
}
