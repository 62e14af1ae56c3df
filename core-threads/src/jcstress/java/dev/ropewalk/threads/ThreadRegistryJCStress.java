package dev.ropewalk.threads;

import dev.ropewalk.testkit.NotInterrupted;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/** Claims checked for {@link ThreadRegistry}: see each nested class. */
public final class ThreadRegistryJCStress {

  private ThreadRegistryJCStress() {}

  /** Two racing starts leave the registry as one does: the child is gone once it was joined. */
  @JCStressTest
  @Outcome(
      id = {"1, 0, 0", "0, 1, 0"},
      expect = Expect.ACCEPTABLE,
      desc = "one started it, nothing is left")
  @Outcome(expect = Expect.FORBIDDEN, desc = "started twice or never, or left in the registry")
  @State
  public static class AddedAndRemovedOnce {
    private final ChildThread<?> child = ChildThread.ofVirtual(() -> {});

    private int tryStart() {
      try {
        child.start();
        return 1;
      } catch (IllegalStateException e) {
        return 0;
      }
    }

    /** One start. */
    @Actor
    public void first(III_Result result) {
      result.r1 = tryStart();
    }

    /** Another start. */
    @Actor
    public void second(III_Result result) {
      result.r2 = tryStart();
    }

    /** Looks after the end. */
    @Arbiter
    public void look(III_Result result) {
      NotInterrupted.run(child::join);
      result.r3 = ChildThread.REGISTRY.child(child.thread()) == null ? 0 : 1;
    }
  }

  /** A registry whose starters all remove: the harness must be able to see a running child disappear. */
  @JCStressTest
  @Outcome(
      id = {"1, 0", "1, 1"},
      expect = Expect.ACCEPTABLE,
      desc = "listed, or the starter had not come to it")
  @Outcome(
      id = "0, 1",
      expect = Expect.ACCEPTABLE_INTERESTING,
      desc = "removed by a start that failed")
  @Outcome(expect = Expect.FORBIDDEN, desc = "nothing else is possible")
  @State
  public static class BrokenEveryStarterRemoves {
    private final Set<String> registry = ConcurrentHashMap.newKeySet();

    /** Adds and stays. */
    @Actor
    public void runs(II_Result result) {
      registry.add("child");
      result.r2 = 1;
    }

    /** Adds without looking whether it is there, fails to start, and removes. */
    @Actor
    public void fails() {
      registry.add("child");
      registry.remove("child");
    }

    /** Looks. */
    @Arbiter
    public void look(II_Result result) {
      result.r1 = registry.contains("child") ? 1 : 0;
    }
  }
}
