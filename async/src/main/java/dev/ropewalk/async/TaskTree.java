package dev.ropewalk.async;

import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * All tasks of a loop as a tree: under each task, those that it waits for. What {@code python -m asyncio pstree} shows since
 * 3.14, but from within the program.
 *
 * <pre>
 * +-- main waits for a gather of 2 of left, right
 * |   at example.Main.main(Main.java:12)
 * |   +-- left waits
 * |   |   at example.Main.side(Main.java:17)
 * |   +-- right is ready
 * +-- logger has not begun
 * </pre>
 *
 * <p>Frames are chosen as in {@link CallGraph}. A task that several wait for is shown with its own tasks once; elsewhere it
 * is only named.
 */
public final class TaskTree {

  private final IdentityHashMap<Task<?>, List<Task<?>>> children = new IdentityHashMap<>();
  private final Set<Task<?>> shown = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Deque<Line> left = new ArrayDeque<>();
  private final StringBuilder text = new StringBuilder();

  /** A task that is still to be shown, and whether it is the last one of those that its parent waits for. */
  private record Line(Task<?> task, String indent, boolean last) {}

  private TaskTree() {}

  /**
   * The tree as lines of text; empty if the loop has no tasks that have not ended.
   *
   * @throws WrongThreadException if the caller is neither a coroutine nor a callback of the loop
   */
  public static String format(EventLoop loop) {
    loop.checkOnLoop("TaskTree.format");
    return new TaskTree().of(loop);
  }

  /** Prints {@link #format}. */
  public static void print(EventLoop loop, PrintStream out) {
    out.print(format(loop));
  }

  private String of(EventLoop loop) {
    AwaitLinks links = new AwaitLinks(loop);
    List<Task<?>> tasks = new ArrayList<>();
    List<Task<?>> roots = new ArrayList<>();
    for (Task<?> task : loop.tasks().pending()) {
      if (links.acting(task) == task) {
        tasks.add(task);
        boolean waitedFor = false;
        for (Awaitable<?> awaiter : links.awaitersOf(task)) {
          if (awaiter instanceof Task<?> parent) {
            children.computeIfAbsent(parent, _ -> new ArrayList<>()).add(task);
            waitedFor = true;
          }
        }
        if (!waitedFor) {
          roots.add(task);
        }
      }
    }
    showAll(roots, "");
    tasks.removeAll(shown); // what is left waits for itself, in a way that can be given up
    while (!tasks.isEmpty()) {
      showAll(List.of(tasks.getFirst()), "");
      tasks.removeAll(shown);
    }
    return text.toString();
  }

  private void showAll(List<Task<?>> tasks, String indent) {
    push(tasks, indent);
    Line next;
    while ((next = left.poll()) != null) { // and no recursion: a chain of tasks may be long
      text.append(next.indent).append("+-- ");
      show(next.task, next.indent + (next.last ? "    " : "|   "));
    }
  }

  /** Puts these before what is left to show. */
  private void push(List<Task<?>> tasks, String indent) {
    boolean last = true;
    for (Task<?> task : tasks.reversed()) {
      left.push(new Line(task, indent, last));
      last = false;
    }
  }

  private void show(Task<?> task, String indent) {
    text.append(task.name());
    if (!shown.add(task)) {
      text.append(", as elsewhere here\n");
      return;
    }
    text.append(' ').append(state(task)).append('\n');
    for (StackTraceElement call : CallStacks.of(task)) {
      text.append(indent).append("at ").append(call).append('\n');
    }
    push(children.getOrDefault(task, List.of()), indent);
  }

  private static String state(Task<?> task) {
    if (task == task.loop().dispatcher().current()) {
      return "runs";
    }
    if (task.thread() == null) {
      return "has not begun";
    }
    return task.isSuspended() ? "waits" + AwaitChains.whatFor(task) : "is ready";
  }
}
