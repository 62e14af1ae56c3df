package dev.ropewalk.sync.queue;

import org.jspecify.annotations.Nullable;

/**
 * A doubly linked list that can be walked while it changes between two steps. Not thread-safe: a queue calls every method
 * with its lock held.
 */
final class ItemChain<E> {
  /*
   * Invariants: first.prev and last.next are null; a node is in the chain exactly while its item is not null.
   *
   * For walkers: a node that is taken off at the front links to itself, which says "go on at the front", since all nodes
   * before it are gone too. A node removed from further inside keeps its link to the next node, for whoever stands on it;
   * following such links ends at a node of the chain, at one that links to itself, or at the end, and in each case no node
   * that was behind the walker and is still in the chain has been passed over.
   */

  /** One place in the chain. */
  static final class Node<E> {
    @Nullable E item;
    @Nullable Node<E> prev;
    @Nullable Node<E> next;

    private Node(E item) {
      this.item = item;
    }
  }

  private @Nullable Node<E> first;
  private @Nullable Node<E> last;
  private int size;

  int size() {
    return size;
  }

  @Nullable Node<E> first() {
    return first;
  }

  void addLast(E item) {
    Node<E> node = new Node<>(item);
    Node<E> before = last;
    if (before == null) {
      first = node;
    } else {
      before.next = node;
      node.prev = before;
    }
    last = node;
    size++;
  }

  /** Takes off the first item, null if there is none. */
  @Nullable E pollFirst() {
    Node<E> node = first;
    if (node == null) {
      return null;
    }
    E item = node.item;
    unlink(node);
    return item;
  }

  /** The first item, null if there is none. */
  @Nullable E peekFirst() {
    return first == null ? null : first.item;
  }

  /** Takes this node out; false if it is out already. */
  boolean unlink(Node<E> node) {
    if (node.item == null) {
      return false;
    }
    node.item = null;
    Node<E> before = node.prev;
    Node<E> after = node.next;
    if (after == null) {
      last = before;
    } else {
      after.prev = before;
    }
    if (before == null) {
      first = after;
      node.next = node;
    } else {
      before.next = after;
    }
    node.prev = null;
    size--;
    return true;
  }

  /** The next node after this one that is in the chain, wherever this one is by now; null at the end. */
  @Nullable Node<E> after(Node<E> node) {
    Node<E> here = node;
    while (true) {
      Node<E> next = here.next == here ? first : here.next;
      if (next == null || next.item != null) {
        return next;
      }
      here = next;
    }
  }

  /** The first node whose item equals this object, null if there is none. */
  @Nullable Node<E> find(Object item) {
    for (Node<E> node = first; node != null; node = node.next) {
      if (item.equals(node.item)) {
        return node;
      }
    }
    return null;
  }
}
