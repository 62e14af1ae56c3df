package dev.ropewalk.multiprocess;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ropewalk.multiprocess.connection.AuthKey;
import dev.ropewalk.multiprocess.logging.LogRelay;
import dev.ropewalk.testkit.ChildProgram;
import dev.ropewalk.testkit.CoversScenario;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.MarkerFactory;
import org.slf4j.event.Level;

/** What becomes of what children log. The programs use our own provider as that of the parent too: it shows all there is. */
@ExtendWith(NothingLeftBehind.class)
class ChildLogsTest {

  private static final List<String> OPTIONS =
      List.of(
          "--enable-native-access=ALL-UNNAMED",
          "-Dslf4j.provider=dev.ropewalk.multiprocess.logging.RelayProvider",
          "-Dslf4j.internal.verbosity=WARN");

  private static void showAll(Level level) {
    LogRelay.to(
        entry ->
            System.out.println(
                "%s %s [%s] %s %s: %s%s"
                    .formatted(
                        entry.level(),
                        entry.thread(),
                        entry.marker(),
                        entry.context(),
                        entry.logger(),
                        entry.message(),
                        entry.failure() == null ? "" : " " + describe(entry.failure()))),
        level);
  }

  private static String describe(Throwable failure) {
    return failure
        + " at "
        + failure.getStackTrace()[0].getMethodName()
        + ", cause "
        + failure.getCause()
        + ", suppressed "
        + List.of(failure.getSuppressed());
  }

  @Test
  void recordsOfAWorker_allArrive_alsoThoseOfAnIdleOneAndOfItsHooks() throws Exception {
    ChildProgram program = ChildProgram.run(OPTIONS, LoggingWorker.class);
    assertThat(program.errors()).isEmpty();
    assertThat(program.output())
        .filteredOn(line -> line.contains(" of the task"))
        .hasSize(LoggingWorker.RECORDS);
    assertThat(program.output())
        .anyMatch(line -> line.contains("in the background"))
        .anyMatch(line -> line.contains("while it rests: the parent has seen it"))
        .anyMatch(line -> line.contains("in a hook"));
  }

  /** Has a worker that logs while and after it runs a task. */
  static final class LoggingWorker {
    static final int RECORDS = 100;

    public static void main(String[] args) throws Exception {
      CountDownLatch seen = new CountDownLatch(1);
      LogRelay.to(
          entry -> {
            System.out.println(entry.message());
            if (entry.message().startsWith("in the background")) {
              seen.countDown();
            }
          },
          Level.INFO);
      try (ProcessPool pool = new ProcessPool(1)) {
        pool.submit(LoggingWorker::log).get();
        if (seen.await(20, TimeUnit.SECONDS)) {
          System.out.println("while it rests: the parent has seen it");
        }
        pool.submit(LoggingWorker::logMuch).get();
      }
    }

    private static void log() {
      Logger logger = LoggerFactory.getLogger("rope");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> logger.info("in a hook")));
      Thread later =
          new Thread(
              () -> {
                LockSupport.parkNanos(200_000_000);
                logger.info("in the background");
              });
      later.setDaemon(true);
      later.start();
    }

    private static void logMuch() {
      Logger logger = LoggerFactory.getLogger("rope");
      for (int i = 0; i < RECORDS; i++) {
        logger.info("{} of the task", i);
      }
    }
  }

  @Test
  @CoversScenario("_test_multiprocessing._TestLogging.test_enable_logging")
  void records_reachTheParentsLogging_withProcessAndThread() throws Exception {
    ChildProgram program = ChildProgram.run(OPTIONS, Logging.class, "relay");
    assertThat(program.errors()).isEmpty();
    assertThat(program.output())
        .containsExactly(
            "INFO strand/strand [null] null rope: 1 of 2",
            "WARN strand/weaver [knot] {hand=left} rope.yarn: frayed"
                + " java.lang.IllegalStateException: wet at fail, cause java.lang.Error: rain,"
                + " suppressed [java.lang.Exception: wind]",
            "INFO strand/strand [null] null rope: interrupted and still here",
            "ERROR strand/hook [null] null rope: in a hook",
            "INFO main [null] null rope: exit code 3 on main");
    assertThat(program.exitCode()).isZero();
  }

  @Test
  void loggingThatLeavesItsThreadInterrupted_harmsNoChild() throws Exception {
    ChildProgram program = ChildProgram.run(OPTIONS, Interrupting.class);
    assertThat(program.errors()).isEmpty();
    assertThat(program.output())
        .containsExactly("parent logs one", "parent logs two", "exit code 0, pool 5");
  }

  /** Its logging interrupts the thread that logs. */
  static final class Interrupting {
    public static void main(String[] args) throws Exception {
      LogRelay.to(
          entry -> {
            System.out.println("parent logs " + entry.message());
            Thread.currentThread().interrupt();
          },
          Level.INFO);
      ProcessOptions silent = ProcessOptions.builder().setStartCache(false).build();
      ChildProcess child = ChildProcess.of(Interrupting::logTwice).setOptions(silent).start();
      child.join();
      LogRelay.to(_ -> Thread.currentThread().interrupt(), Level.INFO);
      try (ProcessPool pool = new ProcessPool(1)) {
        int result = pool.submit(Interrupting::logAndCount).get();
        System.out.println("exit code " + child.exitCode().getAsInt() + ", pool " + result);
      }
    }

    private static void logTwice() {
      Logger logger = LoggerFactory.getLogger("rope");
      logger.info("one");
      logger.info("two");
    }

    private static int logAndCount() {
      logTwice();
      return 5;
    }
  }

  @Test
  void records_goToTheErrorStream_ifAskedTo() throws Exception {
    ChildProgram program = ChildProgram.run(OPTIONS, Logging.class, "stderr");
    assertThat(program.errors())
        .startsWith("[INFO/strand] rope: 1 of 2", "[WARN/strand] rope.yarn: frayed")
        .contains("java.lang.IllegalStateException: wet", "Caused by: java.lang.Error: rain")
        .endsWith(
            "[INFO/strand] rope: interrupted and still here", "[ERROR/strand] rope: in a hook");
    assertThat(program.output()).containsExactly("INFO main [null] null rope: exit code 3 on main");
  }

  @Test
  void records_belowTheLevel_areNotMade() throws Exception {
    ChildProgram program = ChildProgram.run(OPTIONS, Logging.class, "errors only");
    assertThat(program.output())
        .containsExactly(
            "ERROR strand/hook [null] null rope: in a hook",
            "INFO main [null] null rope: exit code 3 on main");
  }

  @Test
  void childThatLogsByItself_usesTheProviderOfItsClassPath() throws Exception {
    ChildProgram program = ChildProgram.run(OPTIONS, Logging.class, "by itself");
    assertThat(program.errors())
        .as("as SLF4J's simple provider prints")
        .contains("[strand] INFO rope - 1 of 2", "[weaver] WARN rope.yarn - knot frayed");
    assertThat(program.output()).containsExactly("INFO main [null] null rope: exit code 3 on main");
  }

  /** Its child logs in several ways, and is interrupted meanwhile. */
  static final class Logging {
    public static void main(String[] args) throws Exception {
      showAll(Level.INFO);
      ProcessOptions.Builder options = ProcessOptions.builder().setStartCache(false);
      switch (args[0]) {
        case "stderr" -> options.logToStandardError();
        case "errors only" -> options.setLogLevel(Level.ERROR);
        case "by itself" -> options.logByItself();
        default -> {}
      }
      ChildProcess process =
          ChildProcess.of(Logging::log).setName("strand").setOptions(options.build()).start();
      process.join();
      LoggerFactory.getLogger("rope")
          .info(
              "exit code {} on {}",
              process.exitCode().orElseThrow(),
              Thread.currentThread().getName());
    }

    private static void log() {
      Logger logger = LoggerFactory.getLogger("rope");
      logger.debug("not seen");
      logger.info("{} of {}", 1, 2);
      Thread weaver = new Thread(Logging::weave, "weaver");
      weaver.start();
      try {
        weaver.join();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      Thread.currentThread().interrupt();
      logger.info("interrupted and still here");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> logger.error("in a hook"), "hook"));
      System.exit(3);
    }

    private static void weave() {
      MDC.put("hand", "left");
      LoggerFactory.getLogger("rope.yarn")
          .atWarn()
          .addMarker(MarkerFactory.getMarker("knot"))
          .setCause(fail())
          .log("frayed");
    }

    private static Throwable fail() {
      IllegalStateException failure = new IllegalStateException("wet", new Error("rain"));
      failure.addSuppressed(new Exception("wind"));
      return failure;
    }
  }

  @Test
  void keyOfTheTree_isInNoLog_atTheFinestLevel() throws Exception {
    ChildProgram program = ChildProgram.run(OPTIONS, Secretive.class);
    String key = program.output().getFirst();
    byte[] bytes = HexFormat.of().parseHex(key);
    String all =
        String.join("\n", program.output().subList(1, program.output().size()))
            + String.join("\n", program.errors());
    assertThat(all).contains("child logs", "IllegalStateException: wet");
    assertThat(all)
        .doesNotContainIgnoringCase(key)
        .doesNotContain(Base64.getEncoder().encodeToString(bytes))
        .doesNotContain(Arrays.toString(bytes));
  }

  /** Prints the key, then does what logs and fails. */
  static final class Secretive {
    public static void main(String[] args) throws Exception {
      System.out.println(HexFormat.of().formatHex(AuthKey.ofThisTree().bytes()));
      showAll(Level.TRACE);
      ChildProcess.of(() -> LoggerFactory.getLogger("rope").trace("child logs")).start().join();
      ChildProcess failing =
          ChildProcess.of(
              () -> {
                throw new IllegalStateException("wet");
              });
      failing.start().join();
      LoggerFactory.getLogger("rope").info("{}", failing);
    }
  }
}
