package dev.ropewalk.multiprocess;

/**
 * Why a pool is broken.
 *
 * @param reason as the end of a sentence
 * @param cause what it came from
 * @param endsAll whether the tasks that run are lost too
 */
record Breakage(String reason, Throwable cause, boolean endsAll) {

  static Breakage ofInitializer(Throwable failure) {
    return new Breakage("the initializer of its processes failed", failure, false);
  }

  static Breakage ofDeath(WorkerDiedException death) {
    return new Breakage("one of its processes died", death, true);
  }

  /** What futures and later submissions of this pool fail with. */
  BrokenProcessPoolException of(ProcessPool pool) {
    return new BrokenProcessPoolException(
        "the pool runs no more tasks, because " + reason + ": " + pool, cause);
  }
}
