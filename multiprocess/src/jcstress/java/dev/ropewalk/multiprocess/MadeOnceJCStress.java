package dev.ropewalk.multiprocess;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** Claims checked for {@link MadeOnce}: see each nested class. */
public final class MadeOnceJCStress {

  private MadeOnceJCStress() {}

  /** Two threads that ask for the first time get one value, which was made once, and see what its maker wrote. */
  @JCStressTest
  @Outcome(id = "7, 7, 1", expect = Expect.ACCEPTABLE, desc = "made once, and seen whole")
  @Outcome(expect = Expect.FORBIDDEN, desc = "made twice, or seen before it was made")
  @State
  public static class LongMadeOnceSeenByBoth {
    private final MadeOnce once = new MadeOnce();
    private int makes;

    /** Its fields are plain. */
    private static final class Value {
      int content;
    }

    private Value make() {
      makes++;
      Value value = new Value();
      value.content = 7;
      return value;
    }

    private Value value() {
      try {
        if (once.get(this::make) instanceof Value value) {
          return value;
        }
        throw new AssertionError("no value");
      } catch (Exception e) {
        throw new AssertionError("the maker throws nothing", e);
      }
    }

    /** Asks. */
    @Actor
    public void one(III_Result result) {
      result.r1 = value().content;
    }

    /** Asks. */
    @Actor
    public void other(III_Result result) {
      result.r2 = value().content;
    }

    /** How often it was made. */
    @Arbiter
    public void count(III_Result result) {
      result.r3 = makes;
    }
  }
}
