package dev.ropewalk.sync;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** {@link Mutex} with a strict order: the contracts of locks. The order itself: {@link FairnessTest}. */
final class FairMutexTest extends ExclusiveLockContract {

  @Override
  Mutex newLock() {
    return new Mutex(true);
  }

  @Test
  void isFair_tellsTheOrder() {
    assertThat(newLock().isFair()).isTrue();
    assertThat(newLock().toString()).endsWith("[unlocked, 0 waiting, fair]");
    assertThat(new Mutex().isFair()).isFalse();
  }
}
