package dev.ropewalk.sync;

import java.time.Duration;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * {@link Barrier} for one party: whatever threads do at once could have been done one after the other. A meeting of several
 * is not a thing that can be done one after the other; {@code BarrierJCStress} has those.
 */
final class BarrierLincheckTest {

  @Test
  void rounds_areLinearizable() {
    Lincheck.BRIEF.check(Rounds.class, RoundsSpecification.class);
  }

  @Test
  @Tag("stress")
  void rounds_manyHistories_areLinearizable() {
    Lincheck.LONG.check(Rounds.class, RoundsSpecification.class);
  }

  /** All that can be done with it. */
  public static final class Rounds {
    private final Barrier barrier = new Barrier(1);

    @Operation
    public boolean await() throws InterruptedException {
      try {
        return barrier.await() == 0;
      } catch (BarrierBrokenException e) {
        return false;
      }
    }

    @Operation
    public boolean awaitBriefly() throws InterruptedException {
      try {
        return barrier.await(Duration.ofSeconds(1)) == 0;
      } catch (BarrierBrokenException e) {
        return false;
      }
    }

    @Operation
    public void abort() {
      barrier.abort();
    }

    @Operation
    public void reset() {
      barrier.reset();
    }

    @Operation
    public boolean isBroken() {
      return barrier.isBroken();
    }
  }

  /** What it means. */
  public static final class RoundsSpecification {
    private boolean broken;

    public boolean await() {
      return !broken;
    }

    public boolean awaitBriefly() {
      return !broken;
    }

    public void abort() {
      broken = true;
    }

    public void reset() {
      broken = false;
    }

    public boolean isBroken() {
      return broken;
    }
  }
}
