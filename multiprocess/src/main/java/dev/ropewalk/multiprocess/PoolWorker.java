package dev.ropewalk.multiprocess;

import dev.ropewalk.executors.engine.EngineFuture;
import dev.ropewalk.multiprocess.pool.ChildJvm;
import dev.ropewalk.multiprocess.pool.Wire;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One worker of a pool: a thread here that hands tasks, one at a time, to a JVM over there, and starts another JVM when that
 * one has died.
 */
final class PoolWorker implements Runnable {
  /*
   * A task is claimed (EngineFuture.start) once there is a JVM for it and before it is sent; until then it can be
   * cancelled as never begun. From then on its future ends in exactly one way, told by what comes next over the connection:
   *
   *   RESULT, FAILURE, UNPORTABLE   the body ended: its outcome
   *   the end, after STARTED        the worker died with the body: WorkerDiedException, or KILLED if it was cancelled
   *   the end, before STARTED       the worker died before the body began: the task moves to another JVM
   *
   * One thread reads the connection, so death and result can't race: what a worker sent before it died is read first.
   *
   * Field    read by            written by        ordering
   * jvm      its thread         its thread        plain; first too, once the thread is started
   * target   its thread, kill   its thread        volatile: whoever wants a JVM dead first says why (stopped, or the state
   * stopped  its thread         kill              of the future) and then reads target; the thread first sets target and
   *                                               then reads why. One of them sees the other, so no JVM that was about to
   *                                               be started gets away.
   *
   * Why no kill that was meant for one task reaches the next: see KillSwitch.
   */
  private static final int MAX_MOVES = 3;
  private static final Duration LAST_WORDS = Duration.ofSeconds(5);

  private final ProcessPool pool;
  private final Thread thread;

  private @Nullable Job first;
  private @Nullable ChildJvm jvm;
  private final Set<SentFunction> functions = new HashSet<>();
  private volatile KillSwitch target = new KillSwitch(() -> {});
  private volatile boolean stopped;

  PoolWorker(ProcessPool pool, String name, Job first) {
    this.pool = pool;
    this.first = first;
    this.thread = Thread.ofPlatform().name(name).daemon(false).unstarted(this);
  }

  void start() {
    thread.start();
  }

  /** Kills the process, now or as soon as there is one. For any thread. */
  void stop() {
    stopped = true;
    target.run();
  }

  @Override
  public void run() {
    try {
      Job job = first;
      first = null; // what it holds is not kept for as long as the worker
      for (; job != null; job = pool.take(this)) {
        if (job.isNone()) {
          forgetFunctions();
          continue;
        }
        execute(job);
        if (target.isTripped()) {
          int _ = bury();
        }
        boolean _ = Thread.interrupted(); // by a done callback; it would close the connection
      }
    } finally {
      dismiss();
      pool.left(this);
    }
  }

  private void execute(Job job) {
    EngineFuture<?> future = job.future();
    boolean claimed = false;
    for (int moves = 0; moves <= MAX_MOVES; moves++) {
      try {
        makeReady(job);
      } catch (IOException | RuntimeException | Error e) { // whatever it is, the pool goes on
        if (claimed || future.start(() -> {})) {
          future.killed(e);
        }
        return;
      }
      if (!claimed && !future.start(() -> target.run())) {
        return; // cancelled while it waited
      }
      claimed = true;
      if (future.isDone()) {
        future.killed(new IllegalStateException("cancelled before it was sent"));
        return;
      }
      if (exchange(job, moves == MAX_MOVES)) {
        return;
      }
    }
  }

  private void makeReady(Job job) throws IOException {
    if (jvm != null && jvm.isAlive()) {
      return;
    }
    int _ = bury();
    ChildJvm starting = ChildJvm.startWorker(pool.parallelism(), thread.getName());
    target = new KillSwitch(starting::kill);
    if (stopped) {
      target.run();
    }
    try {
      starting.connect();
      starting.send(Wire.frame(Wire.WORKER));
    } catch (IOException | RuntimeException | Error e) {
      target.run();
      String when = "before it was ready for work (its error output may tell why) on ";
      throw new WorkerDiedException(starting.pid(), starting.awaitExit(), when, job.toString(), e);
    }
    jvm = starting;
  }

  /** Lets the worker do the job and ends the future; false if the worker died before it began. */
  private boolean exchange(Job job, boolean lastTry) {
    ChildJvm worker = Objects.requireNonNull(jvm, "makeReady has run");
    boolean begun = false;
    byte[] frame;
    try {
      SentFunction function = job.function();
      if (function != null && functions.add(function)) {
        send(worker, function.frame());
      }
      send(worker, job.frame());
      frame = worker.receive();
      while (frame != null && frame[0] == Wire.STARTED) {
        begun = true;
        frame = worker.receive();
      }
    } catch (OutOfMemoryError e) { // the reply is larger than what is left of this heap
      target.run();
      int _ = bury();
      job.future().killed(e);
      return true;
    }
    if (frame != null) {
      if (!target.isTripped()) {
        pool.finishing();
      }
      Reply.deliver(frame, job);
      return true;
    }
    boolean wanted = target.isTripped();
    int exitCode = bury();
    if (!begun && !wanted && !lastTry) {
      return false;
    }
    String when = begun ? "while it ran " : "before it began ";
    job.future()
        .killed(new WorkerDiedException(worker.pid(), exitCode, when, job.toString(), null));
    return true;
  }

  /** Whether the process holds functions of maps that are over. */
  boolean remembersTooMuch() {
    return functions.stream().anyMatch(SentFunction::isOver);
  }

  private void forgetFunctions() {
    ChildJvm worker = jvm;
    functions.removeIf(
        function -> {
          boolean over = function.isOver();
          if (over && worker != null) {
            send(worker, Wire.frame(Wire.FORGET, function.number()));
          }
          return over;
        });
  }

  private static void send(ChildJvm worker, byte[] frame) {
    try {
      worker.send(frame);
    } catch (IOException e) {
      // It is dying. What it said before that is still to be read, and then its end.
    }
  }

  private void dismiss() {
    if (jvm != null) {
      send(jvm, Wire.frame(Wire.QUIT));
    }
    int _ = bury();
  }

  /** Waits for the end of the JVM, which is about to come, and forgets it; its exit code. */
  private int bury() {
    if (jvm == null) {
      return 0;
    }
    int exitCode = jvm.awaitExitOrKill(LAST_WORDS);
    jvm = null;
    functions.clear();
    return exitCode;
  }
}
