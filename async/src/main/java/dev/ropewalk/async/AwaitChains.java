package dev.ropewalk.async;

import java.security.CodeSource;
import java.util.List;
import java.util.Objects;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Says in words what the tasks of a loop wait for, and where. Called with the baton. */
final class AwaitChains {

  private static final @Nullable CodeSource LIBRARY = codeSource(AwaitChains.class);

  private AwaitChains() {}

  /** A line for each task that has not ended, in the order of their making. */
  static List<String> of(EventLoop loop) {
    return loop.pendingTasks().stream().map(AwaitChains::chain).toList();
  }

  private static String chain(Task<?> task) {
    StringBuilder chain = new StringBuilder(task.name());
    StackTraceElement site = awaitSite(task);
    if (site != null) {
      chain.append(" at ").append(site);
    }
    Awaitable<?> next = task.awaited();
    chain.append(next == null ? " waits" : " waits for ");
    while (next instanceof Task<?> inner) { // ends somewhere: WaitCycles refuses cycles
      chain.append(inner.name());
      next = inner.awaited();
      chain.append(next == null ? ", which waits" : ", which waits for ");
    }
    if (next instanceof AsyncFuture<?> future) {
      chain.append(describe(future));
    }
    return chain.toString();
  }

  private static String describe(AsyncFuture<?> future) {
    StringJoiner pending =
        new StringJoiner(", ", future.title() + " of ", "").setEmptyValue(future.title());
    for (Awaitable<?> child : future.children()) {
      if (!child.isDone()) {
        pending.add(child.title());
      }
    }
    return pending.toString();
  }

  /** The innermost call of the coroutine's own code; null if it has no thread. */
  private static @Nullable StackTraceElement awaitSite(Task<?> task) {
    Thread thread = task.thread();
    if (thread == null) {
      return null;
    }
    for (StackTraceElement call : thread.getStackTrace()) {
      if (!isOfTheJdk(call) && !isLibrary(call)) {
        return call;
      }
    }
    return null;
  }

  private static boolean isOfTheJdk(StackTraceElement call) {
    return call.getModuleName() != null && call.getModuleName().startsWith("java.");
  }

  private static boolean isLibrary(StackTraceElement call) {
    if (!call.getClassName().startsWith("dev.ropewalk.async.")) {
      return false;
    }
    try {
      Class<?> type = Class.forName(call.getClassName(), false, AwaitChains.class.getClassLoader());
      return Objects.equals(codeSource(type), LIBRARY);
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  private static @Nullable CodeSource codeSource(Class<?> type) {
    return type.getProtectionDomain().getCodeSource();
  }
}
