package dev.ropewalk.sync;

/** {@link ReentrantMutex} with a strict order: the contracts of locks. The order itself: {@link FairnessTest}. */
final class FairReentrantMutexTest extends ExclusiveLockContract {

  @Override
  ReentrantMutex newLock() {
    return new ReentrantMutex(true);
  }
}
