package dev.ropewalk.threads;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ropewalk.testkit.ChildProgram;
import dev.ropewalk.testkit.CoversScenario;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What happens at the end of a program; each test runs one. */
class ExitHooksTest {

  private static ChildProgram run(Class<?> program, String... arguments) throws Exception {
    return ChildProgram.run(program, arguments);
  }

  @Test
  @CoversScenario({
    "test_threading.AtexitTests.test_atexit_called_once",
    "test_threading.AtexitTests.test_atexit_after_shutdown"
  })
  void callbacks_runOnceAfterNonDaemonChildren_theLastRegisteredFirst() throws Exception {
    ChildProgram program = run(NormalEnd.class);
    assertThat(program.exitCode()).isZero();
    assertThat(program.output())
        .containsExactly("main ends", "child ends", "third", "second", "too late", "first");
    assertThat(String.join("\n", program.errors()))
        .contains("IllegalStateException: callback failed")
        .doesNotContain("removed");
  }

  /** Registers callbacks, one of which fails; a child outlives main. */
  static final class NormalEnd {
    public static void main(String[] args) {
      Runnable removed = () -> System.out.println("removed");
      ExitHooks.register(removed);
      ExitHooks.register(() -> System.out.println("first"));
      ExitHooks.register(
          () -> {
            System.out.println("second");
            try {
              ExitHooks.register(() -> System.out.println("never"));
            } catch (IllegalStateException e) {
              System.out.println("too late");
            }
          });
      ExitHooks.register(
          () -> {
            throw new IllegalStateException("callback failed");
          });
      ExitHooks.register(() -> System.out.println("third"));
      System.out.print(ExitHooks.unregister(removed) ? "" : "was not registered");
      System.out.print(ExitHooks.unregister(removed) ? "was still registered" : "");
      Thread main = Thread.currentThread();
      ChildThread.of(
              () -> {
                main.join();
                System.out.println("child ends");
                return null;
              })
          .start();
      System.out.println("main ends");
    }
  }

  @Test
  void systemExit_runsCallbacksWithoutWaitingForChildren() throws Exception {
    ChildProgram program = run(ExitsEarly.class);
    assertThat(program.exitCode()).isEqualTo(3);
    assertThat(program.output()).containsExactly("callback, child is alive: true");
  }

  /** Calls System.exit while a non-daemon child waits for ever. */
  static final class ExitsEarly {
    public static void main(String[] args) {
      CountDownLatch never = new CountDownLatch(1);
      ChildThread<Object> child =
          ChildThread.of(
                  () -> {
                    never.await();
                    return null;
                  })
              .start();
      ExitHooks.register(() -> System.out.println("callback, child is alive: " + child.isAlive()));
      System.exit(3);
    }
  }

  @Test
  @CoversScenario({
    "test_threading.ThreadTests.test_main_thread_during_shutdown",
    "test_threading.ThreadTests.test_start_new_thread_at_finalization",
    "test_threading.ThreadTests.test_join_daemon_thread_in_finalization",
    "test_threading.ThreadTests.test_join_finished_daemon_thread_in_finalization"
  })
  void callbacks_runOnAThreadOfTheirOwn_andMayStartAndJoinThreads() throws Exception {
    ChildProgram program = run(LooksAroundAtTheEnd.class);
    assertThat(program.exitCode()).isZero();
    assertThat(program.output())
        .containsExactly(
            "main is alive: false",
            "alive: [daemon, exit hooks]",
            "joining the finished daemon: true",
            "joining the running daemon: false",
            "started: 42");
    assertThat(program.errors()).isEmpty();
  }

  /** A callback that looks who is there, joins daemons, and starts a thread. */
  static final class LooksAroundAtTheEnd {
    public static void main(String[] args) throws InterruptedException {
      ChildThread<?> finished = ChildThread.of(() -> {}).setDaemon(true).start();
      finished.join();
      CountDownLatch never = new CountDownLatch(1);
      ChildThread<Object> running =
          ChildThread.of(
                  () -> {
                    never.await();
                    return null;
                  })
              .setName("daemon")
              .setDaemon(true)
              .start();
      ChildThread<?> main = Threads.current();
      ExitHooks.register(
          () -> {
            try {
              ChildThread<?> _ = Threads.current();
              System.out.println("main is alive: " + Threads.main().isAlive());
              System.out.println(
                  "alive: " + Threads.enumerate().stream().map(ChildThread::getName).toList());
              System.out.println("joining the finished daemon: " + finished.join(Duration.ZERO));
              System.out.println(
                  "joining the running daemon: " + running.join(Duration.ofMillis(10)));
              System.out.println("started: " + ChildThread.of(() -> 42).start().result());
            } catch (Exception e) {
              System.out.println(e + " " + main);
            }
          });
    }
  }

  @Test
  @CoversScenario("test_threading.ThreadTests.test_stop_the_world_during_finalization")
  void busyDaemons_neitherHangNorDisturbTheEnd() throws Exception {
    ChildProgram program = run(BusyDaemonsAtTheEnd.class);
    assertThat(program.exitCode()).isZero();
    assertThat(program.output()).containsExactly("callback");
    assertThat(program.errors()).isEmpty();
  }

  /** Daemons at full speed, platform and virtual, while callbacks run. */
  static final class BusyDaemonsAtTheEnd {
    private static volatile byte[] work = {};

    public static void main(String[] args) {
      for (int i = 0; i < 4; i++) {
        ThreadBody busy =
            () -> {
              while (true) {
                work = new byte[work.length ^ 128];
              }
            };
        ChildThread.of(busy).setDaemon(true).start();
        ChildThread.ofVirtual(busy).start();
      }
      ExitHooks.register(
          () -> {
            System.gc();
            System.out.println("callback");
          });
    }
  }

  @Test
  @CoversScenario({
    "test_threading.InterruptMainTests.test_interrupt_main_subthread",
    "test_threading.InterruptMainTests.test_interrupt_main_mainthread"
  })
  void interruptOfMain_endsItsBlockingCall() throws Exception {
    assertThat(run(InterruptsMain.class, "child").output()).containsExactly("interrupted");
    assertThat(run(InterruptsMain.class, "main").output()).containsExactly("interrupted");
  }

  /** Main waits for ever, unless interrupted by a child or by itself. */
  static final class InterruptsMain {
    public static void main(String[] args) {
      ChildThread<?> main = Threads.main();
      if (args[0].equals("child")) {
        ChildThread.of(main::interrupt).start();
      } else {
        main.interrupt();
      }
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        System.out.println("interrupted");
      }
    }
  }
}
