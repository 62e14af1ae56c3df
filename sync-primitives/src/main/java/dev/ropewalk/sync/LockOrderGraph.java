package dev.ropewalk.sync;

import dev.ropewalk.sync.LockOrderException.Acquisition;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** What {@link LockOrder} knows: who holds what, and which lock was acquired with which other one held. */
final class LockOrderGraph {
  /*
   * An edge from a to b: some thread acquired b while it held a. A thread that holds h may wait for s unless a path leads
   * from s to h. Without a cycle in the graph there is an order that all threads keep, and threads that acquire in one
   * order can't wait for each other in a circle.
   *
   * Everything is guarded by one lock of the JDK's, which is never held while waiting for anything: the graph decides under
   * it, and logs and throws after it. A lock is noted as acquired before anybody else can release it, and as released
   * before anybody else can acquire it, so of one lock acquires and releases alternate here.
   *
   * Maps are weak in locks and threads, and no value refers to a lock or thread but by weak keys: the graph keeps nothing
   * alive.
   */

  private record Edge(Acquisition first, Acquisition second) {}

  private final LockOrder.Reaction reaction;
  private final ReentrantLock guard = new ReentrantLock();

  // guarded by guard
  private final Map<HoldableSync, Map<HoldableSync, Edge>> edges = new WeakHashMap<>();
  private final Map<Thread, Map<HoldableSync, Acquisition>> held = new WeakHashMap<>();
  private final Map<HoldableSync, WeakReference<Thread>> holders = new WeakHashMap<>();

  LockOrderGraph(LockOrder.Reaction reaction) {
    this.reaction = reaction;
  }

  /**
   * Notes that the calling thread is about to wait for this lock if need be.
   *
   * @throws LockOrderException if that contradicts what other threads did, and the reaction is to throw
   */
  void beforeAcquire(HoldableSync sync) {
    LockOrderException contradiction = null;
    guard.lock();
    try {
      Map<HoldableSync, Acquisition> mine = held.get(Thread.currentThread());
      if (mine != null && !mine.containsKey(sync)) {
        Acquisition now = new Acquisition(sync);
        for (Map.Entry<HoldableSync, Acquisition> before : mine.entrySet()) {
          LockOrderException found = note(before.getKey(), before.getValue(), sync, now);
          contradiction = contradiction == null ? found : contradiction;
        }
      }
    } finally {
      guard.unlock();
    }
    if (contradiction != null) {
      react(contradiction);
    }
  }

  void acquired(HoldableSync sync) {
    guard.lock();
    try {
      Thread thread = Thread.currentThread();
      holders.put(sync, new WeakReference<>(thread));
      held.computeIfAbsent(thread, _ -> new WeakHashMap<>()).put(sync, new Acquisition(sync));
    } finally {
      guard.unlock();
    }
  }

  /** Whichever thread releases: it is taken from the one that acquired. */
  void releasing(HoldableSync sync) {
    guard.lock();
    try {
      WeakReference<Thread> holder = holders.remove(sync);
      Thread thread = holder == null ? null : holder.get();
      Map<HoldableSync, Acquisition> its = thread == null ? null : held.get(thread);
      if (its != null) {
        its.remove(sync);
        if (its.isEmpty()) {
          held.remove(thread);
        }
      }
    } finally {
      guard.unlock();
    }
  }

  List<Thread> holders(HoldableSync sync) {
    guard.lock();
    try {
      WeakReference<Thread> holder = holders.get(sync);
      Thread thread = holder == null ? null : holder.get();
      return thread == null ? List.of() : List.of(thread);
    } finally {
      guard.unlock();
    }
  }

  /** Adds the edge between the two, or says what it would contradict. A logged contradiction is added, to be said once. */
  private @Nullable LockOrderException note(
      HoldableSync first, Acquisition firstAt, HoldableSync second, Acquisition secondAt) {
    Map<HoldableSync, Edge> after = edges.computeIfAbsent(first, _ -> new WeakHashMap<>());
    if (after.containsKey(second)) {
      return null;
    }
    List<Acquisition> otherOrder = new ArrayList<>();
    boolean contradicts = findPath(second, first, otherOrder, new HashSet<>());
    if (!contradicts || reaction == LockOrder.Reaction.LOG) {
      after.put(second, new Edge(firstAt, secondAt));
    }
    return contradicts
        ? new LockOrderException(
            "%s acquires %s while it holds %s, but elsewhere the order is the other way round: threads that do both can deadlock; acquire them in one order everywhere"
                .formatted(
                    HoldableSync.describe(Thread.currentThread()), second.name(), first.name()),
            firstAt,
            otherOrder)
        : null;
  }

  /** Collects the acquisitions of a path, if there is one; empty otherwise. */
  private boolean findPath(
      HoldableSync from, HoldableSync to, List<Acquisition> path, Set<HoldableSync> seen) {
    if (!seen.add(from)) {
      return false;
    }
    for (Map.Entry<HoldableSync, Edge> step : edges.getOrDefault(from, Map.of()).entrySet()) {
      HoldableSync next = step.getKey();
      if (next != null && (next.equals(to) || findPath(next, to, path, seen))) {
        path.addFirst(step.getValue().second());
        path.addFirst(step.getValue().first());
        return true;
      }
    }
    return false;
  }

  private void react(LockOrderException contradiction) {
    if (reaction == LockOrder.Reaction.THROW) {
      throw contradiction;
    }
    System.getLogger(LockOrder.class.getName())
        .log(System.Logger.Level.WARNING, contradiction.getMessage(), contradiction);
  }
}
