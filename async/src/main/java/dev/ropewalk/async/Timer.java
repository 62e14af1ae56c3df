package dev.ropewalk.async;

/** An entry that becomes ready at a certain time. Touched by the holder of the loop's baton only. */
final class Timer implements Comparable<Timer> {

  private static final long NOT_PENDING = -1;

  private final long when;
  private final ReadyEntry entry;

  /** Tells timers of the same time apart: the first one added is the first one due. */
  private long rank = NOT_PENDING;

  /**
   * @param when nanoseconds of the schedule's clock
   */
  Timer(long when, ReadyEntry entry) {
    this.when = when;
    this.entry = entry;
  }

  long when() {
    return when;
  }

  ReadyEntry entry() {
    return entry;
  }

  /** Whether it stands in the schedule, that is, isn't due yet. */
  boolean isPending() {
    return rank != NOT_PENDING;
  }

  void added(long newRank) {
    rank = newRank;
  }

  void removed() {
    rank = NOT_PENDING;
  }

  @Override
  public int compareTo(Timer other) {
    int byTime = Long.compare(when, other.when);
    return byTime != 0 ? byTime : Long.compare(rank, other.rank);
  }
}
