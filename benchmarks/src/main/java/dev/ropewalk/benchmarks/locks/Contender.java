package dev.ropewalk.benchmarks.locks;

import dev.ropewalk.benchmarks.WaitTimes;
import java.util.concurrent.Callable;
import org.openjdk.jmh.infra.Blackhole;

/** One of the threads that want the lock: works outside, passes, and so on, until the contest is over. */
final class Contender implements Callable<Contender> {
  /*
   * Only its own thread writes the fields; others read them after its end, which the future that runs it orders. It counts
   * in locals and fields of its own, so counting makes no two threads share memory.
   *
   * Timing every pass would slow down what is measured. So one in 64 is timed, on average: the gaps are random, since a
   * fixed one could keep in step with the turns that a lock gives to its threads, and then always meet the first of a turn.
   */

  /** The number of passes from one that is timed to the next is between 1 and this, the mean 64. */
  private static final int LARGEST_STEP = 127;

  private final Contest contest;
  private final Gate gate;
  private final Section section;
  private final long tokens;
  private int random;

  private final WaitTimes waits = new WaitTimes();
  private long passes;
  private long counted;

  Contender(Contest contest, Gate gate, Section section, long tokens, int index) {
    this.contest = contest;
    this.gate = gate;
    this.section = section;
    this.tokens = tokens;
    this.random = index + 1;
  }

  /** Comes back as itself, with all results in it. */
  @Override
  public Contender call() throws InterruptedException {
    contest.arrive();
    int untilTimed = 0;
    while (true) {
      if (tokens > 0) {
        Blackhole.consumeCPU(tokens);
      }
      boolean recorded = false;
      if (untilTimed-- == 0) {
        recorded = timedPass();
        untilTimed = nextStep() - 1;
      } else {
        gate.pass(section, false);
      }
      passes++;
      Contest.Phase phase = contest.phase();
      if (phase == Contest.Phase.OVER) {
        return this;
      }
      if (phase == Contest.Phase.MEASURED) {
        counted++;
        if (recorded) {
          contest.recorded();
        }
      }
    }
  }

  /** A wait that begins while it counts is recorded even if it ends later: the longest ones do. */
  private boolean timedPass() throws InterruptedException {
    boolean counts = contest.phase() == Contest.Phase.MEASURED;
    long start = System.nanoTime();
    long got = gate.pass(section, true);
    if (counts) {
      waits.record(got - start);
    }
    return counts;
  }

  /** Marsaglia's xorshift: cheap, and the same in each run. */
  private int nextStep() {
    random ^= random << 13;
    random ^= random >>> 17;
    random ^= random << 5;
    return Math.floorMod(random, LARGEST_STEP) + 1;
  }

  /** How long it waited, in passes that began while it counted. */
  WaitTimes waits() {
    return waits;
  }

  /** All its passes. */
  long passes() {
    return passes;
  }

  /** Its passes that ended while it counted. */
  long counted() {
    return counted;
  }
}
