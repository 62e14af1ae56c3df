package dev.ropewalk.async;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StandstillTest {

  private static final long SLOW = 100;

  private final Progress progress = new Progress();
  private final Standstill standstill = new Standstill();
  private long collected;

  private long look(long elapsed) {
    return standstill.look(progress.word(), elapsed, SLOW, () -> collected);
  }

  private void stepIsSeenTwice() {
    progress.nextStep(Progress.State.RUNNING);
    assertThat(look(1_000)).isZero(); // of which most may have passed before the step
    assertThat(look(1_000)).isZero();
  }

  @Test
  void sameStep_isReportedOnceItHasLastedSoLong_andAgainAfterTenTimesThat() {
    stepIsSeenTwice();
    assertThat(look(60)).isZero();
    assertThat(look(60)).isEqualTo(120);
    assertThat(look(1_079)).isZero();
    assertThat(look(1)).isEqualTo(1_200);
  }

  @Test
  void anotherStep_countsAnew() {
    stepIsSeenTwice();
    assertThat(look(99)).isZero();
    stepIsSeenTwice();
    assertThat(look(99)).isZero();
    assertThat(look(1)).isEqualTo(100);
  }

  @Test
  void stepThatHasNotBegun_counts_andNothingToDoDoesNot() {
    progress.nextStep(Progress.State.HANDED);
    look(1);
    look(1);
    assertThat(look(100)).isEqualTo(100);
    progress.nextStep(Progress.State.IDLE);
    for (int i = 0; i < 5; i++) {
      assertThat(look(1_000)).isZero();
    }
  }

  @Test
  void collections_areNotCounted() {
    collected = 5_000; // before
    stepIsSeenTwice();
    collected += 70;
    assertThat(look(100)).isZero();
    collected += 500; // more than the time since the last look, as its clock is a coarse one
    assertThat(look(100)).isZero();
    assertThat(look(69)).isZero();
    assertThat(look(1)).isEqualTo(100);
  }
}
