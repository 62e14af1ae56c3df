package dev.ropewalk.async;

import java.util.Collection;
import java.util.List;
import java.util.StringJoiner;

/** Says in words what the tasks of a loop wait for, and where. Called with the baton. */
final class AwaitChains {

  private AwaitChains() {}

  /** A line for each task that has not ended, in the order of their making. */
  static List<String> of(EventLoop loop) {
    return loop.tasks().pending().stream().map(AwaitChains::chain).toList();
  }

  private static String chain(Task<?> task) {
    StringBuilder chain = new StringBuilder(task.name());
    List<StackTraceElement> calls = CallStacks.of(task);
    if (!calls.isEmpty()) {
      chain.append(" at ").append(calls.getFirst());
    }
    return chain.append(" waits").append(whatFor(task)).toString();
  }

  /** What comes after "waits". */
  static String whatFor(Task<?> task) {
    StringBuilder chain = new StringBuilder();
    Collection<? extends Awaitable<?>> next = task.awaits();
    while (next.size() == 1
        && next.iterator().next() instanceof Task<?> inner
        && chain.length() < 1_000) { // waits that can be given up may go round
      chain.append(" for ").append(inner.name()).append(", which waits");
      next = inner.awaits();
    }
    if (!next.isEmpty()) {
      StringJoiner names = new StringJoiner(", ", " for ", "");
      next.forEach(awaited -> names.add(describe(awaited)));
      chain.append(names);
    }
    return chain.toString();
  }

  private static String describe(Awaitable<?> awaited) {
    StringJoiner pending =
        new StringJoiner(", ", awaited.title() + " of ", "").setEmptyValue(awaited.title());
    if (awaited instanceof AsyncFuture<?> future) {
      for (Awaitable<?> part : future.parts()) {
        if (!part.isDone()) {
          pending.add(part.title());
        }
      }
    }
    return pending.toString();
  }
}
