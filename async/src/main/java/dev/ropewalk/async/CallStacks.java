package dev.ropewalk.async;

import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The calls of coroutines as their authors wrote them, without those by which this library runs and suspends them. */
final class CallStacks {

  private static final @Nullable CodeSource LIBRARY =
      CallStacks.class.getProtectionDomain().getCodeSource();

  private CallStacks() {}

  /** The calls of a task that has not ended, innermost first, those of the generator whose item it waits for included. */
  static List<StackTraceElement> of(Task<?> task) {
    List<StackTraceElement> calls = new ArrayList<>();
    Task<?> body = AwaitLinks.askedGenerator(task);
    if (body != null) {
      calls.addAll(of(body));
    }
    Thread thread = task.thread();
    if (thread != null) {
      calls.addAll(ofTheAuthor(thread.getStackTrace()));
    }
    return calls;
  }

  /** Without the calls of this library, and of the JDK where it is the outermost or innermost. */
  static List<StackTraceElement> ofTheAuthor(StackTraceElement[] stack) {
    List<StackTraceElement> calls = new ArrayList<>(stack.length);
    for (StackTraceElement call : stack) {
      if (!isLibrary(call) && !(calls.isEmpty() && isOfTheJdk(call))) {
        calls.add(call);
      }
    }
    while (!calls.isEmpty() && isOfTheJdk(calls.getLast())) {
      calls.removeLast();
    }
    return calls;
  }

  private static boolean isOfTheJdk(StackTraceElement call) {
    return call.getModuleName() != null && call.getModuleName().startsWith("java.");
  }

  private static boolean isLibrary(StackTraceElement call) {
    if (!call.getClassName().startsWith("dev.ropewalk.async.")) {
      return false;
    }
    try {
      Class<?> type = Class.forName(call.getClassName(), false, CallStacks.class.getClassLoader());
      return Objects.equals(type.getProtectionDomain().getCodeSource(), LIBRARY);
    } catch (ClassNotFoundException e) {
      return false;
    }
  }
}
