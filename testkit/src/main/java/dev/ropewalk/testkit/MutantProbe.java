package dev.ropewalk.testkit;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.io.PrintWriter;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/**
 * Runs one test method and tells by the exit code how it ended. A program of its own, because a mutant of a class under
 * test has to be on the class path before the class itself.
 */
public final class MutantProbe {

  /** The test ran and passed. */
  public static final int PASSED = 0;

  /** The test ran and failed. */
  public static final int FAILED = 1;

  /** There is no such test, or it was skipped or aborted: neither passed nor failed. */
  public static final int NOT_RUN = 2;

  private MutantProbe() {}

  /** Takes {@code pkg.Class#method}; a method with parameters counts as one test. */
  public static void main(String[] args) {
    int outcome = NOT_RUN;
    try {
      outcome = run(args[0]);
    } catch (ReflectiveOperationException | LinkageError e) {
      System.out.println("not found: " + e);
    }
    // Not a return: a mutant may leave threads behind.
    Runtime.getRuntime().halt(outcome);
  }

  private static int run(String test) throws ReflectiveOperationException {
    int hash = test.indexOf('#');
    Class<?> type = Class.forName(test.substring(0, hash));
    Method method = method(type, test.substring(hash + 1));
    SummaryGeneratingListener listener = new SummaryGeneratingListener();
    LauncherFactory.create()
        .execute(
            LauncherDiscoveryRequestBuilder.request().selectors(selectMethod(type, method)).build(),
            listener);
    TestExecutionSummary summary = listener.getSummary();
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    summary
        .getFailures()
        .forEach(
            failure ->
                out.println(
                    failure.getTestIdentifier().getDisplayName() + ": " + failure.getException()));
    if (summary.getTotalFailureCount() > 0) {
      return FAILED;
    }
    boolean allRan = summary.getTestsSucceededCount() == summary.getTestsFoundCount();
    return allRan && summary.getTestsSucceededCount() > 0 ? PASSED : NOT_RUN;
  }

  /** Declared here or above, or a default method of an interface. */
  private static Method method(Class<?> type, String name) throws NoSuchMethodException {
    List<Method> found = List.of();
    for (Class<?> owner = type; owner != null && found.isEmpty(); owner = owner.getSuperclass()) {
      found = named(name, owner.getDeclaredMethods());
    }
    if (found.isEmpty()) {
      found = named(name, type.getMethods());
    }
    if (found.size() != 1) {
      throw new NoSuchMethodException(
          found.size() + " methods " + name + " in " + type.getName() + " and above");
    }
    return found.getFirst();
  }

  private static List<Method> named(String name, Method[] methods) {
    return Arrays.stream(methods)
        .filter(method -> method.getName().equals(name) && !method.isSynthetic())
        .toList();
  }
}
