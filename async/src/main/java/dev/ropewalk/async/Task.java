package dev.ropewalk.async;

import dev.ropewalk.threads.Context;
import dev.ropewalk.threads.internal.ContextSwitch;
import dev.ropewalk.threads.internal.Recordings;
import java.io.PrintStream;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * A coroutine on its way: made by {@link Async#createTask}, run by its loop, ended with a value, a failure or a
 * cancellation. Python's {@code asyncio.Task}. The loop holds on to it until it ends, so nobody else has to (in Python a
 * task that is only in the loop's weak set may vanish).
 *
 * <p><b>Threads</b> are as in {@link Awaitable}; {@link #name} and {@link #context} may be called from any.
 *
 * <p><b>Cancellation.</b> {@link #cancel} is a request. It reaches the coroutine as a {@link CancelledError} from the
 * suspension point where it waits, or from its next one; a coroutine that has not begun never does. While the coroutine
 * awaits another task the request goes to that one, and comes back as its end. The coroutine may clean up, suspending if it
 * needs to, and lets the error pass; or it catches it and goes on, and then it is not cancelled. A body that returns without
 * having been told, since it did not suspend again, ends cancelled and its value is lost; one that throws ends with what it
 * threw. Requests are counted: {@link #cancelling}, {@link #uncancel}.
 *
 * <p><b>Context.</b> The coroutine runs in a context of its own, a copy of its creator's unless {@link TaskOptions#in} says
 * otherwise. The context is in use while the coroutine runs and not while it is suspended, as in Python; a coroutine that
 * suspends inside {@link Context#run} keeps that inner context in use. If somebody else is running the task's context when
 * the coroutine is to go on, which only a suspension inside {@code Context.run} can bring about, that ends the suspension
 * with an {@link IllegalStateException}.
 *
 * @param <T> what the coroutine returns
 */
public final class Task<T extends @Nullable Object> extends Awaitable<T> implements ReadyEntry {

  private final Context context;
  private final @Nullable Throwable createdAt;
  private volatile String name;

  // the baton holder's; see Dispatcher
  private @Nullable Coroutine<T> body;
  private @Nullable Thread thread;
  private String threadName;
  private @Nullable Thread starter;
  private @Nullable Completion<?> awaiting;
  private @Nullable WeakReference<Task<?>> ahead; // see WaitCycles
  private boolean inContext;
  private boolean mustCancel;
  private @Nullable String cancelReason;
  private int cancelRequests;

  /** For JFR; null while nobody records. */
  private final @Nullable TaskLifeEvent life = Recordings.any() ? TaskLifeEvent.begun() : null;

  // neighbours among the tasks of the loop that have not ended; see LoopTasks
  @Nullable Task<?> before;
  @Nullable Task<?> after;

  /** Names the task by its number unless the options do. */
  Task(EventLoop loop, Coroutine<T> body, TaskOptions options, long number) {
    super(loop);
    this.name = options.name() == null ? "Task-" + number : options.name();
    this.threadName = name;
    this.context = options.context() == null ? Context.copyContext() : options.context();
    this.createdAt =
        loop.isDebug()
            ? new Throwable(name + " was created here, by " + Thread.currentThread())
            : null;
    this.body = body;
  }

  /**
   * Asks the task to stop: see the class comment. Every call counts as a request and returns at once.
   *
   * @return false if the task has ended already; true says only that the request was made
   */
  @Override
  public boolean cancel() {
    return super.cancel();
  }

  @Override
  boolean requestCancel(@Nullable String reason) {
    if (isDone()) {
      completion().retrieved(); // as in Python: who cancels does not want to hear of it
      return false;
    }
    Task<?> task = this;
    while (true) {
      task.cancelRequests++;
      Completion<?> waited = task.awaiting;
      if (waited != null && !waited.isDone()) {
        if (waited.owner() instanceof Task<?> inner) {
          task = inner; // ends somewhere: WaitCycles refuses cycles
          continue;
        }
        if (waited.cancel(reason)) {
          return true;
        }
      }
      // It is ready or running, and finds out when it is resumed, suspends or returns.
      task.mustCancel = true;
      task.cancelReason = reason;
      return true;
    }
  }

  /**
   * How many requests to cancel were made and not withdrawn. Code that cancels for a purpose of its own, as a timeout
   * does, tells by it whether somebody else wants the task to stop, too.
   */
  public int cancelling() {
    checkReadable("cancelling");
    return cancelRequests;
  }

  /**
   * Withdraws one request to cancel; the last one withdrawn also takes back a cancellation that has not reached the
   * coroutine yet. For code that cancels its own task and then catches the error. Does nothing if there is no request.
   *
   * @return how many requests are left
   */
  public int uncancel() {
    checkReadable("uncancel");
    if (cancelRequests > 0 && --cancelRequests == 0) {
      mustCancel = false;
    }
    return cancelRequests;
  }

  /** The name given to {@link Async#createTask}, or else Task- and a number. Also the name of the coroutine's thread. */
  public String name() {
    return name;
  }

  /** Gives the task another name, and its thread from its next step on. Any thread. */
  public void setName(String newName) {
    name = Objects.requireNonNull(newName, "name");
  }

  /** The context in which the coroutine runs. */
  public Context context() {
    return context;
  }

  /**
   * Where the coroutine is, innermost call first, without those by which the library runs and suspends it; those of a
   * generator whose item it waits for included. None before it begins. Of a failed task the calls that led to the failure; none if it ended otherwise. Python's
   * {@code get_stack}, which has the outermost call first, and only one of a suspended coroutine.
   *
   * @throws WrongThreadException if the caller is neither a coroutine nor a callback of the loop
   */
  public List<StackTraceElement> stack() {
    checkReadable("stack");
    return switch (completion().outcome()) {
      case null -> CallStacks.of(this);
      case Outcome.Failure<T> failure -> CallStacks.ofTheAuthor(failure.cause().getStackTrace());
      case Outcome.Value<T> _, Outcome.Cancelled<T> _ -> List.of();
    };
  }

  /** Prints what {@link #stack} returns, a line for each call. Python's {@code print_stack}. */
  public void printStack(PrintStream out) {
    List<StackTraceElement> calls = stack();
    out.println((calls.isEmpty() ? "No stack of " : "Stack of ") + this);
    calls.forEach(call -> out.println("  at " + call));
  }

  @Override
  public String toString() {
    return "Task[" + name + ", " + state() + "]";
  }

  @Override
  String title() {
    return name;
  }

  @Override
  String nameOfOurs() {
    return name;
  }

  /** Is recorded if the loop is in debug mode. */
  @Override
  @Nullable Throwable createdAt() {
    return createdAt;
  }

  /** Sleeps; not at all, but letting others run, if zero. Called by this task's coroutine. */
  void sleep(long nanos) {
    Schedule schedule = loop.schedule();
    loop.dispatcher().prepareToSuspend(this);
    if (nanos == 0) {
      schedule.add(this);
      suspend();
      return;
    }
    Alarm alarm = new Alarm(schedule, schedule.after(nanos));
    schedule.add(alarm.timer());
    try {
      waitFor(alarm);
      suspend();
      alarm.get(name);
    } finally {
      schedule.dropped(alarm.timer());
    }
  }

  /** Waits for something that has not ended. Called by this task's coroutine. */
  void suspendUntil(Completion<?> what) {
    waitFor(what);
    suspend();
  }

  private void waitFor(Completion<?> what) {
    what.whenDone(this);
    if (mustCancel && what.cancel(cancelReason)) {
      mustCancel = false;
    }
    awaiting = what;
  }

  // Each frame on the way from the coroutine to the place where its thread parks is memory for each
  // coroutine that waits.
  private void suspend() {
    endStep();
    if (!loop.dispatcher().leaveOrGoOn(this)) {
      loop.dispatcher().baton().awaitUninterruptibly();
      loop.dispatcher().begun();
    }
    Completion<?> ended = awaiting;
    awaiting = null;
    beginStep();
    if (mustCancel) {
      mustCancel = false;
      if (ended != null) {
        ended.retrieved(); // as in Python: it was told, even if it throws something else
      }
      if (ended != null && ended.endedByCancellation()) {
        return; // who waited for it throws that, with the reason of the first request
      }
      throw CancelledError.of(name + " was cancelled", cancelReason);
    }
  }

  private void beginStep() {
    loop.dispatcher().beginStep();
    if (!threadName.equals(name)) {
      nameThread(Thread.currentThread());
    }
    ContextSwitch.resume(context);
    inContext = true;
  }

  private void endStep() {
    loop.dispatcher().endStep(name);
    if (inContext) {
      inContext = false;
      ContextSwitch.pause(context);
    }
  }

  /** What it waits for, unless that is something without an owner, such as a time. */
  @Nullable Awaitable<?> awaited() {
    return awaiting == null ? null : awaiting.owner();
  }

  /** A task further on in the chain of those that wait for one another, if one is remembered and has not ended. */
  @Nullable Task<?> ahead() {
    Task<?> remembered = ahead == null ? null : ahead.get();
    return remembered == null || remembered.isDone() ? null : remembered;
  }

  void rememberAhead(WeakReference<Task<?>> task) {
    ahead = task;
  }

  /** What it waits for that has not ended; none if it is no awaitable, or it does not wait. */
  Collection<Awaitable<?>> awaits() {
    List<Awaitable<?>> left = new ArrayList<>();
    if (awaiting != null) {
      awaiting.awaited().stream().filter(awaited -> !awaited.isDone()).forEach(left::add);
    }
    return left;
  }

  /** Whether it waits for something that has not ended, a time for instance. */
  boolean isSuspended() {
    return awaiting != null && !awaiting.isDone();
  }

  /** Whether the coroutine is to go on; false if it was cancelled before it began, and has ended by that. */
  boolean wantsToRun() {
    if (thread == null && mustCancel) {
      end(Outcome.Cancelled.untold("was cancelled before it began", cancelReason));
      return false;
    }
    return true;
  }

  /** The coroutine's thread; null before it begins and after it has ended. */
  @Nullable Thread thread() {
    return thread;
  }

  /** Whoever waits until this task, which begins eagerly, first suspends or ends. */
  void startedBy(Thread waiting) {
    starter = waiting;
  }

  /** Gives and forgets it, so that it gets the baton back once. */
  @Nullable Thread takeStarter() {
    Thread waiting = starter;
    starter = null;
    return waiting;
  }

  Thread newThread(ThreadFactory threads) {
    Thread created = threads.newThread(this::runBody);
    nameThread(created);
    thread = created;
    return created;
  }

  private void nameThread(Thread itsThread) {
    threadName = name;
    itsThread.setName(threadName);
  }

  /** The life of the coroutine's thread, which is started with the baton. */
  private void runBody() {
    CurrentLoop.set(loop);
    try {
      loop.dispatcher().begun();
      Outcome<T> outcome;
      try {
        beginStep();
        outcome = outcomeOf(Objects.requireNonNull(body).run());
      } catch (Throwable thrown) {
        outcome = Outcome.thrown(thrown);
      } finally {
        endStep();
      }
      end(outcome);
    } finally {
      loop.dispatcher().leave(this);
    }
  }

  private Outcome<T> outcomeOf(T value) {
    return mustCancel
        ? Outcome.Cancelled.untold("was cancelled as it returned", cancelReason)
        : new Outcome.Value<>(value);
  }

  void end(Outcome<T> outcome) {
    body = null;
    thread = null;
    if (life != null) {
      life.ended(name, outcome);
    }
    loop.tasks().ended(this);
    completion().complete(outcome);
  }

  int cancelRequests() {
    return cancelRequests;
  }
}
