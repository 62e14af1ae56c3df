package dev.ropewalk.multiprocess.shared;

import dev.ropewalk.multiprocess.memory.SharedBlock;
import java.io.InvalidObjectException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;
import org.openjdk.jcstress.infra.results.J_Result;
import org.openjdk.jcstress.infra.results.ZBB_Result;

/**
 * Claims checked for {@link SharedArray} and {@link SharedValue}, which access memory in the same way, over two mappings of
 * the same memory at different addresses, as two processes have it: see each nested class.
 */
public final class SharedArrayJCStress {

  private SharedArrayJCStress() {}

  /** Two elements of an array that is mapped twice. Making a mapping for each sample would be too slow. */
  public abstract static class MappedTwice {
    private static final int ELEMENTS = 1 << 20;
    private static final AtomicInteger NEXT = new AtomicInteger();

    static final SharedArray.OfLong HERE = SharedArray.ofLongs(ELEMENTS);
    static final SharedArray.OfLong THERE = mapAgain(HERE.block);

    final int first = (2 * NEXT.getAndIncrement()) & (ELEMENTS - 1);
    final int second = first + 1;

    MappedTwice() {
      HERE.set(first, 0);
      HERE.set(second, 0);
    }

    private static SharedArray.OfLong mapAgain(SharedBlock block) {
      try {
        return new SharedArray.OfLong(
            SharedBlock.attach(block.token(), block.path(), block.memory().byteSize()), ELEMENTS);
      } catch (InvalidObjectException e) {
        throw new AssertionError(e);
      }
    }
  }

  /** No addition is lost, whichever mapping it is made through. */
  @JCStressTest
  @Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "both additions count")
  @Outcome(expect = Expect.FORBIDDEN, desc = "one was lost")
  @State
  public static class AdditionLosesNothing extends MappedTwice {

    /** Adds through one mapping. */
    @Actor
    public void here() {
      long _ = HERE.addAndGet(first, 1);
    }

    /** Adds through the other. */
    @Actor
    public void there() {
      long _ = THERE.addAndGet(first, 1);
    }

    /** Reads the sum. */
    @Arbiter
    public void sum(J_Result result) {
      result.r1 = HERE.get(first);
    }
  }

  /** Adding in two steps, as {@code value += 1} does in Python without the lock. */
  @JCStressTest
  @Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "both additions count")
  @Outcome(id = "1", expect = Expect.ACCEPTABLE_INTERESTING, desc = "one was lost")
  @Outcome(expect = Expect.FORBIDDEN, desc = "neither counts")
  @State
  public static class BrokenAdditionInTwoSteps extends MappedTwice {

    /** Adds through one mapping. */
    @Actor
    public void here() {
      HERE.set(first, HERE.get(first) + 1);
    }

    /** Adds through the other. */
    @Actor
    public void there() {
      THERE.set(first, THERE.get(first) + 1);
    }

    /** Reads the sum. */
    @Arbiter
    public void sum(J_Result result) {
      result.r1 = HERE.get(first);
    }
  }

  /** Whoever sees an element set, through another mapping, sees what was set before it. */
  @JCStressTest
  @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "read before both were set")
  @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "read in between")
  @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "read after both were set")
  @Outcome(expect = Expect.FORBIDDEN, desc = "the second was seen set and the first was not")
  @State
  public static class SetPublishesWhatWasSetBefore extends MappedTwice {

    /** Sets the first element, then the second. */
    @Actor
    public void writer() {
      HERE.set(first, 1);
      HERE.set(second, 1);
    }

    /** Reads the second element, then the first. */
    @Actor
    public void reader(JJ_Result result) {
      result.r1 = THERE.get(second);
      result.r2 = THERE.get(first);
    }
  }

  /** The same with the second element set first. */
  @JCStressTest
  @Outcome(
      id = {"0, 0", "0, 1", "1, 1"},
      expect = Expect.ACCEPTABLE,
      desc = "as above")
  @Outcome(
      id = "1, 0",
      expect = Expect.ACCEPTABLE_INTERESTING,
      desc = "the second was seen set and the first was not")
  @Outcome(expect = Expect.FORBIDDEN, desc = "values that nobody wrote")
  @State
  public static class BrokenSetInTheWrongOrder extends MappedTwice {

    /** Sets the second element, then the first. */
    @Actor
    public void writer() {
      HERE.set(second, 1);
      HERE.set(first, 1);
    }

    /** Reads the second element, then the first. */
    @Actor
    public void reader(JJ_Result result) {
      result.r1 = THERE.get(second);
      result.r2 = THERE.get(first);
    }
  }

  /** Two neighbouring bytes in one word, one changed by compare-and-set, the other by plain stores of its own width. */
  public abstract static class Neighbours {
    private static final int ELEMENTS = 1 << 20;
    private static final AtomicInteger NEXT = new AtomicInteger();

    static final SharedArray.OfByte BYTES = SharedArray.ofBytes(ELEMENTS);

    final int first = (2 * NEXT.getAndIncrement()) & (ELEMENTS - 1);
    final int second = first + 1;

    Neighbours() {
      BYTES.set(first, (byte) 1);
      BYTES.set(second, (byte) 1);
    }
  }

  /** A compare-and-set of a byte fails only if that byte was another, and leaves its neighbour alone. */
  @JCStressTest
  @Outcome(id = "true, 2, 3", expect = Expect.ACCEPTABLE, desc = "both count")
  @Outcome(expect = Expect.FORBIDDEN, desc = "one was lost, or failed for its neighbour's sake")
  @State
  public static class NarrowCompareAndSetLeavesNeighboursAlone extends Neighbours {

    /** Changes one by compare-and-set. */
    @Actor
    public void compareAndSet(ZBB_Result result) {
      result.r1 = BYTES.compareAndSet(first, (byte) 1, (byte) 2);
    }

    /** Sets the other. */
    @Actor
    public void set() {
      BYTES.set(second, (byte) 3);
    }

    /** Reads both. */
    @Arbiter
    public void both(ZBB_Result result) {
      result.r2 = BYTES.get(first);
      result.r3 = BYTES.get(second);
    }
  }

  /** The same with a plain write of the whole word. */
  @JCStressTest
  @Outcome(id = "true, 2, 3", expect = Expect.ACCEPTABLE, desc = "both count")
  @Outcome(
      id = "true, 2, 1",
      expect = Expect.ACCEPTABLE_INTERESTING,
      desc = "the neighbour's was lost")
  @Outcome(expect = Expect.FORBIDDEN, desc = "values that nobody wrote")
  @State
  public static class BrokenNarrowSetOfTheWholeWord extends Neighbours {

    /** Changes one by writing both back. */
    @Actor
    public void set(ZBB_Result result) {
      MemorySegment pair = BYTES.memory.asSlice(first, Short.BYTES);
      int before = pair.get(ValueLayout.JAVA_SHORT, 0);
      pair.set(ValueLayout.JAVA_SHORT, 0, (short) (before + (LITTLE ? 1 : 1 << Byte.SIZE)));
      result.r1 = true;
    }

    /** Sets the other. */
    @Actor
    public void neighbour() {
      BYTES.set(second, (byte) 3);
    }

    /** Reads both. */
    @Arbiter
    public void both(ZBB_Result result) {
      result.r2 = BYTES.get(first);
      result.r3 = BYTES.get(second);
    }

    private static final boolean LITTLE = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
  }
}
