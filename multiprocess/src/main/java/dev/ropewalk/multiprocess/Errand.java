package dev.ropewalk.multiprocess;

import dev.ropewalk.executors.engine.EngineFuture;
import dev.ropewalk.multiprocess.internal.Packet;
import dev.ropewalk.threads.internal.Recordings;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One task in the hands of a worker, from when that took it until its future has ended or it was given back. Served by the
 * worker's thread, but that any thread may cancel.
 */
final class Errand {

  private final Job job;
  private final EngineFuture<?> future;
  private final KillSwitch killSwitch;
  private final Interrupts interrupts = new Interrupts();

  /** Of the workers that died under the task. */
  private final List<WorkerDiedException> deaths = new ArrayList<>(0);

  private int moves;
  private long number;
  private boolean claimed;
  private boolean begun;
  private @Nullable ProcessTaskEvent event;

  /** Of this job, done by this worker. */
  Errand(Job job, PoolWorker worker, WorkerSettings settings) {
    this.job = job;
    this.future = job.future();
    this.killSwitch =
        new KillSwitch(
            new KillSwitch.Target() {
              @Override
              public void interrupt() {
                interrupts.interrupt();
              }

              @Override
              public void kill() {
                worker.killFor(Errand.this);
              }
            },
            settings.cancelGrace());
  }

  Job job() {
    return job;
  }

  /** Takes the task, unless it has been; false if it was cancelled before, or has ended. */
  boolean claim() {
    boolean held = claimed ? future.restartLimit() : future.start(killSwitch);
    claimed = true;
    return held;
  }

  /** It is about to be sent to this process; false if it was cancelled, and is not to be. */
  boolean goTo(WorkerJvm process) {
    long its = process.nextNumber();
    number = its;
    begun = false;
    interrupts.open(() -> process.interrupt(its));
    if (killSwitch.isTripped()) {
      return false;
    }
    process.countTask();
    event = Recordings.any() ? ProcessTaskEvent.sent(job, process.pid()) : null;
    return true;
  }

  /** What the process knows it by. */
  boolean isNumber(long other) {
    return number == other;
  }

  /** The process has taken it. */
  void begin() {
    begun = true;
  }

  boolean hasBegun() {
    return begun;
  }

  /** Its outcome has come. */
  void record(Packet outcome) {
    if (event != null) {
      event.ended(job, outcome);
      event = null; // whoever runs out of memory after this loses the process, too
    }
  }

  /** Its process is gone, and has not told how it ended. */
  void loseProcess() {
    if (begun) {
      record(Packet.of());
    }
    interrupts.close();
    future.stopLimit();
  }

  /** The process has not begun it and will not. Whether it is to be done by whoever comes next; else it has ended. */
  boolean unstart() {
    interrupts.close();
    return future.unstart();
  }

  /** Counts how often it went to another process because one died before it began. */
  int countMove() {
    return ++moves;
  }

  /** Another worker has died under it. */
  void countDeath(WorkerDiedException death) {
    deaths.add(death);
  }

  /** Under how many workers it has begun. */
  int attempts() {
    return deaths.size() + 1;
  }

  /** What it fails with when the last worker has died under it. */
  WorkerDiedException after(WorkerDiedException death) {
    return death.after(deaths);
  }

  /** Ends it without an outcome of the body. */
  void end(Throwable failure) {
    if (claimed || future.start(() -> {})) {
      future.killed(failure);
    }
  }

  boolean isDone() {
    return future.isDone();
  }

  /** Whether somebody's code runs when the future ends. */
  boolean hasCallbacks() {
    return future.hasCallbacks();
  }

  boolean isCancelled() {
    return killSwitch.isTripped();
  }

  /** Whether it was cancelled, and had its time to end. */
  boolean isToBeKilled() {
    return killSwitch.isOver();
  }

  /** It has ended: from now on nobody will want to kill for it, who does not already. */
  void spare() {
    if (killSwitch.isTripped()) {
      boolean _ = killSwitch.spare();
    }
  }

  @Override
  public String toString() {
    return job.toString();
  }
}
