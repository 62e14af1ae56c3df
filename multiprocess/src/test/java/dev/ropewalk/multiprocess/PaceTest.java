package dev.ropewalk.multiprocess;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PaceTest {

  private final Pace pace = new Pace();

  private void endMany() {
    pace.begins();
    for (int i = 0; i < 100; i++) {
      pace.ended();
    }
  }

  @Test
  void window_isOneUntilTasksAreSeenToBeTiny_andHasAnEnd() {
    assertThat(pace.window()).isEqualTo(1);
    endMany();
    assertThat(pace.window()).isEqualTo(64);
  }

  @Test
  void taskThatTakesLong_closesTheWindow() {
    endMany();
    pace.stalled();
    assertThat(pace.window()).isEqualTo(1);
  }

  @Test
  void tasksOfAMillisecond_areSentOneOrTwoAtATime() {
    pace.begins();
    for (int i = 0; i < 20; i++) {
      long end = System.nanoTime() + 1_000_000;
      while (System.nanoTime() < end) {
        Thread.onSpinWait();
      }
      pace.ended();
    }
    assertThat(pace.window()).isLessThanOrEqualTo(2);
  }
}
