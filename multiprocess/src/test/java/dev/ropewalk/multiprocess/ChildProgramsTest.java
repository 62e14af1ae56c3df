package dev.ropewalk.multiprocess;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ropewalk.executors.PortableRunnable;
import dev.ropewalk.multiprocess.shared.SharedValue;
import dev.ropewalk.testkit.ChildProgram;
import dev.ropewalk.testkit.CoversScenario;
import dev.ropewalk.testkit.Delays;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What only a whole program with children shows: where output goes, and what becomes of children whose parent ends. */
@ExtendWith(NothingLeftBehind.class)
class ChildProgramsTest {

  @Test
  @CoversScenario("_test_multiprocessing._TestSubclassingProcess.test_stderr_flush")
  void output_ofChildrenIsTheParents_andTheParentStaysUpForThem() throws Exception {
    ChildProgram program = ChildProgram.run(Printing.class);
    assertThat(program.output())
        .containsExactly(
            "first", "input ends at once", "its exit code is 1", "main ends", "second");
    assertThat(String.join("\n", program.errors()))
        .contains("Exception in thread \"frayed\" java.lang.IllegalStateException: the reason")
        .contains("ChildProgramsTest$Printing.fail");
    assertThat(program.exitCode()).isZero();
  }

  /** Main ends while its last child is still to print. */
  static final class Printing {
    public static void main(String[] args) throws Exception {
      ChildProcess.of(() -> System.out.println("first")).start().join();
      ChildProcess.of(Printing::readInput).start().join();
      ChildProcess failing = ChildProcess.of(Printing::fail).setName("frayed").start();
      failing.join();
      System.out.println("its exit code is " + failing.exitCode().orElseThrow());
      ChildProcess.of(() -> System.out.println("second")).start();
      System.out.println("main ends");
    }

    private static void readInput() {
      try {
        System.out.println(System.in.read() < 0 ? "input ends at once" : "there is input");
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }

    private static void fail() {
      throw new IllegalStateException("the reason");
    }
  }

  @Test
  @CoversScenario(
      "_test_multiprocessing._TestPoolWorkerLifetime.test_worker_finalization_via_atexit_handler_of_multiprocessing")
  void poolThatIsLeftOpen_endsWithTheProgram() throws Exception {
    ChildProgram program = ChildProgram.run(LeftOpen.class);
    assertThat(program.output()).containsExactly("42");
    assertThat(program.errors()).isEmpty();
    assertThat(program.exitCode()).isZero();
  }

  /** Has a pool that nobody closes. */
  static final class LeftOpen {
    private static final ProcessPool POOL = new ProcessPool(1);

    public static void main(String[] args) throws Exception {
      System.out.println(POOL.submit(() -> 6 * 7).get());
      System.exit(0);
    }
  }

  /** All ways at once, since each takes long. */
  @Test
  void childrenAndGrandchildren_endWithinTwoSecondsOfTheirParent() throws Exception {
    List<Family> families = new ArrayList<>();
    try {
      for (String how :
          List.of("killed", "exits", "killed, and hooks hang", "killed, and they exit")) {
        families.add(new Family(how));
      }
      for (Family family : families) {
        family.awaitAll();
      }
      for (Family family : families) {
        family.endTheParent();
      }
      Awaitility.await()
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(10))
          .atMost(Delays.LONG)
          .until(() -> families.stream().filter(Family::hasEnded).count() == families.size());
      assertThat(families).allSatisfy(Family::assertThatNobodyOutlivedTheOther);
    } finally {
      for (Family family : families) {
        family.program.close();
      }
    }
  }

  /** A running {@link FamilyTree}: parent, child and grandchild. */
  private static final class Family {
    private final String how;
    final Program program;
    private final List<ProcessHandle> members = new ArrayList<>();
    private final long[] ends = new long[3];

    Family(String how) throws Exception {
      this.how = how;
      this.program = new Program(List.of(), FamilyTree.class.getName(), how);
      members.add(program.process.toHandle());
    }

    void awaitAll() throws IOException {
      int exiting = how.endsWith("they exit") ? 2 : 0;
      List<String> lines = program.readLines(2 + exiting);
      assertThat(lines).as(how).filteredOn(FamilyTree.EXITING::equals).hasSize(exiting);
      lines.stream()
          .filter(line -> !line.equals(FamilyTree.EXITING))
          .map(line -> ProcessHandle.of(Long.parseLong(line)).orElseThrow())
          .forEach(members::add);
      assertThat(members).as(how).hasSize(3).allMatch(ProcessHandle::isAlive);
    }

    void endTheParent() throws IOException {
      if (how.equals("exits")) {
        program.process.getOutputStream().close();
      } else {
        program.process.destroyForcibly();
      }
    }

    boolean hasEnded() {
      boolean all = true;
      for (int i = 0; i < ends.length; i++) {
        if (ends[i] == 0 && !runs(members.get(i))) {
          ends[i] = System.nanoTime();
        }
        all &= ends[i] != 0;
      }
      return all;
    }

    void assertThatNobodyOutlivedTheOther() {
      for (int i = 1; i < ends.length; i++) {
        assertThat(Duration.ofNanos(ends[i] - ends[i - 1]))
            .as(how)
            .isLessThan(Duration.ofSeconds(2));
      }
    }
  }

  /** A process whose parent is gone stays as a zombie until process 1 looks after it, which may take seconds. */
  private static boolean runs(ProcessHandle process) {
    try {
      String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
      return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * A parent, its child, and the child of that; each but the first prints its process id and goes on for ever. Their hooks
   * hang if told so, and if told so they run them at once.
   */
  static final class FamilyTree {
    static final String EXITING = "exiting";

    public static void main(String[] args) throws Exception {
      boolean exit = args[0].endsWith("they exit");
      boolean hang = exit || args[0].endsWith("hang");
      SharedValue.OfLong grandchildren = SharedValue.ofLong(0);
      ChildProcess.of(
              () -> {
                printPid(hang);
                ChildProcess.of(
                        () -> {
                          printPid(hang);
                          grandchildren.set(1);
                          live(exit);
                        })
                    .start();
                while (grandchildren.get() == 0) {
                  Thread.onSpinWait();
                }
                live(exit);
              })
          .start();
      while (System.in.read() >= 0) {
        // until the test closes it
      }
      System.exit(0);
    }

    private static void printPid(boolean hang) {
      System.out.println(ProcessHandle.current().pid());
      if (hang) {
        Runtime.getRuntime().addShutdownHook(new Thread(FamilyTree::hang));
      }
    }

    private static void hang() {
      System.out.println(EXITING);
      waitForEver();
    }

    private static void live(boolean exit) {
      if (exit) {
        System.exit(0);
      }
      waitForEver();
    }

    private static void waitForEver() {
      while (true) {
        LockSupport.park();
      }
    }
  }

  @Test
  @CoversScenario({
    "_test_multiprocessing.TestFlags.test_flags",
    "_test_multiprocessing._TestSpawnedSysPath.test_child_sys_path"
  })
  void childJvm_hasTheClassPathButNoOptionDebuggerOrAgentOfItsParent() throws Exception {
    List<String> options =
        List.of(
            "-Dstrand=option",
            "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:0,quiet=y");
    try (Program program = new Program(options, Inspecting.class.getName())) {
      List<String> output = program.readAll();
      assertThat(output)
          .contains("parent: strand=option, variable=tool, java.class.path=here")
          .contains("child: strand=null, variable=null, java.class.path=here")
          .filteredOn(line -> line.startsWith("argument "))
          .isNotEmpty()
          .noneMatch(line -> line.contains("agent") || line.contains("jdwp"))
          .contains("argument -XX:-UseCompactObjectHeaders");
    }
  }

  /** Prints what it and its child were started with. */
  static final class Inspecting {
    public static void main(String[] args) throws Exception {
      String classPath = System.getProperty("java.class.path");
      PortableRunnable print =
          () -> {
            for (String argument : ProcessHandle.current().info().arguments().orElseThrow()) {
              System.out.println("argument " + argument);
            }
            System.out.println("child: " + describe(classPath));
          };
      System.out.println("parent: " + describe(classPath));
      ChildProcess.of(print).start().join();
    }

    private static String describe(String classPath) {
      return "strand="
          + System.getProperty("strand")
          + ", variable="
          + System.getProperty("strand.variable")
          + ", java.class.path="
          + (System.getProperty("java.class.path").equals(classPath) ? "here" : "elsewhere");
    }
  }

  @Test
  void daemon_isNotWaitedForAndEndsWithItsParent() throws Exception {
    ChildProgram program = ChildProgram.run(HavingADaemon.class);
    assertThat(program.exitCode()).isZero();
    assertThat(program.output()).hasSize(1);
    long pid = Long.parseLong(program.output().getFirst());
    Awaitility.await()
        .atMost(Duration.ofSeconds(2))
        .until(() -> ProcessHandle.of(pid).map(child -> !runs(child)).orElse(true));
  }

  /** Main ends while its daemon goes on. */
  static final class HavingADaemon {
    public static void main(String[] args) throws Exception {
      try (SharedValue.OfLong runs = SharedValue.ofLong(0)) {
        ChildProcess.of(
                () -> {
                  System.out.println(ProcessHandle.current().pid());
                  runs.set(1);
                  FamilyTree.waitForEver();
                })
            .setDaemon(true)
            .start();
        while (runs.get() == 0) {
          Thread.onSpinWait();
        }
      }
    }
  }

  @Test
  void interruptSignalOfATerminal_leavesTheChildrenToTheParent() throws Exception {
    try (Program program = Program.inAGroupOfItsOwn(Interrupted.class.getName())) {
      assertThat(program.readLines(1)).containsExactly("the child runs");
      String group = "-" + program.process.pid();
      Process kill = new ProcessBuilder("kill", "-INT", "--", group).start();
      assertThat(kill.waitFor()).isZero();
      assertThat(program.readAll()).containsExactly("the child is still there, and answers");
      assertThat(program.process.waitFor()).isEqualTo(128 + 2);
    }
  }

  /** Has a child that answers whatever comes; a hook asks it when the program is interrupted. */
  static final class Interrupted {
    private static final int ASKED = 2;
    private static final int ANSWERED = 3;

    public static void main(String[] args) throws Exception {
      SharedValue.OfLong state = SharedValue.ofLong(0);
      ChildProcess child =
          ChildProcess.of(
                  () -> {
                    state.set(1);
                    while (state.get() != ASKED) {
                      Thread.onSpinWait();
                    }
                    state.set(ANSWERED);
                    FamilyTree.waitForEver();
                  })
              .start();
      while (state.get() == 0) {
        Thread.onSpinWait();
      }
      Runtime.getRuntime().addShutdownHook(new Thread(() -> ask(child, state)));
      System.out.println("the child runs");
      FamilyTree.waitForEver();
    }

    /** The child has had the signal as long as this process. */
    private static void ask(ChildProcess child, SharedValue.OfLong state) {
      try {
        if (!child.join(Duration.ofMillis(500))) {
          state.set(ASKED);
          while (child.isAlive() && state.get() != ANSWERED) {
            Thread.onSpinWait();
          }
          System.out.println("the child is still there, and answers");
        }
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  /** A program that the test talks to while it runs. */
  private static final class Program implements AutoCloseable {
    final Process process;
    private final BufferedReader output;

    Program(List<String> options, String... mainAndArguments) throws Exception {
      this(List.of(), options, mainAndArguments);
    }

    /** As a shell starts it in a terminal: the first of its process group, with the usual effect of signals. */
    static Program inAGroupOfItsOwn(String main) throws Exception {
      String start =
          """
          import os, signal, sys
          os.setpgrp()
          signal.signal(signal.SIGINT, signal.SIG_DFL)
          os.execv(sys.argv[1], sys.argv[1:])
          """;
      return new Program(List.of("python3", "-c", start), List.of(), main);
    }

    private Program(List<String> starter, List<String> options, String... mainAndArguments)
        throws Exception {
      List<String> command = new ArrayList<>(starter);
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(
          List.of(
              "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED"));
      command.addAll(options);
      command.addAll(List.of("-classpath", System.getProperty("java.class.path")));
      command.addAll(List.of(mainAndArguments));
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.redirectError(ProcessBuilder.Redirect.DISCARD);
      builder.environment().put("JAVA_TOOL_OPTIONS", "-Dstrand.variable=tool");
      process = builder.start();
      output =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    List<String> readLines(int count) throws IOException {
      List<String> lines = new ArrayList<>();
      while (lines.size() < count) {
        lines.add(output.readLine());
      }
      return lines;
    }

    List<String> readAll() {
      return output.lines().toList();
    }

    @Override
    public void close() throws IOException {
      process.destroyForcibly();
      output.close();
    }
  }
}
