package dev.ropewalk.multiprocess;

import dev.ropewalk.multiprocess.pool.Identity;
import dev.ropewalk.threads.internal.Deadline;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The process that started this one: what {@code multiprocessing.parent_process()} returns.
 *
 * <p>Its end is seen only by what runs while this process ends too, such as a shutdown hook: no child outlives its parent by
 * more than two seconds. Python's children do.
 *
 * <p>{@link #join} can be interrupted.
 */
public final class ParentProcess {

  private final Identity identity;

  ParentProcess(Identity identity) {
    this.identity = identity;
  }

  /** The name. */
  public String getName() {
    return identity.parentName();
  }

  /** The process id, also after its end. */
  public long pid() {
    return identity.parent();
  }

  /** Whether it runs. */
  public boolean isAlive() {
    return identity.parentIsAlive();
  }

  /**
   * Waits until it has ended, but not longer than the timeout; zero only looks.
   *
   * @return whether it has ended
   * @throws IllegalArgumentException if the timeout is negative (Python treats it as zero)
   * @throws InterruptedException if interrupted on entry or while waiting
   */
  public boolean join(Duration timeout) throws InterruptedException {
    long nanos = Deadline.toNanos(timeout);
    try {
      long _ = end().get(nanos, TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException e) {
      return !isAlive();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the end of " + this + " can't be seen", e);
    }
  }

  /** Completed, with its id, when it has ended. Python: {@code sentinel}. */
  public CompletionStage<Long> sentinel() {
    return end().minimalCompletionStage();
  }

  private CompletableFuture<Long> end() {
    Optional<ProcessHandle> handle = ProcessHandle.of(pid());
    if (handle.isEmpty() || !isAlive()) { // in this order: its number may be another's by now
      return CompletableFuture.completedFuture(pid());
    }
    return handle.get().onExit().thenApply(ProcessHandle::pid);
  }

  @Override
  public String toString() {
    return "ParentProcess[" + getName() + ", pid " + pid() + (isAlive() ? "" : ", ended") + "]";
  }
}
