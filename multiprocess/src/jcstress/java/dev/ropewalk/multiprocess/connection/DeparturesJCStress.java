package dev.ropewalk.multiprocess.connection;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** Claims checked for {@link Departures}: see each nested class. */
public final class DeparturesJCStress {

  private DeparturesJCStress() {}

  /** The channel of an end that is closed here while its only offer is dropped is closed by exactly one of the two. */
  @JCStressTest
  @Outcome(id = "true, false", expect = Expect.ACCEPTABLE, desc = "dropped, then closed here")
  @Outcome(id = "false, true", expect = Expect.ACCEPTABLE, desc = "closed here, then dropped")
  @Outcome(expect = Expect.FORBIDDEN, desc = "the channel leaks, or is closed twice")
  @State
  public static class LongClosedByOne {
    private final Departures departures = new Departures();

    /** Offers it. */
    public LongClosedByOne() {
      departures.offer();
    }

    /** Closes it here. */
    @Actor
    public void closer(ZZ_Result result) {
      result.r1 = departures.close();
    }

    /** Nobody comes for it. */
    @Actor
    public void dropper(ZZ_Result result) {
      result.r2 = departures.drop();
    }
  }

  /** Of two who come for an end one gets it. */
  @JCStressTest
  @Outcome(
      id = {"true, false", "false, true"},
      expect = Expect.ACCEPTABLE,
      desc = "one gets it")
  @Outcome(expect = Expect.FORBIDDEN, desc = "both or none")
  @State
  public static class LongMovesOnce {
    private final Departures departures = new Departures();

    /** Comes for it. */
    @Actor
    public void first(ZZ_Result result) {
      result.r1 = departures.move();
    }

    /** So does this one. */
    @Actor
    public void second(ZZ_Result result) {
      result.r2 = departures.move();
    }
  }
}
