package dev.ropewalk.async;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/** Makes a {@link CallGraph} from the far ends on, without a recursion, since a chain of tasks may be long. */
final class CallGraphBuilder {

  private final AwaitLinks links;

  /** Those between what the graph is about and the one at which the builder is. */
  private final Set<Awaitable<?>> path = Collections.newSetFromMap(new IdentityHashMap<>());

  private final Deque<Node> open = new ArrayDeque<>();

  CallGraphBuilder(AwaitLinks links) {
    this.links = links;
  }

  CallGraph graphOf(Awaitable<?> awaitable) {
    open(awaitable);
    while (true) {
      Node node = open.element();
      if (node.awaiters.hasNext()) {
        open(node.awaiters.next());
        continue;
      }
      open.remove();
      CallGraph graph = node.graph();
      path.remove(node.awaitable);
      Node outer = open.peek();
      if (outer == null) {
        return graph;
      }
      outer.awaitedBy.add(graph);
    }
  }

  private void open(Awaitable<?> awaitable) {
    if (path.add(awaitable)) {
      open.push(new Node(awaitable, links.awaitersOf(awaitable).iterator()));
    } else { // waits that can be given up may go round
      Node outer = open.element();
      outer.awaitedBy.add(new Node(awaitable, Collections.emptyIterator()).graph());
    }
  }

  /** One whose awaiters are still to be looked at. */
  private static final class Node {
    private final Awaitable<?> awaitable;
    private final Iterator<Awaitable<?>> awaiters;
    private final List<CallGraph> awaitedBy = new ArrayList<>();

    Node(Awaitable<?> awaitable, Iterator<Awaitable<?>> awaiters) {
      this.awaitable = awaitable;
      this.awaiters = awaiters;
    }

    CallGraph graph() {
      List<StackTraceElement> calls =
          awaitable instanceof Task<?> task ? CallStacks.of(task) : List.of();
      return new CallGraph(awaitable, calls, awaitedBy);
    }
  }
}
