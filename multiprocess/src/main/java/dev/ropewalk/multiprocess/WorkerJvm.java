package dev.ropewalk.multiprocess;

import dev.ropewalk.multiprocess.connection.AuthKey;
import dev.ropewalk.multiprocess.pool.ChildJvm;
import dev.ropewalk.multiprocess.pool.JavaCommand;
import dev.ropewalk.multiprocess.pool.LastLines;
import dev.ropewalk.multiprocess.pool.LaunchSettings;
import dev.ropewalk.multiprocess.pool.MemoryKills;
import dev.ropewalk.multiprocess.pool.Wire;
import dev.ropewalk.threads.DelayedCall;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The process of a worker, and what it was sent. Served by the worker's thread; {@link #kill}, {@link #terminate} and {@link
 * #interrupt} are for any thread.
 */
final class WorkerJvm implements KillSwitch.Target {

  private static final Duration LAST_WORDS = Duration.ofSeconds(5);

  private final ChildJvm child;
  private final @Nullable ObjLongConsumer<String> hook;
  private final Set<SentFunction> functions = new HashSet<>();
  private final LastLines errors;
  private final long memoryKillsBefore = MemoryKills.count();
  private final Interrupts interrupts;
  private int tasks;

  private WorkerJvm(ChildJvm child, LastLines errors, @Nullable ObjLongConsumer<String> hook) {
    this.child = child;
    this.hook = hook;
    this.errors = errors;
    this.interrupts = new Interrupts(child::interrupt);
  }

  /** Starts a process that is one of so many; {@link #prepare} next. */
  static WorkerJvm start(WorkerSettings settings, int workers, String name) throws IOException {
    LastLines errors = new LastLines();
    LaunchSettings launch =
        settings.launch().forWorker(JavaCommand.heapOfEach(workers), errors::on);
    ChildJvm child = ChildJvm.start(launch, name, false, AuthKey.ofThisTree());
    return new WorkerJvm(child, errors, settings.hook());
  }

  private void step(String name) {
    if (hook != null) {
      hook.accept(name, pid());
    }
  }

  /**
   * Waits until the process is ready for work.
   *
   * @throws WorkerDiedException if it dies before that
   * @throws InitializerFailedException if it does not get through the initialiser
   */
  void prepare(WorkerSettings settings, String task) throws InitializerFailedException {
    step("started");
    try {
      child.connect();
      step("connected");
      child.send(Wire.frame(Wire.WORKER));
    } catch (IOException e) {
      kill();
      String when = "before it was ready for work (its error output may tell why) on ";
      throw new WorkerDiedException(end(child.awaitExit()), when, task, e);
    }
    byte[] initializer = settings.initializer();
    if (initializer != null) {
      initialize(initializer);
    }
    interrupts.allow();
    step("ready");
  }

  private void initialize(byte[] initializer) throws InitializerFailedException {
    send(initializer);
    byte[] reply = receive();
    while (reply != null && reply[0] == Wire.STARTED) {
      reply = receive();
    }
    Throwable failure =
        reply == null
            ? new WorkerDiedException(
                awaitExit(), "while it ran ", "the initializer of the pool", null)
            : Reply.failure(reply, "the initializer of the pool", null);
    if (failure != null) {
      throw new InitializerFailedException(failure);
    }
  }

  /** Sends a job, and before it, if it is the first of its map, the function. */
  void send(Job job) {
    tasks++;
    SentFunction function = job.function();
    if (function != null && functions.add(function)) {
      send(function.frame());
      step("function sent");
    }
    send(job.frame());
    step("job sent");
  }

  private void send(byte[] frame) {
    try {
      child.send(frame);
    } catch (IOException e) {
      // It is dying. What it said before that is still to be read, and then its end.
    }
  }

  /** Waits for a frame; null when the process is gone or will be at once. */
  byte @Nullable [] receive() {
    byte[] frame = child.receive();
    step("frame came");
    return frame;
  }

  /** Whether it was sent so many jobs. */
  boolean isUsedUp(int maxTasks) {
    return tasks >= maxTasks;
  }

  /** Whether it holds functions of maps that are over. */
  boolean remembersTooMuch() {
    return functions.stream().anyMatch(SentFunction::isOver);
  }

  /** Lets it forget them. */
  void forgetFunctions() {
    functions.removeIf(
        function -> {
          boolean over = function.isOver();
          if (over) {
            send(Wire.frame(Wire.FORGET, function.number()));
          }
          return over;
        });
  }

  boolean isAlive() {
    return child.isAlive();
  }

  /** Calls this when the process has ended, on some thread. */
  void onExit(Runnable action) {
    child.onExit(action);
  }

  long pid() {
    return child.pid();
  }

  /** Interrupts the body; does nothing if the process is not ready for one. */
  @Override
  public void interrupt() {
    interrupts.interrupt();
  }

  /** Waits until the last interrupt was sent: what is sent after that comes after it. An interrupt is kept for later. */
  void awaitInterrupts() {
    interrupts.awaitSent();
  }

  @Override
  public void kill() {
    child.kill();
  }

  /** Lets the shutdown hooks run, but not for long. */
  void terminate() {
    child.terminate();
    DelayedCall _ = DelayedCall.of(LAST_WORDS, this::kill).setDaemon(true).start();
  }

  /** No more jobs will come; waits for its end, which is not far then. */
  void dismiss() {
    step("dismissed");
    send(Wire.frame(Wire.QUIT));
    WorkerEnd _ = awaitExit();
  }

  /** Waits for the end, which is about to come. */
  WorkerEnd awaitExit() {
    return end(child.awaitExitOrKill(LAST_WORDS));
  }

  private WorkerEnd end(int exitCode) {
    return new WorkerEnd(
        pid(),
        exitCode,
        child.crashReport(),
        errors.lines(),
        child.lastLogs(),
        MemoryKills.count() > memoryKillsBefore);
  }
}
