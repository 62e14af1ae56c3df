package dev.ropewalk.threads;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ropewalk.testkit.ChildProgram;
import dev.ropewalk.testkit.CoversScenario;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What only a whole program shows: which threads keep it alive, and what a failed one prints. */
class ProgramExitTest {

  @Test
  @CoversScenario({
    "test_threading.ThreadTests.test_join_nondaemon_on_shutdown",
    "test_threading.ThreadJoinOnShutdown.test_thread_from_thread"
  })
  void nonDaemonThreads_finishAfterMainEnds() throws Exception {
    ChildProgram program = ChildProgram.run(ThreadsThatOutliveMain.class);
    assertThat(program.exitCode()).isZero();
    assertThat(program.output())
        .containsExactly("main ends", "child ends", "child of the child ends");
    assertThat(program.errors()).isEmpty();
  }

  /** Main starts a thread that starts another; each goes on only when its maker has ended. */
  static final class ThreadsThatOutliveMain {
    public static void main(String[] args) {
      Thread main = Thread.currentThread();
      ChildThread.of(
              () -> {
                main.join();
                Thread child = Thread.currentThread();
                ChildThread.of(
                        () -> {
                          child.join();
                          System.out.println("child of the child ends");
                          return null;
                        })
                    .start();
                System.out.println("child ends");
                return null;
              })
          .start();
      System.out.println("main ends");
    }
  }

  @Test
  @CoversScenario("test_threading.ThreadJoinOnShutdown.test_1_join_on_shutdown")
  void threadThatJoinsMain_proceedsWhenMainEnds() throws Exception {
    ChildProgram program = ChildProgram.run(JoinsMain.class);
    assertThat(program.exitCode()).isZero();
    assertThat(program.output()).containsExactly("end of main", "end of thread");
  }

  /** A child that waits for the main thread. */
  static final class JoinsMain {
    public static void main(String[] args) {
      Thread main = Thread.currentThread();
      ChildThread.of(
              () -> {
                main.join();
                System.out.println("end of thread");
                return null;
              })
          .start();
      System.out.println("end of main");
    }
  }

  @Test
  @CoversScenario("test_threading.ThreadJoinOnShutdown.test_4_daemon_threads")
  void fortyBusyDaemonThreads_endWithTheProgram() throws Exception {
    ChildProgram program = ChildProgram.run(BusyDaemons.class);
    assertThat(program.exitCode()).isZero();
    assertThat(program.output()).containsExactly("main ends");
    assertThat(program.errors()).isEmpty();
  }

  /** Forty daemon threads that read and write files without end. */
  static final class BusyDaemons {
    public static void main(String[] args) throws Exception {
      CountDownLatch running = new CountDownLatch(40);
      for (int i = 0; i < 40; i++) {
        ChildThread.of(BusyDaemons.endlessly(running)).setDaemon(true).start();
      }
      running.await();
      System.out.println("main ends");
    }

    private static java.util.concurrent.Callable<Void> endlessly(CountDownLatch running) {
      return () -> {
        running.countDown();
        java.nio.file.Path sink = java.nio.file.Path.of("/dev/null");
        while (true) {
          java.nio.file.Files.write(
              sink, java.nio.file.Files.readAllBytes(java.nio.file.Path.of("/proc/self/stat")));
        }
      };
    }
  }

  @Test
  @CoversScenario({
    "test_threading.ThreadingExceptionTests.test_print_exception",
    "test_threading.ExceptHookTests.test_excepthook"
  })
  void failedThread_isReportedOnStandardErrorAndTheProgramExitsNormally() throws Exception {
    ChildProgram program = ChildProgram.run(FailingThread.class);
    assertThat(program.exitCode()).isZero();
    assertThat(program.output()).containsExactly("main goes on");
    assertThat(String.join("\n", program.errors()))
        .contains("\"frayed\"")
        .contains("java.lang.ArithmeticException: / by zero")
        .contains("FailingThread.divide");
  }

  /** A child that fails, and a main that does not mind. */
  static final class FailingThread {
    public static void main(String[] args) throws InterruptedException {
      ChildThread<Integer> thread = ChildThread.of(() -> divide(1, 0)).setName("frayed").start();
      thread.join();
      System.out.println("main goes on");
    }

    private static int divide(int a, int b) {
      return a / b;
    }
  }
}
