package dev.ropewalk.executors.thread;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An unbounded queue, first in, first out, that any number of threads add to and take from without a lock.
 *
 * @param <T> what it holds
 */
final class SegmentQueue<T> {
  /*
   * The array queue with fetch-and-add of Ramalhete and Correia: a list of segments, each an array with two counters.
   * Whoever adds draws a ticket from `added`, whoever takes one from `taken`; the ticket is the slot. A slot goes
   *
   *   null ──add: CAS──► item ──poll: exchange──► USED      or      null ──poll: exchange──► USED
   *
   * so of an adder and a taker with the same ticket one wins: a taker that came first leaves USED and draws another
   * ticket, and so does the adder that finds USED. An item is in one slot only, and one exchange gives it to one taker.
   * Tickets are drawn in order, and segments are left in order, so the queue is FIFO.
   *
   * A segment whose tickets are used up is full; the next is appended by a CAS on `next` with its first item in it, so a
   * segment with a successor is never the last one with items. head and tail only move along next; either may lag.
   *
   * isEmpty may say true while an add is under way, or a taker holds the ticket of an item and has not yet exchanged its
   * slot: then that taker gets it. It never says true while an item whose add has returned has no taker.
   *
   * Everything is volatile: the pool needs add, then reading who waits, in one total order with beginning to wait, then
   * isEmpty (see ThreadPool).
   *
   * The counters of a segment lie a cache line away from each other and from everything else, in an array, since adders
   * and takers write them all the time. For the same reason takers look at the next slot first, and at the adders' counter
   * only if there is nothing in it: only the counter says that there is none.
   */
  static final int SEGMENT = 1024;

  private static final int ADDED = 16;
  private static final int TAKEN = 32;
  private static final int COUNTERS = 48;

  private static final Object USED = new Object();

  private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(Object[].class);
  private static final VarHandle COUNTER = MethodHandles.arrayElementVarHandle(int[].class);
  private static final VarHandle HEAD;
  private static final VarHandle TAIL;
  private static final VarHandle NEXT;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      HEAD = lookup.findVarHandle(SegmentQueue.class, "head", Segment.class);
      TAIL = lookup.findVarHandle(SegmentQueue.class, "tail", Segment.class);
      NEXT = lookup.findVarHandle(Segment.class, "next", Segment.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private volatile Segment head = new Segment();
  private volatile Segment tail = head;

  /** Adds at the end. */
  void add(T item) {
    while (true) {
      Segment last = tail;
      int ticket = last.draw(ADDED);
      if (ticket < SEGMENT) {
        if (SLOT.compareAndSet(last.slots, ticket, null, item)) {
          return;
        }
      } else if (append(last, item)) {
        return;
      }
    }
  }

  /** Appends a segment with its first item, or helps whoever did. */
  private boolean append(Segment full, T item) {
    boolean appended = false;
    if (full.next == null) {
      Segment fresh = new Segment();
      COUNTER.set(fresh.counters, ADDED, 1); // plain: published by the CAS below
      SLOT.set(fresh.slots, 0, item);
      appended = NEXT.compareAndSet(full, null, fresh);
    }
    TAIL.compareAndSet(this, full, full.next);
    return appended;
  }

  /** Takes the oldest, or null if there is none. */
  @SuppressWarnings("unchecked") // only add stores items
  @Nullable T poll() {
    while (true) {
      Segment first = head;
      if (!first.hasNext() && first.isExhausted()) {
        return null;
      }
      int ticket = first.draw(TAKEN);
      if (ticket < SEGMENT) {
        Object item = SLOT.getAndSet(first.slots, ticket, USED);
        if (item != null) {
          return (T) item;
        }
      } else {
        Segment next = first.next;
        if (next == null) {
          return null;
        }
        HEAD.compareAndSet(this, first, next);
      }
    }
  }

  boolean isEmpty() {
    Segment first = head;
    return !first.hasNext() && first.isExhausted();
  }

  /** How many there are, about. */
  int size() {
    long size = 0;
    for (Segment each = head; each != null; each = each.next) {
      size += Math.max(0, each.used(ADDED) - each.used(TAKEN));
    }
    return (int) Math.min(Integer.MAX_VALUE, size);
  }

  /** Gives those in the queue, oldest first, without taking them. */
  @SuppressWarnings("unchecked") // only add stores items
  void forEach(Consumer<? super T> action) {
    for (Segment each = head; each != null; each = each.next) {
      for (int slot = each.used(TAKEN); slot < each.used(ADDED); slot++) {
        Object item = SLOT.getVolatile(each.slots, slot);
        if (item != null && item != USED) {
          action.accept((T) item);
        }
      }
    }
  }

  private static final class Segment {
    final @Nullable Object[] slots = new @Nullable Object[SEGMENT];
    final int[] counters = new int[COUNTERS];
    volatile @Nullable Segment next;

    int draw(int counter) {
      return (int) COUNTER.getAndAdd(counters, counter, 1);
    }

    int used(int counter) {
      return Math.min(SEGMENT, (int) COUNTER.getVolatile(counters, counter));
    }

    /** Whether an item lies in the slot of the next ticket; a taker that sees one leaves the adders' counter alone. */
    boolean hasNext() {
      int next = (int) COUNTER.getVolatile(counters, TAKEN);
      if (next >= SEGMENT) {
        return false;
      }
      Object item = SLOT.getVolatile(slots, next);
      return item != null && item != USED;
    }

    /** Whether no item is here nor in a later segment. */
    boolean isExhausted() {
      return used(TAKEN) >= used(ADDED) && next == null;
    }
  }
}
