package dev.ropewalk.multiprocess;

import dev.ropewalk.executors.engine.EngineFuture;
import dev.ropewalk.multiprocess.pool.Wire;
import java.io.IOException;
import java.util.Objects;
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
   * jvm      its thread; others its thread        volatile: whoever wants a JVM dead first says why (stopped, or the state
   * stopped  its thread         stop, terminate   of the future) and then reads jvm; the thread first sets jvm and then reads
   *                                               why. One of them sees the other, so no JVM that was about to be started
   *                                               gets away.
   * first    its thread         its thread        plain, once the thread is started
   *
   * Why no interrupt and no kill that was meant for one task reaches the next: see KillSwitch. An interrupt is sent before
   * the next task is, and the process drops what comes between two tasks (ParentLink).
   */
  private static final int MAX_MOVES = 3;

  private final ProcessPool pool;
  private final WorkerSettings settings;
  private final Thread thread;

  private @Nullable Job first;
  private volatile @Nullable WorkerJvm jvm;
  private volatile boolean stopped;

  PoolWorker(ProcessPool pool, WorkerSettings settings, String name, Job first) {
    this.pool = pool;
    this.settings = settings;
    this.first = first;
    this.thread = Thread.ofPlatform().name(name).daemon(false).unstarted(this);
  }

  void start() {
    thread.start();
  }

  /** Kills the process, now or as soon as there is one. For any thread. */
  void stop() {
    stopped = true;
    WorkerJvm running = jvm;
    if (running != null) {
      running.kill();
    }
  }

  /** The same, but lets the shutdown hooks of a process that is there run. For any thread. */
  void terminate() {
    stopped = true;
    WorkerJvm running = jvm;
    if (running != null) {
      running.terminate();
    }
  }

  @Override
  public void run() {
    try {
      Job job = first;
      first = null; // what it holds is not kept for as long as the worker
      for (; job != null; job = pool.take(this)) {
        if (job.isNone()) {
          present().forgetFunctions();
        } else {
          execute(job);
          boolean _ = Thread.interrupted(); // by a done callback; it would close the connection
        }
      }
    } finally {
      dismiss();
      pool.left(this);
    }
  }

  /** Whether the process holds functions of maps that are over. */
  boolean remembersTooMuch() {
    WorkerJvm present = jvm;
    return present != null && present.remembersTooMuch();
  }

  private void execute(Job job) {
    EngineFuture<?> future = job.future();
    KillSwitch killSwitch = new KillSwitch(new PresentProcess(), settings.cancelGrace());
    boolean claimed = false;
    for (int moves = 0; moves <= MAX_MOVES; moves++) {
      try {
        makeReady(job);
      } catch (InitializerFailedException e) {
        WorkerEnd _ = bury();
        end(future, claimed, stopped ? e.reason() : pool.breakBy(e.reason()));
        return;
      } catch (IOException | RuntimeException | Error e) { // whatever it is, the pool goes on
        WorkerEnd _ = bury();
        end(future, claimed, e);
        return;
      }
      if (!claimed && !future.start(killSwitch)) {
        return; // cancelled while it waited
      }
      claimed = true;
      if (killSwitch.isTripped()) {
        future.killed(new IllegalStateException("cancelled before it was sent"));
        giveUpIfKilled(killSwitch);
        return;
      }
      if (exchange(job, killSwitch, moves == MAX_MOVES)) {
        giveUpIfKilled(killSwitch);
        if (jvm != null && present().isUsedUp(settings.maxTasks())) {
          dismiss();
        }
        return;
      }
    }
  }

  private static void end(EngineFuture<?> future, boolean claimed, Throwable failure) {
    if (claimed || future.start(() -> {})) {
      future.killed(failure);
    }
  }

  private void makeReady(Job job) throws IOException, InitializerFailedException {
    WorkerJvm present = jvm;
    if (present != null && present.isAlive()) {
      return;
    }
    WorkerEnd _ = bury();
    WorkerJvm starting = WorkerJvm.start(settings, pool.parallelism(), thread.getName());
    jvm = starting;
    if (stopped) {
      starting.kill();
    }
    starting.prepare(settings, job.toString());
  }

  /** Lets the worker do the job and ends the future; false if the worker died before it began. */
  private boolean exchange(Job job, KillSwitch killSwitch, boolean lastTry) {
    WorkerJvm worker = present();
    boolean begun = false;
    byte[] frame;
    try {
      worker.send(job);
      frame = worker.receive();
      while (frame != null && frame[0] == Wire.STARTED) {
        begun = true;
        frame = worker.receive();
      }
    } catch (OutOfMemoryError e) { // the reply is larger than what is left of this heap
      worker.kill();
      WorkerEnd _ = bury();
      job.future().killed(e);
      return true;
    }
    if (frame != null) {
      if (!killSwitch.isTripped() && !worker.isUsedUp(settings.maxTasks())) {
        pool.finishing();
      }
      Reply.deliver(frame, job);
      return true;
    }
    boolean wanted = stopped || killSwitch.isTripped();
    WorkerEnd end = Objects.requireNonNull(bury(), "it was there");
    if (!begun && !wanted && !lastTry && !end.heapExhausted()) {
      return false;
    }
    String when = begun ? "while it ran " : "before it began ";
    job.future().killed(new WorkerDiedException(end, when, job.toString(), null));
    return true;
  }

  /** After the end of a task: if it was cancelled and its process killed, that process gets no other task. */
  private void giveUpIfKilled(KillSwitch killSwitch) {
    if (!killSwitch.isTripped()) {
      return;
    }
    if (!killSwitch.spare()) {
      WorkerEnd _ = bury();
    } else if (jvm != null) {
      present().awaitInterrupts();
    }
  }

  private WorkerJvm present() {
    return Objects.requireNonNull(jvm, "makeReady has run");
  }

  private void dismiss() {
    WorkerJvm present = jvm;
    if (present != null) {
      present.dismiss();
      jvm = null;
    }
  }

  /** Waits for the end of the JVM, which is about to come, and forgets it; null if there is none. */
  private @Nullable WorkerEnd bury() {
    WorkerJvm present = jvm;
    if (present == null) {
      return null;
    }
    WorkerEnd end = present.awaitExit();
    jvm = null;
    return end;
  }

  /** Whatever process does the task when it is cancelled: it may have moved. */
  private final class PresentProcess implements KillSwitch.Target {
    @Override
    public void interrupt() {
      WorkerJvm present = jvm;
      if (present != null) {
        present.interrupt();
      }
    }

    @Override
    public void kill() {
      WorkerJvm present = jvm;
      if (present != null) {
        present.kill();
      }
    }
  }
}
