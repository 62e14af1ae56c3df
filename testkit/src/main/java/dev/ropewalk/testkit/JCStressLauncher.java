package dev.ropewalk.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import org.openjdk.jcstress.JCStress;
import org.openjdk.jcstress.Options;
import org.openjdk.jcstress.infra.Status;
import org.openjdk.jcstress.infra.collectors.DiskReadCollector;
import org.openjdk.jcstress.infra.collectors.TestResult;

/**
 * Runs the jcstress harnesses of one module and turns what jcstress leaves to the reader into an exit code.
 *
 * <p>jcstress exits 0 when a filter matches nothing and when a harness was dropped for having more actors than the
 * machine has cores. Here the run fails on a FORBIDDEN outcome, on a harness that ended in an error, on a planned harness
 * without a result, on zero harnesses, and on a broken twin (nested class {@code Broken...}) that showed nothing: such a
 * twin proves that its harness can see the failure, and one that shows nothing proves nothing.
 */
public final class JCStressLauncher {

  private static final String DEFAULT_FILTER_MARK = "JCStress\\.";

  private JCStressLauncher() {}

  /** Takes jcstress's own arguments; exits 0 only if every planned harness ran and passed. */
  public static void main(String[] args) throws Exception {
    System.exit(run(args) ? 0 : 1);
  }

  private static boolean run(String[] args) throws Exception {
    Options options = new Options(args);
    if (!options.parse()) {
      return false;
    }
    JCStress jcstress = new JCStress(options);
    SortedSet<String> planned = jcstress.getTests();
    if (planned.isEmpty()) {
      // A filter given by hand may match in one module only; the build's own must match in each.
      boolean filteredByHand = !options.getTestFilter().startsWith(DEFAULT_FILTER_MARK);
      System.out.println("No jcstress harness matches " + options.getTestFilter());
      return filteredByHand;
    }
    jcstress.run();
    return report(planned, results(options.getResultFile()));
  }

  private static Map<String, List<TestResult>> results(String file) throws Exception {
    Map<String, List<TestResult>> byName = new TreeMap<>();
    DiskReadCollector collector =
        new DiskReadCollector(
            file,
            result -> byName.computeIfAbsent(result.getName(), _ -> new ArrayList<>()).add(result));
    try {
      collector.dump();
    } finally {
      collector.close();
    }
    return byName;
  }

  private static boolean report(SortedSet<String> planned, Map<String, List<TestResult>> results) {
    List<String> failures = new ArrayList<>();
    for (String name : planned) {
      String verdict = verdict(name, results.getOrDefault(name, List.of()));
      if (!verdict.isEmpty()) {
        failures.add(name + ": " + verdict);
      }
    }
    failures.forEach(failure -> System.out.println("jcstress FAILED " + failure));
    System.out.printf("%d passed, %d failed%n", planned.size() - failures.size(), failures.size());
    return failures.isEmpty();
  }

  /** Empty if the harness passed, otherwise what is wrong with it. */
  private static String verdict(String name, List<TestResult> results) {
    if (results.isEmpty()) {
      return "did not run (more actors than cores?)";
    }
    boolean interesting = false;
    for (TestResult result : results) {
      if (result.status() != Status.NORMAL) {
        return "ended with " + result.status() + " " + result.getMessages();
      }
      if (result.isEmpty()) {
        return "ran without a single outcome";
      }
      if (!result.grading().isPassed) {
        return result.grading().failureMessages + " observed " + result.getStateKeys();
      }
      interesting |= result.grading().hasInteresting;
    }
    boolean brokenTwin = name.substring(name.lastIndexOf('.') + 1).startsWith("Broken");
    return brokenTwin && !interesting ? "the broken twin did not show its failure" : "";
  }
}
