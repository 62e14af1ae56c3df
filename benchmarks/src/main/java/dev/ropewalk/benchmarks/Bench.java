package dev.ropewalk.benchmarks;

import dev.ropewalk.benchmarks.async.AsyncGroup;
import dev.ropewalk.benchmarks.executors.ExecutorsGroup;
import dev.ropewalk.benchmarks.ipc.IpcGroup;
import dev.ropewalk.benchmarks.locks.LocksGroup;
import dev.ropewalk.benchmarks.process.ProcessGroup;
import dev.ropewalk.benchmarks.queues.QueuesGroup;
import dev.ropewalk.benchmarks.threads.ThreadsGroup;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Runs groups of benchmarks: {@code mvn -q -Pbench -Dgroup=<name|all> [-Dcase=<text>] [-Dquick]}. System properties: {@code
 * group}, {@code case}, {@code quick} (true or not) and {@code report}, the directory for the files.
 */
public final class Bench {

  private static final String ALL = "all";

  /** To add a group, add it here. */
  static final List<BenchGroup> GROUPS =
      List.of(
          new LocksGroup(),
          new QueuesGroup(),
          new ThreadsGroup(),
          new ExecutorsGroup(),
          new IpcGroup(),
          new ProcessGroup(),
          new AsyncGroup());

  private final List<BenchGroup> groups;
  private final Effort effort;
  private final Path report;
  private final Path lock;
  private final PrintStream out;

  Bench(List<BenchGroup> groups, Effort effort, Path report, Path lock, PrintStream out) {
    this.groups = groups;
    this.effort = effort;
    this.report = report;
    this.lock = lock;
    this.out = out;
  }

  /** Exits 0 if everything asked for was measured, otherwise 1. */
  public static void main(String[] args) throws Exception {
    useJar(System.getProperty("jar"));
    Effort effort = Boolean.getBoolean("quick") ? Effort.QUICK : Effort.FULL;
    Path report = Path.of(System.getProperty("report", "target/report"));
    Bench bench = new Bench(GROUPS, effort, report, BenchLock.machineWide(), System.out);
    boolean measured = bench.run(System.getProperty("group", ""), System.getProperty("case", ""));
    System.exit(measured ? 0 : 1);
  }

  /** Lets forks find this module in its jar, as programs are found: child JVMs start faster then. */
  private static void useJar(@Nullable String jar) throws URISyntaxException {
    if (jar != null) {
      URI classes = Bench.class.getProtectionDomain().getCodeSource().getLocation().toURI();
      String classPath = System.getProperty("java.class.path");
      System.setProperty("java.class.path", classPath.replace(Path.of(classes).toString(), jar));
    }
  }

  /**
   * Runs the group of this name, or all, and tells whether that worked; if not, a line on the console says why.
   *
   * @param part of the names of the cases to run; empty for all
   */
  boolean run(String name, String part) throws IOException, InterruptedException {
    List<BenchGroup> chosen = new ArrayList<>(groups);
    if (!name.equals(ALL)) {
      chosen.removeIf(group -> !group.name().equals(name));
    }
    if (chosen.isEmpty()) {
      String known = groups.stream().map(BenchGroup::name).collect(Collectors.joining(", "));
      out.println(
          (name.isEmpty() ? "no group given" : "no group is called '" + name + "'")
              + ": say -Dgroup=<name>, with one of "
              + known
              + ", "
              + ALL);
      return false;
    }
    try (BenchLock _ = BenchLock.acquire(lock)) {
      out.println(Machine.facts());
      Machine.warnings(System.getenv()).forEach(out::println);
      boolean measured = false;
      for (BenchGroup group : chosen) {
        measured |= measure(group, part);
      }
      return measured;
    } catch (BenchFailedException e) {
      out.println(e.getMessage());
      return false;
    }
  }

  private void leaveOutSlow(List<BenchCase> cases) {
    cases.stream()
        .filter(BenchCase::slow)
        .forEach(
            each ->
                out.println(
                    each.name() + ": left out of a quick run, unless -Dcase=<text> names it"));
    cases.removeIf(BenchCase::slow);
  }

  /** Whether the group has such cases. */
  private boolean measure(BenchGroup group, String part)
      throws BenchFailedException, IOException, InterruptedException {
    List<BenchCase> cases = new ArrayList<>(group.cases());
    cases.removeIf(each -> !each.name().contains(part));
    if (cases.isEmpty()) {
      String known = group.cases().stream().map(BenchCase::name).collect(Collectors.joining("; "));
      out.println("no case of " + group.name() + " contains '" + part + "': it has " + known);
      return false;
    }
    if (effort.equals(Effort.QUICK) && part.isEmpty()) {
      leaveOutSlow(cases);
    }
    out.println(group.name() + ": " + effort);
    List<Row> rows = new ArrayList<>();
    for (BenchCase benchCase : cases) {
      rows.addAll(new CaseRun(benchCase, effort, out).rows());
    }
    Report found = new Report(group.name(), rows);
    found.write(report);
    out.println();
    out.println(found.table());
    return true;
  }
}
