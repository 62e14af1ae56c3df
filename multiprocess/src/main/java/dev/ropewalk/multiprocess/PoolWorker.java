package dev.ropewalk.multiprocess;

import dev.ropewalk.executors.engine.EngineFuture;
import dev.ropewalk.multiprocess.pool.Wire;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
   *   the end, after STARTED        the worker died with the body: WorkerDiedException, or another attempt if the pool allows
   *                                 it, or KILLED if it was cancelled
   *   the end, before STARTED       the worker died before the body began: the task moves to another JVM
   *
   * If a death breaks the pool, both ends do. An attempt follows only after the end of the process of the one before (bury),
   * so no two bodies of one task run at a time. The future runs all the while: a canceller trips its one switch, which acts on
   * the present JVM, or, while there is none that is ready, is seen before the task is sent.
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
   * In the same way an attempt whose task is cancelled is interrupted or not sent: see Interrupts.
   *
   * Why no interrupt and no kill that was meant for one task reaches the next: see KillSwitch. An interrupt is sent before
   * the next task is, and the process drops what comes between two tasks (ParentLink).
   */
  private static final Logger LOG = LoggerFactory.getLogger(ProcessPool.class);
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
          lookAfterProcess();
        } else {
          new Errand(job).run();
          boolean _ = Thread.interrupted(); // by a done callback; it would close the connection
        }
      }
    } finally {
      dismiss();
      pool.left(this);
    }
  }

  /** Whether the process holds functions of maps that are over, or is gone, which breaks the pool. */
  boolean hasToLookAfterItsProcess() {
    WorkerJvm present = jvm;
    return present != null
        && (present.remembersTooMuch() || (settings.breaks() && !present.isAlive()));
  }

  private void lookAfterProcess() {
    if (settings.breaks() && !present().isAlive()) {
      WorkerEnd end = Objects.requireNonNull(bury(), "it was there");
      if (!stopped) {
        pool.breakBy(
            Breakage.ofDeath(new WorkerDiedException(end, "while it waited for ", "a task", null)));
      }
    } else {
      present().forgetFunctions();
    }
  }

  private void makeReady(Job job) throws IOException, InitializerFailedException {
    WorkerJvm present = jvm;
    if (present != null) {
      if (present.isAlive()) {
        return;
      }
      WorkerEnd end = Objects.requireNonNull(bury(), "it was there");
      if (settings.breaks()) {
        String when = "while it waited, before it was to run ";
        throw new WorkerDiedException(end, when, job.toString(), null);
      }
    }
    WorkerJvm starting = WorkerJvm.start(settings, pool.parallelism(), thread.getName());
    jvm = starting;
    if (stopped) {
      starting.kill();
    }
    if (settings.breaks()) {
      starting.onExit(pool::lookAround);
    }
    starting.prepare(settings, job.toString());
  }

  /** One task, from when it was taken until its future has ended. */
  private final class Errand {
    private final Job job;
    private final EngineFuture<?> future;
    private final KillSwitch killSwitch =
        new KillSwitch(new PresentProcess(), settings.cancelGrace());

    /** Those of the workers that died under the task. */
    private final List<WorkerDiedException> deaths = new ArrayList<>(0);

    private int moves;
    private boolean claimed;

    Errand(Job job) {
      this.job = job;
      this.future = job.future();
    }

    void run() {
      boolean ended = false;
      while (!ended) {
        ended = attempt();
      }
      giveUpIfKilled(killSwitch);
      if (jvm != null && present().isUsedUp(settings.maxTasks())) {
        dismiss();
      }
    }

    /** Whether the future has ended; else there is to be another attempt. */
    private boolean attempt() {
      try {
        makeReady(job);
      } catch (InitializerFailedException e) {
        dismiss(); // it is alive and waits, unless the initializer ended it
        return end(isEndWanted() ? e.reason() : pool.breakBy(Breakage.ofInitializer(e.reason())));
      } catch (WorkerDiedException e) {
        WorkerEnd _ = bury();
        return endAfter(e);
      } catch (IOException | RuntimeException | Error e) { // whatever it is, the pool goes on
        WorkerEnd _ = bury();
        return end(e);
      }
      if (!(claimed ? future.restartLimit() : future.start(killSwitch))) {
        return true; // cancelled while it waited
      }
      claimed = true;
      if (killSwitch.isTripped()) {
        return end(new IllegalStateException("cancelled before it was sent"));
      }
      return exchange();
    }

    /** Lets the worker do the job. Whether the future has ended; not if the worker has died and the task is to be run again. */
    private boolean exchange() {
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
        return end(e);
      }
      if (frame != null) {
        if (!killSwitch.isTripped() && !worker.isUsedUp(settings.maxTasks())) {
          pool.finishing();
        }
        Reply.deliver(frame, job);
        return true;
      }
      future.stopLimit();
      WorkerEnd end = Objects.requireNonNull(bury(), "it was there");
      boolean moves = !begun && !end.heapExhausted() && !settings.breaks() && !isEndWanted();
      if (moves && this.moves++ < MAX_MOVES) {
        return false;
      }
      String when = begun ? "while it ran " : "before it began ";
      return endAfter(new WorkerDiedException(end, when, job.toString(), null));
    }

    private boolean isEndWanted() {
      return stopped || killSwitch.isTripped();
    }

    /** The worker died under the task. Whether the future has ended; else the task is to be run again. */
    private boolean endAfter(WorkerDiedException death) {
      if (isEndWanted()) {
        return end(pool.stoppedBy(death));
      }
      if (settings.breaks()) {
        return end(pool.breakBy(Breakage.ofDeath(death)));
      }
      if (deaths.size() + 1 < settings.maxAttempts()) {
        deaths.add(death);
        LOG.warn(
            "Attempt {} of {} follows: {}",
            deaths.size() + 1,
            settings.maxAttempts(),
            death.getMessage());
        return false;
      }
      return end(death.after(deaths));
    }

    private boolean end(Throwable failure) {
      if (claimed || future.start(() -> {})) {
        future.killed(failure);
      }
      return true;
    }
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
