package dev.ropewalk.async;

import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a task is, and who waits for it, and where those are, and so on: the stack of a program whose calls are tasks.
 * Python's {@code FutureCallGraph}, new in 3.14. A snapshot, that costs nothing until it is taken.
 *
 * <p>Frames are {@link StackTraceElement}s (Python's {@code FrameCallGraphEntry}), of the coroutine's own code: the calls by
 * which this library runs and suspends coroutines are left out, and so are those of the JDK at either end. (Python shows its
 * own.) The frames of an {@link AsyncIterator}'s body belong to the task that waits for its next item.
 *
 * <p>Who waits is found by looking what each task of the loop waits for at this moment, be it by {@link Awaitable#await}, {@link
 * Async#gather}, {@link Async#wait}, {@link Async#shield} or at the end of a {@link TaskGroup}; a primitive of somebody else's adds what it
 * knows by {@link #addAwaiter}. A future that gathers tasks, and that no task awaits yet, has no awaiter (in Python it
 * has the one who made it).
 *
 * @param future what the graph is about
 * @param callStack its frames, innermost first; none for a future, and for a task that has not begun or has ended
 * @param awaitedBy the graphs of those who wait for it, in the order of their making
 */
public record CallGraph(
    Awaitable<?> future, List<StackTraceElement> callStack, List<CallGraph> awaitedBy) {

  private static final int INDENT = 5;

  /** Takes copies of the lists. */
  public CallGraph {
    Objects.requireNonNull(future, "future");
    callStack = List.copyOf(callStack);
    awaitedBy = List.copyOf(awaitedBy);
  }

  /**
   * The graph of the calling task; empty in a callback. Python's {@code capture_call_graph()}; its {@code depth} and {@code
   * limit} are methods of the list.
   *
   * @throws WrongThreadException if the caller is neither a coroutine nor a callback of a loop
   */
  public static Optional<CallGraph> capture() {
    return Optional.ofNullable(CurrentLoop.loopFor("CallGraph.capture").dispatcher().current())
        .map(CallGraph::capture);
  }

  /**
   * The graph of this task or future. Python's {@code capture_call_graph(future)}.
   *
   * @throws WrongThreadException if the caller is neither a coroutine nor a callback of its loop
   */
  public static CallGraph capture(Awaitable<?> awaitable) {
    awaitable.loop().checkOnLoop("CallGraph.capture");
    AwaitLinks links = new AwaitLinks(awaitable.loop());
    return new CallGraphBuilder(links)
        .graphOf(awaitable instanceof Task<?> task ? links.acting(task) : awaitable);
  }

  /**
   * Says that {@code awaiter} waits for {@code awaited}, for a primitive that waits in a way of its own. Taken back by {@link #removeAwaiter},
   * and otherwise kept as long as the loop. Python's {@code future_add_to_awaited_by}.
   *
   * @throws IllegalArgumentException if they belong to different loops
   * @throws WrongThreadException if the caller is neither a coroutine nor a callback of their loop
   */
  public static void addAwaiter(Awaitable<?> awaited, Awaitable<?> awaiter) {
    Objects.requireNonNull(awaiter, "awaiter");
    if (awaited.loop() != awaiter.loop()) {
      throw new IllegalArgumentException(
          awaited.title() + " and " + awaiter.title() + " belong to different loops");
    }
    awaited.loop().checkOnLoop("CallGraph.addAwaiter");
    awaited.loop().tasks().addAwaiter(awaited, awaiter);
  }

  /** Takes back what {@link #addAwaiter} said, if it did. Python's {@code future_discard_from_awaited_by}. */
  public static void removeAwaiter(Awaitable<?> awaited, Awaitable<?> awaiter) {
    awaited.loop().checkOnLoop("CallGraph.removeAwaiter");
    awaited.loop().tasks().removeAwaiter(awaited, awaiter);
  }

  /** The graph as lines of text. Python's {@code format_call_graph}. */
  public String format() {
    StringBuilder text = new StringBuilder();
    Deque<Indented> left = new ArrayDeque<>(); // and no recursion: a chain of tasks may be long
    left.push(new Indented(this, 0));
    Indented next;
    while ((next = left.poll()) != null) {
      next.graph.format(" ".repeat(next.indent), text);
      for (CallGraph awaiter : next.graph.awaitedBy.reversed()) {
        left.push(new Indented(awaiter, next.indent + INDENT));
      }
    }
    return text.toString();
  }

  /** A graph that is still to be written. */
  private record Indented(CallGraph graph, int indent) {}

  /** Writes all but those who wait. */
  private void format(String indent, StringBuilder text) {
    text.append(indent).append("* ").append(future).append('\n');
    if (!callStack.isEmpty()) {
      text.append(indent).append("  + Call stack:\n");
      for (StackTraceElement call : callStack) {
        text.append(indent).append("  |   at ").append(call).append('\n');
      }
    }
    if (!awaitedBy.isEmpty()) {
      text.append(indent).append("  + Awaited by:\n");
    }
  }

  /**
   * Whether both are about the same object, with the same frames, and so are those who wait, and those who wait for them. No
   * recursion, so that a long chain of tasks can be compared.
   */
  @Override
  public boolean equals(@Nullable Object other) {
    if (!(other instanceof CallGraph graph)) {
      return false;
    }
    Deque<CallGraph> ours = new ArrayDeque<>(List.of(this));
    Deque<CallGraph> theirs = new ArrayDeque<>(List.of(graph));
    CallGraph our;
    while ((our = ours.poll()) != null) {
      CallGraph their = theirs.remove();
      if (our == their) {
        continue;
      }
      if (our.future != their.future
          || !our.callStack.equals(their.callStack)
          || our.awaitedBy.size() != their.awaitedBy.size()) {
        return false;
      }
      our.awaitedBy.forEach(ours::push);
      their.awaitedBy.forEach(theirs::push);
    }
    return true;
  }

  /** Of the object and the frames; those who wait are left out, since a chain of them may be long. */
  @Override
  public int hashCode() {
    return 31 * future.hashCode() + callStack.hashCode();
  }

  /** Prints {@link #format}. Python's {@code print_call_graph}, which prints the caller's graph unless told another. */
  public void print(PrintStream out) {
    out.print(format());
  }

  /** As {@link #format}. */
  @Override
  public String toString() {
    return format();
  }
}
