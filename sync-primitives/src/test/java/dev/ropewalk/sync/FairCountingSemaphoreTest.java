package dev.ropewalk.sync;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** {@link CountingSemaphore} with a strict order: the contract of semaphores. The order itself: {@link FairnessTest}. */
final class FairCountingSemaphoreTest extends SemaphoreContract {

  @Override
  CountingSemaphore newSemaphore(int permits) {
    return new CountingSemaphore(permits, true);
  }

  @Test
  void toString_saysThatItIsFair() {
    assertThat(newSemaphore(3).toString()).endsWith("[3 permits, 0 waiting, fair]");
    assertThat(newSemaphore(3).isFair()).isTrue();
    assertThat(new CountingSemaphore(3).isFair()).isFalse();
  }
}
