package dev.ropewalk.executors.engine;

import dev.ropewalk.executors.CancelOutcome;
import dev.ropewalk.threads.ContextCarrier;
import dev.ropewalk.threads.internal.Deadline;
import dev.ropewalk.threads.internal.Recordings;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RunnableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The state machine of one task, shared by all engines. An engine that runs bodies on its own threads calls {@link #run};
 * one that runs them elsewhere calls {@link #start}, and later exactly one of {@link #succeed}, {@link #fail} and {@link
 * #killed}.
 *
 * @param <T> what the task returns
 */
public final class EngineFuture<T extends @Nullable Object> extends WaitableFuture<T>
    implements RunnableFuture<T> {
  /*
   * States and who moves them (each move is one CAS on the state, or a set where only one thread may move):
   *
   *           ◄─engine: unstart─
   *   PENDING ──engine: start──► RUNNING ──engine: succeed/fail──► SUCCEEDED | FAILED
   *      │                          │
   *      │ cancel                   │ cancel(true)
   *      ▼                          ▼
   *   CANCELLED               INTERRUPTING ──canceller──► INTERRUPTED ──engine: body ended──► ENDED | KILLED
   *      ▲                                                     │
   *      └────────────────engine: unstart──────────────────────┘
   *
   * A task that runs for longer than its limit goes from RUNNING the same way, moved by the timer instead of a canceller, by
   * other states, since it is a failure: EXPIRING, EXPIRED, TIMED_OUT.
   *
   * Done (get returns or throws) is every state from INTERRUPTING on. A body runs from RUNNING to EXPIRED.
   *
   * Field       written by                      visible through
   * outcome     the engine, before its CAS      plain: published by the CAS from RUNNING; read only in SUCCEEDED or
   *             from RUNNING                    FAILED, after a volatile read of the state
   * interrupter start, after its CAS; unstart,  volatile; who stops the body waits for it, a few instructions
   *             before its CAS (see there)
   * bodyEnd     whoever stops the body, before  volatile; read only after seeing INTERRUPTING or later
   *             its CAS
   * body,       the submitter; cleared by     plain: published by handing the task to the engine; others only tell of the
   * context     the engine, at the end        body, whether it is still there or not
   * limit       the submitter                   plain: published by handing the task to the engine; what is in it: TimeLimit
   * event       the submitter, the engine       plain: likewise; only the engine's thread touches it then
   *
   * No interrupt reaches the worker's next task: the engine does not leave INTERRUPTING or EXPIRING, who interrupts does, after
   * the interrupt was delivered; the engine waits for that (a few instructions of a running thread), then clears the flag.
   *
   * Exactly one thread calls tellDone(): the one whose CAS made the task done. Who waits for done and how they are told is
   * in WaitableFuture; the few who wait for the end of a cancelled body wait on bodyEnd.
   */
  private static final int PENDING = 0;
  private static final int RUNNING = 1;
  private static final int INTERRUPTING = 2;
  private static final int INTERRUPTED = 3;
  private static final int EXPIRING = 4;
  private static final int EXPIRED = 5;
  private static final int SUCCEEDED = 6;
  private static final int FAILED = 7;
  private static final int CANCELLED = 8;
  private static final int ENDED = 9;
  private static final int KILLED = 10;
  private static final int TIMED_OUT = 11;

  private static final String[] STATE_NAMES = {
    "pending",
    "running",
    "cancelled, body running",
    "cancelled, body running",
    "timed out, body running",
    "timed out, body running",
    "succeeded",
    "failed",
    "cancelled",
    "cancelled",
    "cancelled, worker killed",
    "timed out"
  };

  private static final VarHandle STATE;
  private static final VarHandle INTERRUPTER;
  private static final VarHandle BODY_END;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      STATE = lookup.findVarHandle(EngineFuture.class, "state", int.class);
      INTERRUPTER = lookup.findVarHandle(EngineFuture.class, "interrupter", Runnable.class);
      BODY_END = lookup.findVarHandle(EngineFuture.class, "bodyEnd", CountDownLatch.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private @Nullable Callable<T> body;
  private ContextCarrier.@Nullable Snapshot context;
  private final @Nullable TaskEvent event = Recordings.any() ? TaskEvent.submitted() : null;

  private @Nullable TimeLimit limit;
  private volatile int state;
  private @Nullable Object outcome;
  private volatile @Nullable Runnable interrupter;
  private volatile @Nullable CountDownLatch bodyEnd;

  /** A pending task that will run with the given context in place. */
  public EngineFuture(Callable<T> body, ContextCarrier.Snapshot context) {
    this.body = Objects.requireNonNull(body, "a task needs a body");
    this.context = context;
  }

  // ---- for engines

  /** What the task does; gone once that has ended. */
  public Callable<T> body() {
    return Objects.requireNonNull(body, "the task has not ended");
  }

  /** What the submitter's thread carried; gone once the body has ended. */
  public ContextCarrier.Snapshot context() {
    return Objects.requireNonNull(context, "the task has not ended");
  }

  /** What the task is called in messages, see {@link TaskName}. */
  public String taskName() {
    Callable<T> task = body;
    return task == null ? "a task that has ended" : TaskName.of(task);
  }

  /** Limits how long the body may run; to be called before an engine has the task. The shortest limit counts. */
  void limit(Duration limit) {
    this.limit = TimeLimit.shorter(this.limit, limit);
  }

  /**
   * Takes back a task that has not been started: it is cancelled.
   *
   * @return whether this call did it; false also if the task was cancelled before
   */
  public boolean withdraw() {
    if (move(PENDING, CANCELLED)) {
      tellDone();
      return true;
    }
    return false;
  }

  /** Runs the body on the calling thread, unless the task was cancelled or has been started. */
  @Override
  public void run() {
    run(Thread.currentThread()::interrupt);
  }

  /**
   * Runs the body on the calling thread, unless the task was cancelled or has been started.
   *
   * @param interruptBody interrupts the calling thread; a worker makes it once for all its tasks
   */
  public void run(Runnable interruptBody) {
    if (!start(interruptBody)) {
      return;
    }
    T value;
    try (ContextCarrier.Installed _ = context().install()) {
      value = body().call();
    } catch (Throwable failure) { // whatever a body throws belongs to whoever asks for its result
      endInterruptible(failure, FAILED);
      return;
    }
    endInterruptible(value, SUCCEEDED);
  }

  private void endInterruptible(@Nullable Object result, int state) {
    if (!end(result, state, ENDED)) {
      boolean _ = Thread.interrupted(); // the canceller's, delivered before end() returned
    }
  }

  /**
   * Claims the task for running.
   *
   * @param interruptBody interrupts the body; called at most once, while the body runs, by a thread that cancels
   * @return false if the task was cancelled or started before; then the engine drops it
   */
  public boolean start(Runnable interruptBody) {
    if (!move(PENDING, RUNNING)) {
      return false;
    }
    INTERRUPTER.setRelease(this, interruptBody);
    if (event != null) {
      event.started();
    }
    return restartLimit();
  }

  /**
   * The body was lost with the process that it ran in, and the engine is about to run it once more: until {@link #restartLimit}
   * no time counts. A limit that was just reached still ends the task.
   */
  public void stopLimit() {
    if (limit != null) {
      limit.cancel();
    }
  }

  /**
   * The body is about to run, with all the time of its limit before it.
   *
   * @return false if that can't be: then the task has failed, and the engine drops it
   */
  public boolean restartLimit() {
    if (limit != null) {
      try {
        limit.start(this::expire);
      } catch (
          Throwable failure) { // no thread for the timer: a task must not run without its limit
        boolean _ = end(failure, FAILED, ENDED);
        return false;
      }
    }
    return true;
  }

  /**
   * The body returned. If a result was submitted with it, that counts.
   *
   * @throws IllegalStateException if the body does not run: it was not started, or has ended before
   */
  public void succeed(T value) {
    boolean _ = end(body instanceof RunnableCall<T> run ? run.result() : value, SUCCEEDED, ENDED);
  }

  /**
   * The body failed.
   *
   * @throws IllegalStateException if the body does not run: it was not started, or has ended before
   */
  public void fail(Throwable failure) {
    boolean _ = end(failure, FAILED, ENDED);
  }

  /**
   * The body ended because the process it ran in was killed; only different from {@link #fail} if it was cancelled.
   *
   * @throws IllegalStateException if the body does not run: it was not started, or has ended before
   */
  public void killed(Throwable failure) {
    boolean _ = end(failure, FAILED, KILLED);
  }

  /**
   * The body has not begun after all, and will not: the process that it was handed to gave it back. The task is pending again,
   * unless it was cancelled meanwhile.
   *
   * @return whether it is pending; else it has ended, as one that was cancelled before it began
   * @throws IllegalStateException if the task was not started, or has ended
   */
  public boolean unstart() {
    if (!bodyRuns(state)) {
      throw new IllegalStateException("only a task that was started can be given back: " + this);
    }
    stopLimit();
    /*
     * Taken away first, so that nobody who cancels the next run finds that of this one. Who cancels this run and comes too late
     * for it waits until there is one again, and that has nothing to interrupt.
     */
    interrupter = null;
    if (move(RUNNING, PENDING)) {
      return true;
    }
    interrupter = () -> {};
    awaitInterrupter();
    letGo();
    state = state == EXPIRED ? TIMED_OUT : CANCELLED;
    existingBodyEnd().countDown();
    return false;
  }

  /** Whether the time that the body may take is limited. */
  public boolean isLimited() {
    return limit != null;
  }

  /** Waits for who has stopped the body, who is between its CAS and the end of the interrupt. */
  @SuppressWarnings("ThreadPriorityCheck") // it is a few instructions of another thread
  private void awaitInterrupter() {
    while (state == INTERRUPTING || state == EXPIRING) {
      Thread.yield();
    }
  }

  /** Whether the outcome counts; false if the task was cancelled while its body ran. */
  private boolean end(@Nullable Object result, int stateIfItCounts, int stateIfCancelled) {
    if (!bodyRuns(state)) {
      throw new IllegalStateException("a body ends once, and only after it was started: " + this);
    }
    stopLimit();
    outcome = result; // plain: published by the CAS below
    if (move(RUNNING, stateIfItCounts)) {
      if (event != null) {
        event.ended(body(), STATE_NAMES[stateIfItCounts]);
      }
      letGo();
      tellDone();
      return true;
    }
    outcome = null;
    awaitInterrupter();
    int end = state == EXPIRED ? TIMED_OUT : stateIfCancelled;
    if (event != null) {
      event.ended(body(), STATE_NAMES[end]);
    }
    letGo();
    state = end;
    existingBodyEnd().countDown();
    return false;
  }

  /** Whoever keeps the future need not keep what the body worked with. */
  private void letGo() {
    body = null;
    context = null;
  }

  // ---- Future

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    do {
      if (withdraw()) {
        return true;
      }
      if (mayInterruptIfRunning && state == RUNNING && stopBody(INTERRUPTING, INTERRUPTED)) {
        return true;
      }
    } while (state == PENDING
        || (mayInterruptIfRunning && state == RUNNING)); // given back meanwhile
    return isCancelled();
  }

  /** The body has run for longer than it may; called by the timer. */
  void expire() {
    if (limit != null && state == RUNNING) {
      limit.expire();
      boolean _ = stopBody(EXPIRING, EXPIRED);
    }
  }

  /** Whether this call did it; false if the body has ended or was stopped before. */
  private boolean stopBody(int interrupting, int interrupted) {
    BODY_END.compareAndSet(this, null, new CountDownLatch(1));
    if (!move(RUNNING, interrupting)) {
      return false;
    }
    try {
      interrupter().run();
    } finally {
      state = interrupted;
      tellDone();
    }
    return true;
  }

  /** What interrupts the body; its thread sets it just after the CAS to RUNNING. */
  @SuppressWarnings("ThreadPriorityCheck") // as in awaitInterrupter
  private Runnable interrupter() {
    Runnable set = interrupter;
    while (set == null) {
      Thread.yield();
      set = interrupter;
    }
    return set;
  }

  @Override
  public CancelOutcome cancelAndAwait(Duration timeout)
      throws InterruptedException, TimeoutException {
    long nanos = Deadline.toNanos(timeout);
    boolean _ = cancel(true);
    if (bodyRuns(state)) {
      if (!existingBodyEnd().await(nanos, TimeUnit.NANOSECONDS)) {
        throw new TimeoutException(
            "the body was interrupted but has not ended within " + timeout + ": " + this);
      }
    }
    return switch (state) {
      case CANCELLED -> CancelOutcome.NOT_STARTED;
      case ENDED -> CancelOutcome.INTERRUPTED;
      case KILLED -> CancelOutcome.KILLED;
      default -> CancelOutcome.TOO_LATE;
    };
  }

  @Override
  public boolean isRunning() {
    return bodyRuns(state);
  }

  @Override
  public boolean isDone() {
    return state >= INTERRUPTING;
  }

  @Override
  public boolean isCancelled() {
    return switch (state) {
      case INTERRUPTING, INTERRUPTED, CANCELLED, ENDED, KILLED -> true;
      default -> false;
    };
  }

  private CountDownLatch existingBodyEnd() {
    return Objects.requireNonNull(bodyEnd, "set before the CAS to INTERRUPTING");
  }

  private static boolean bodyRuns(int state) {
    return state >= RUNNING && state <= EXPIRED;
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // outcome is a T in SUCCEEDED, a Throwable in FAILED
  @Override
  T report() throws ExecutionException {
    return switch (state) {
      case SUCCEEDED -> (T) outcome;
      case FAILED -> throw failed((Throwable) outcome);
      case EXPIRING, EXPIRED, TIMED_OUT ->
          throw new ExecutionException(Objects.requireNonNull(limit, "it has expired").exceeded());
      default -> throw new CancellationException("the task was cancelled: " + this);
    };
  }

  private static ExecutionException failed(Throwable cause) {
    try {
      return new ExecutionException(cause);
    } catch (Throwable unable) { // it asks the cause for its toString, which is the body's
      return new ExecutionException(cause.getClass().getName(), cause);
    }
  }

  @Override
  public String toString() {
    Callable<T> task = body;
    return "TaskFuture@"
        + Integer.toHexString(System.identityHashCode(this))
        + "["
        + STATE_NAMES[state]
        + (task == null ? "" : ", task " + TaskName.of(task))
        + "]";
  }

  private boolean move(int from, int to) {
    return STATE.compareAndSet(this, from, to);
  }
}
