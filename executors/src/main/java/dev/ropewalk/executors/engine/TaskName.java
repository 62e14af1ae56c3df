package dev.ropewalk.executors.engine;

import java.lang.invoke.SerializedLambda;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a task is called in messages: a lambda says nothing of itself but a number. */
public final class TaskName {

  /** What the compiler calls the body of a lambda: {@code lambda$main$e3a1b0c7$1}. */
  private static final Pattern BODY = Pattern.compile("lambda\\$(.+?)\\$.*");

  private TaskName() {}

  /**
   * {@code com.foo.Bar.baz} for a method reference and {@code a lambda in com.foo.Bar.baz} for a lambda, if it is
   * serializable, as those handed to a {@link dev.ropewalk.executors.TaskExecutor} are; else what the object says of itself,
   * and its class if it can't say. Never fails.
   */
  public static String of(Object task) {
    SerializedLambda form = SerialForms.of(task);
    if (form != null) {
      return name(form);
    }
    try {
      return String.valueOf(task);
    } catch (Throwable failure) { // toString is anybody's code
      return task.getClass().getName() + " (whose toString() failed)";
    }
  }

  private static String name(SerializedLambda form) {
    String type = form.getImplClass().replace('/', '.');
    Matcher body = BODY.matcher(form.getImplMethodName());
    return body.matches()
        ? "a lambda in " + type + "." + body.group(1)
        : type + "." + form.getImplMethodName();
  }
}
