package dev.ropewalk.sync;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who waits for which mutex or semaphore at one moment, and who holds it; virtual threads included, which thread dumps and
 * the JDK's own deadlock detection leave out. Python has nothing like it.
 *
 * <p>Always at hand, with nothing to switch on: a primitive becomes known when the first thread queues for it. Only those
 * that somebody waits for are in a table. The holder of a {@link ReentrantMutex} is its owner. A {@link Mutex} has none;
 * who acquired it is known while {@link LockOrder} is checked. Permits of a semaphore have no holder.
 *
 * <p>Other threads go on while a table is made, so its rows may be a moment apart. A {@linkplain #deadlocks() deadlock} is
 * looked at twice. Threads that wait for a signal, an event or a barrier are not in it: nobody holds what they wait for.
 */
public final class LockTable {

  /**
   * A primitive that threads wait for.
   *
   * @param lock which one, and its state, as its {@code toString}
   * @param holders who has to release it, as far as that is known
   * @param waiters who waits for it, longest waiting first
   */
  public record Row(String lock, List<Thread> holders, List<Thread> waiters) {
    /** Copies the lists. */
    public Row {
      holders = List.copyOf(holders);
      waiters = List.copyOf(waiters);
    }
  }

  /**
   * One thread in a circle of threads that wait for each other.
   *
   * @param waiter the thread
   * @param lock what it waits for
   * @param holder who holds that: the waiter of the next link
   */
  public record Link(Thread waiter, String lock, Thread holder) {}

  /**
   * A circle of threads, each waiting for a mutex that the next one holds, the last for one of the first's. None of them goes
   * on unless a wait is interrupted or times out, or somebody else releases a {@link Mutex}.
   *
   * @param links one for each thread
   */
  public record Deadlock(List<Link> links) {
    /** Copies the list. */
    public Deadlock {
      links = List.copyOf(links);
    }

    @Override
    public String toString() {
      return links.stream()
          .map(
              link ->
                  "%s waits for %s, held by %s"
                      .formatted(
                          HoldableSync.describe(link.waiter()),
                          link.lock(),
                          HoldableSync.describe(link.holder())))
          .collect(Collectors.joining("; ", "deadlock: ", ""));
    }
  }

  private record Wait(Thread waiter, HoldableSync sync, Thread holder) {

    boolean goesOn() {
      return sync.isQueued(waiter) && sync.holders().contains(holder);
    }

    Link link() {
      return new Link(waiter, sync.name(), holder);
    }
  }

  private final List<Row> rows;
  private final List<Deadlock> deadlocks;

  private LockTable(List<Row> rows, List<Deadlock> deadlocks) {
    this.rows = List.copyOf(rows);
    this.deadlocks = List.copyOf(deadlocks);
  }

  /** The table of this moment. */
  public static LockTable now() {
    List<Row> rows = new ArrayList<>();
    Map<Thread, Wait> waits = new HashMap<>();
    for (HoldableSync sync : ContendedLocks.all()) {
      List<Thread> waiters = new ArrayList<>(sync.getQueuedThreads());
      if (!waiters.isEmpty()) {
        Collections.reverse(waiters);
        List<Thread> holders = sync.holders();
        rows.add(new Row(sync.toString(), holders, waiters));
        if (holders.size() == 1) {
          Thread holder = holders.getFirst();
          waiters.forEach(waiter -> waits.put(waiter, new Wait(waiter, sync, holder)));
        }
      }
    }
    return new LockTable(rows, circles(waits));
  }

  /** The primitives that somebody waits for, in no order. */
  public List<Row> rows() {
    return rows;
  }

  /** The circles of threads that wait for each other; empty if there are none. */
  public List<Deadlock> deadlocks() {
    return deadlocks;
  }

  /** A line for each row and for each deadlock. */
  @Override
  public String toString() {
    List<String> lines = new ArrayList<>();
    rows.forEach(
        row ->
            lines.add(
                "%s held by %s, waiting: %s"
                    .formatted(
                        row.lock(),
                        row.holders().isEmpty() ? "nobody known" : names(row.holders()),
                        names(row.waiters()))));
    deadlocks.forEach(deadlock -> lines.add(deadlock.toString()));
    return lines.isEmpty() ? "nobody waits for a lock" : String.join(System.lineSeparator(), lines);
  }

  private static String names(List<Thread> threads) {
    return threads.stream().map(HoldableSync::describe).collect(Collectors.joining(", "));
  }

  /** Follows each thread to the holder of what it waits for; a thread waits for one thing at a time. */
  private static List<Deadlock> circles(Map<Thread, Wait> waits) {
    List<Deadlock> circles = new ArrayList<>();
    Set<Wait> seen = new HashSet<>();
    for (Wait start : waits.values()) {
      List<Wait> path = new ArrayList<>();
      Wait wait = start;
      while (wait != null && seen.add(wait)) {
        path.add(wait);
        wait = waits.get(wait.holder());
      }
      int from = path.indexOf(wait);
      if (from >= 0) {
        List<Wait> circle = path.subList(from, path.size());
        if (circle.stream().allMatch(Wait::goesOn)) {
          circles.add(new Deadlock(circle.stream().map(Wait::link).toList()));
        }
      }
    }
    return circles;
  }
}
