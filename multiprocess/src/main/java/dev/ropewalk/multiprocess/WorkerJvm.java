package dev.ropewalk.multiprocess;

import dev.ropewalk.multiprocess.connection.AuthKey;
import dev.ropewalk.multiprocess.internal.Codec;
import dev.ropewalk.multiprocess.internal.Packet;
import dev.ropewalk.multiprocess.pool.ChildJvm;
import dev.ropewalk.multiprocess.pool.JavaCommand;
import dev.ropewalk.multiprocess.pool.LastLines;
import dev.ropewalk.multiprocess.pool.LaunchSettings;
import dev.ropewalk.multiprocess.pool.MemoryKills;
import dev.ropewalk.multiprocess.pool.ProcessorShare;
import dev.ropewalk.multiprocess.pool.Wire;
import dev.ropewalk.threads.internal.Deadline;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The process of a worker, and what it was sent. Served by the worker's thread; {@link #kill}, {@link #terminate} and {@link
 * #interrupt} are for any thread.
 */
final class WorkerJvm {

  private static final Duration LAST_WORDS = Duration.ofSeconds(5);

  private final ChildJvm child;
  private final @Nullable ObjLongConsumer<String> hook;
  private final Set<SentFunction> functions = new HashSet<>();
  private final LastLines errors;
  private final long memoryKillsBefore = MemoryKills.count();
  private long tasks;

  private WorkerJvm(ChildJvm child, LastLines errors, @Nullable ObjLongConsumer<String> hook) {
    this.child = child;
    this.hook = hook;
    this.errors = errors;
  }

  /** Starts a process that is one of so many, those that stand by included; {@link #prepare} next. */
  static WorkerJvm start(WorkerSettings settings, int workers, String name) throws IOException {
    LastLines errors = new LastLines();
    LaunchSettings launch =
        settings
            .launch()
            .forWorker(
                JavaCommand.heapOfEach(workers),
                ProcessorShare.ofEach(workers - settings.standby()),
                errors::on);
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
      child.limitExit(LAST_WORDS);
      step("connected");
      child.send(Wire.frame(Wire.WORKER));
      if (settings.serializer() != null) {
        child.send(Codec.encode(Wire.SERIALIZER, settings.serializer().getClass().getName()));
      }
    } catch (IOException e) {
      kill();
      String when = "before it was ready for work (its error output may tell why) on ";
      throw new WorkerDiedException(end(child.awaitExit()), when, task, e);
    }
    Packet initializer = settings.initializer();
    if (initializer != null) {
      initialize(initializer);
    }
    step("ready");
  }

  private void initialize(Packet initializer) throws InitializerFailedException {
    sendAll(List.of(initializer));
    Packet reply = receive();
    while (reply != null && reply.kind() == Wire.STARTED) {
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

  /** Lets it do what makes the first task of a program quick; returns before it has. */
  void warmUp() {
    send(Wire.frame(Wire.WARM_UP));
  }

  /** Whether it is there, now that it has been left alone for a while. */
  boolean isReady() {
    Packet packet = child.receive(Duration.ZERO);
    return packet != null;
  }

  /** The number that the process will know the next task by. */
  long nextNumber() {
    return tasks;
  }

  /** There is a task more that it will be sent. */
  void countTask() {
    tasks++;
  }

  /** Sends jobs, and before them the functions that they count on and the process has not got. */
  void send(List<Job> jobs) {
    for (Job job : jobs) {
      SentFunction function = job.function();
      if (function != null && functions.add(function)) {
        sendAll(List.of(function.packet()));
        step("function sent");
      }
    }
    sendAll(jobs.stream().map(Job::packet).toList());
    step("job sent");
  }

  private void sendAll(List<Packet> packets) {
    try {
      child.sendAll(packets);
    } catch (IOException e) {
      // It is dying. What it said before that is still to be read, and then its end.
    }
  }

  /** Asks for all tasks that have not begun. */
  void recall() {
    send(Wire.frame(Wire.RECALL));
  }

  private void send(byte[] frame) {
    try {
      child.send(frame);
    } catch (IOException e) {
      // As above.
    }
  }

  /** Waits for a frame; null when the process is gone or will be at once. An interrupt is kept for later. */
  @Nullable Packet receive() {
    Packet packet = child.receive();
    step("frame came");
    return packet;
  }

  /** The same, or an empty one if there is none in time. */
  @Nullable Packet receive(Duration timeout) {
    Packet packet = child.receive(timeout);
    if (packet == null || !packet.isEmpty()) {
      step("frame came");
    }
    return packet;
  }

  /** How many tasks it may be sent yet, out of so many. */
  int tasksLeft(int maxTasks) {
    return (int) Math.max(0, maxTasks - tasks);
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

  /** How long it has taken to read tasks and write results, as far as it has told. */
  long codecNanos() {
    return child.codecNanos();
  }

  boolean isAlive() {
    return child.isAlive();
  }

  /** Waits until {@link #wake} is called, and takes care of what the process says meanwhile; false once it is gone. May return early. */
  boolean attend() {
    return child.attend();
  }

  /** Ends the present {@link #attend}, or if there is none the next. For any thread. */
  void wake() {
    child.wake();
  }

  long pid() {
    return child.pid();
  }

  /** Interrupts the body of a task. For any thread. */
  void interrupt(long task) {
    child.interrupt(task);
  }

  /** Ends it at once. For any thread. */
  void kill() {
    child.kill();
  }

  /** Lets the shutdown hooks run, but not for long. */
  void terminate() {
    child.terminate();
    Future<?> _ = KillTimer.in(LAST_WORDS, this::kill);
  }

  /** No more jobs will come; hears the last it has to say and waits for its end, which is not far then. */
  void dismiss() {
    step("dismissed");
    send(Wire.frame(Wire.QUIT));
    Deadline deadline = Deadline.after(LAST_WORDS);
    Packet packet = Packet.of(Wire.QUIT);
    while (packet != null && !packet.isEmpty()) {
      packet = child.receive(Duration.ofNanos(Math.max(0, deadline.remainingNanos())));
    }
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
