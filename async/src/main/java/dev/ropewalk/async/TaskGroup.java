package dev.ropewalk.async;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tasks that end together: the block in which they are started ends when all of them have, and if one fails the others are
 * cancelled. Python's {@code asyncio.TaskGroup}. Python's {@code async with} block is the body given to {@link #within}: a
 * Java {@code try} can't change what its body throws.
 *
 * <ul>
 *   <li>The body and every task may add tasks, until the last has ended.
 *   <li>If a task fails, or the body does, all others are cancelled, the body included, and when they have ended {@code
 *       within} throws a {@link TaskGroupException} with every failure. That a task was cancelled is no failure.
 *   <li>If the task that runs the body is cancelled by somebody else, all tasks are cancelled, and when they have ended the
 *       {@link CancelledError} goes on; if a task fails meanwhile the failures are thrown instead, and the cancellation is
 *       delivered again at the next suspension.
 *   <li>{@link #cancel} stops the whole group without an error.
 * </ul>
 *
 * <p>Unlike Python's there is no kind of failure that comes out bare: its {@code KeyboardInterrupt} and {@code SystemExit}
 * have no counterpart here. The body has no result; results are the tasks'. For coroutines and callbacks of its loop.
 */
public final class TaskGroup {
  /*
   * Touched by the holder of the loop's baton only.
   *
   *   tasks     those that have not ended; a task leaves when the loop runs what follows its end, an iteration later
   *   aborting  all tasks were told to stop: no new ones
   *   stopped   this group cancelled the parent itself, so it takes back that one request in the end
   *
   * The parent's cancellation count is the same after the group as before, but for what others asked for meanwhile.
   */

  private final Task<?> parent;
  private final Set<Task<?>> tasks = new LinkedHashSet<>();
  private final List<Throwable> failures = new ArrayList<>();
  private boolean aborting;
  private boolean exiting;
  private boolean stopped;
  private @Nullable Completion<@Nullable Void> allEnded;

  private TaskGroup(Task<?> parent) {
    this.parent = parent;
  }

  /** A block that starts tasks of a group. */
  @FunctionalInterface
  public interface Body<X extends Exception> {

    /** Starts tasks, and does what else there is to do beside them. */
    void run(TaskGroup group) throws X;
  }

  /**
   * Runs the body in the calling coroutine with a new group, and waits until all tasks of the group have ended.
   *
   * @throws TaskGroupException if tasks or the body failed
   * @throws CancelledError if the calling task was cancelled
   * @throws WrongThreadException if the caller is not a coroutine
   */
  public static <X extends Exception> void within(Body<X> body) throws X {
    Objects.requireNonNull(body, "body");
    TaskGroup group = new TaskGroup(CurrentLoop.taskFor("TaskGroup.within"));
    Throwable thrown = null;
    try {
      body.run(group);
    } catch (Throwable failure) {
      thrown = failure;
    }
    group.exit(thrown);
  }

  /** Starts a task of this group; otherwise as {@link Async#createTask(Coroutine)}. */
  public <T extends @Nullable Object> Task<T> createTask(Coroutine<T> body) {
    return createTask(TaskOptions.DEFAULT, body);
  }

  /** Starts a task of this group, with a name. */
  public <T extends @Nullable Object> Task<T> createTask(String name, Coroutine<T> body) {
    return createTask(TaskOptions.named(name), body);
  }

  /** Starts a task of this group that returns nothing. */
  public Task<@Nullable Void> createTask(CoroutineAction body) {
    return createTask(TaskOptions.DEFAULT, Async.returningNull(body));
  }

  /** Starts a task of this group that returns nothing, with a name. */
  public Task<@Nullable Void> createTask(String name, CoroutineAction body) {
    return createTask(TaskOptions.named(name), Async.returningNull(body));
  }

  /** Starts a task of this group that returns nothing, as the options say. */
  public Task<@Nullable Void> createTask(TaskOptions options, CoroutineAction body) {
    return createTask(options, Async.returningNull(body));
  }

  /**
   * Starts a task of this group, as the options say.
   *
   * @throws IllegalStateException if the group has ended or is being stopped; the body is not run
   * @throws WrongThreadException if the caller is neither a coroutine nor a callback of the group's loop
   */
  public <T extends @Nullable Object> Task<T> createTask(TaskOptions options, Coroutine<T> body) {
    Objects.requireNonNull(options, "options");
    Objects.requireNonNull(body, "body");
    EventLoop loop = parent.loop();
    loop.checkOnLoop("createTask of a task group");
    if (exiting && tasks.isEmpty()) {
      throw new IllegalStateException(this + " has ended: no task can be added to it");
    }
    if (aborting) {
      throw new IllegalStateException(this + " is being stopped: no task can be added to it");
    }
    Task<T> task = loop.createTask(body, options);
    if (task.isDone()) { // it began eagerly and did not suspend
      ended(task);
      return task;
    }
    tasks.add(task);
    task.completion().whenDone((LoopAction) () -> ended(task));
    if (aborting) { // a sibling failed during its eager step
      task.cancel();
    }
    return task;
  }

  /**
   * Stops the group: cancels all its tasks, and the body if that is still running, without an error: {@code within} returns
   * when they have ended, or throws what failed on the way. Does nothing once the group is being stopped. Python's {@code
   * TaskGroup.cancel}, new in 3.15.
   */
  public void cancel() {
    parent.loop().checkOnLoop("cancel of a task group");
    if (!aborting && !(exiting && tasks.isEmpty())) {
      abort();
      stopParent();
    }
  }

  private void abort() {
    aborting = true;
    for (Task<?> task : List.copyOf(tasks)) {
      task.requestCancel(null);
    }
  }

  private void stopParent() {
    if (!stopped) {
      stopped = true;
      parent.requestCancel(null);
    }
  }

  private void ended(Task<?> task) {
    tasks.remove(task);
    if (tasks.isEmpty() && allEnded != null) {
      allEnded.complete(new Outcome.Value<>(null));
    }
    if (task.completion().outcome() instanceof Outcome.Failure<?> failure) {
      task.completion().retrieved();
      failures.add(failure.cause());
      if (!aborting) {
        abort();
        stopParent();
      }
    }
  }

  /** Ends the block, whose body threw this or nothing. */
  private <X extends Exception> void exit(@Nullable Throwable thrown) throws X {
    exiting = true;
    CancelledError cancellation = thrown instanceof CancelledError error ? error : null;
    if (thrown != null && !aborting) {
      abort();
    }
    while (!tasks.isEmpty()) {
      try {
        awaitTasks();
      } catch (CancelledError error) {
        if (!aborting) {
          cancellation = error;
          abort();
        }
      }
    }
    if (stopped && parent.uncancel() == 0) {
      cancellation = null; // it was this group's own
    }
    if (cancellation != null && failures.isEmpty()) {
      throw cancellation;
    }
    if (thrown != null && !(thrown instanceof CancelledError)) {
      failures.add(thrown);
    }
    if (!failures.isEmpty()) {
      if (parent.cancelling()
          > 0) { // somebody else wants it to stop: say it again, at its next suspension
        parent.uncancel();
        parent.requestCancel(null);
      }
      throw new TaskGroupException(failures);
    }
  }

  private void awaitTasks() {
    parent.loop().dispatcher().prepareToSuspend(parent);
    JointAlarm ended = new JointAlarm(parent.loop().schedule(), () -> tasks);
    allEnded = ended;
    try {
      parent.suspendUntil(ended);
      var _ = ended.get(parent.name());
    } finally {
      allEnded = null;
    }
  }

  @Override
  public String toString() {
    return "TaskGroup[of "
        + parent.name()
        + ", "
        + tasks.size()
        + " tasks"
        + (aborting ? ", being stopped" : "")
        + "]";
  }
}
