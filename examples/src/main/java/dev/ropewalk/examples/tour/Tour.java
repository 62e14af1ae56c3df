package dev.ropewalk.examples.tour;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Runs the examples under the document's headings and compares what they print with what the document says. The exit code
 * is 0 if all is as it should be, and 1 if not or if nobody knows the example that was asked for.
 */
public final class Tour {

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration GRACE = Duration.ofSeconds(5);

  private final SeedDocument document;
  private final List<Example> examples;
  private final PrintStream out;

  Tour(SeedDocument document, List<Example> examples, PrintStream out) {
    this.document = document;
    this.examples = examples;
    this.out = out;
  }

  /** Runs the example that the system property {@code example} names, or all if it is empty. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Tour tour = new Tour(SeedDocument.load(), Catalogue.EXAMPLES, System.out);
    String name = System.getProperty("example", "");
    System.exit(name.isEmpty() ? tour.runAll() : tour.runOne(name));
  }

  /** Runs all examples, and returns the exit code. */
  int runAll() throws IOException, InterruptedException {
    return run(examples, true);
  }

  /** Runs the example of that name, and returns the exit code. */
  int runOne(String name) throws IOException, InterruptedException {
    List<Example> chosen =
        examples.stream().filter(example -> example.name().equals(name)).toList();
    if (chosen.isEmpty()) {
      String known = examples.stream().map(Example::name).collect(Collectors.joining(", "));
      out.println("No example is named '" + name + "'. Known: " + known);
      return 1;
    }
    return run(chosen, false);
  }

  private int run(List<Example> chosen, boolean allSections)
      throws IOException, InterruptedException {
    int failed = 0;
    for (SeedDocument.Section section : document.sections()) {
      List<Example> here =
          chosen.stream().filter(example -> example.section().equals(section.title())).toList();
      if (allSections || !here.isEmpty()) {
        out.println("## " + section.title());
        out.println();
      }
      if (allSections && here.isEmpty()) {
        out.println(Catalogue.WITHOUT_EXAMPLE.getOrDefault(section.title(), "No example."));
        out.println();
      }
      for (Example example : here) {
        failed += passes(example) ? 0 : 1;
      }
    }
    out.println((chosen.size() - failed) + " passed, " + failed + " failed");
    return failed == 0 ? 0 : 1;
  }

  private boolean passes(Example example) throws IOException, InterruptedException {
    List<ExpectedLine> expected = example.expected(document);
    out.println("### " + example.title() + " [" + example.name() + "]");
    ProgramRunner.Result result =
        new ProgramRunner(LIMIT, GRACE).run(example.program(), line -> out.println("  " + line));
    List<String> faults = new ArrayList<>(result.faults());
    example.comparison().fault(expected, result.output()).ifPresent(faults::add);
    if (!faults.isEmpty()) {
      out.println("FAILED " + example.name() + ": " + String.join("; ", faults));
      report("expected", expected);
      report("actual", result.output().stream().map(OutputLine::text).toList());
    }
    out.println();
    return faults.isEmpty();
  }

  private void report(String what, List<?> lines) {
    out.println("  " + what + ":");
    lines.forEach(line -> out.println("    " + line));
  }
}
