package dev.ropewalk.sync.queue;

import org.jspecify.annotations.Nullable;

/**
 * The items of a queue in the order in which they leave. Not thread-safe by itself: a queue has a lock for those who insert
 * and one for those who remove (they may be one and the same), and each method says which it needs.
 *
 * <p>Items are numbered in the order of their insertion, from 0, and keep their number: it tells items apart, equal ones and
 * one that is in the queue twice.
 */
interface ItemStore<E> {

  /** Inserts the item; false if there is no room. Caller holds the lock of inserting. */
  boolean add(E item);

  /** Removes the first item; null if there is none. Caller holds the lock of removing. */
  @Nullable E poll();

  /** The first item; null if there is none. Caller holds the lock of removing. */
  @Nullable E peek();

  /** How many items were ever inserted. Needs no lock; whoever has seen an item sees it counted. */
  long added();

  /** No more than have left the queue so far. Needs no lock; cheaper to ask than {@link #added} for those who remove. */
  long left();

  /** How many items there are. Caller holds both locks. */
  int size();

  /** The number of the first item that equals this object, -1 if none does. Caller holds both locks. */
  long find(Object object);

  /** Removes the items with these ascending numbers and tells how many of them there were. Caller holds both locks. */
  int removeAll(long... numbers);

  /** Removes all items. Caller holds both locks. */
  void clear();

  /** A walk over the items from the first on. Caller holds both locks. */
  Walk<E> walk();

  /**
   * Goes from item to item while the store changes between two steps. It shows each item that stays from its beginning
   * to its end once, and none twice.
   */
  interface Walk<E> {

    /** Goes to the next item and returns it; null at the end. Caller holds both locks. */
    @Nullable E next();

    /** The number of the item that was returned last. */
    long number();
  }
}
