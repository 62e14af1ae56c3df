package dev.ropewalk.sync;

import java.time.Duration;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@link Event}: whatever threads do at once could have been done one after the other. */
final class EventLincheckTest {

  @Test
  void setAndClear_areLinearizable() {
    Lincheck.BRIEF.check(Flag.class, FlagSpecification.class);
  }

  @Test
  @Tag("stress")
  void setAndClear_manyHistories_areLinearizable() {
    Lincheck.LONG.check(Flag.class, FlagSpecification.class);
  }

  /** The calls that don't wait. */
  public static final class Flag {
    private final Event event = new Event();

    @Operation
    public void set() {
      event.set();
    }

    @Operation
    public void clear() {
      event.clear();
    }

    @Operation
    public boolean isSet() {
      return event.isSet();
    }

    @Operation
    public boolean awaitNow() throws InterruptedException {
      return event.await(Duration.ZERO);
    }
  }

  /** What they mean. */
  public static final class FlagSpecification {
    private boolean set;

    public void set() {
      set = true;
    }

    public void clear() {
      set = false;
    }

    public boolean isSet() {
      return set;
    }

    public boolean awaitNow() {
      return set;
    }
  }
}
