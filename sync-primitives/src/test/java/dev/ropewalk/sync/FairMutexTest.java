package dev.ropewalk.sync;

/** {@link Mutex} with a strict order: the contracts of locks. The order itself: {@link FairnessTest}. */
final class FairMutexTest extends ExclusiveLockContract {

  @Override
  Mutex newLock() {
    return new Mutex(true);
  }
}
