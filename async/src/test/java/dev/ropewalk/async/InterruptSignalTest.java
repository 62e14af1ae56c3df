package dev.ropewalk.async;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ropewalk.testkit.ChildProgram;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Ctrl-C, as programs see it that are sent the signal it sends. */
class InterruptSignalTest {

  private static final int ENDED_BY_THE_SIGNAL = 128 + 2;

  private static void assertEnds(String how, int exitCode, String... output) throws Exception {
    ChildProgram program = ChildProgram.run(Signalled.class, how);
    assertThat(program.errors()).as(how).isEmpty();
    assertThat(program.output()).as(how).containsExactly(output);
    assertThat(program.exitCode()).as(how).isEqualTo(exitCode);
  }

  @Test
  void run_isInterrupted_andAfterwardsTheSignalEndsTheProgramAsEver() throws Exception {
    assertEnds("run", ENDED_BY_THE_SIGNAL, "runs", "cleans up", "interrupted", "goes on");
  }

  @Test
  void secondRun_isInterruptedAsTheFirst() throws Exception {
    String[] output = {"runs", "cleans up", "interrupted", "runs", "cleans up", "interrupted"};
    assertEnds("again", 0, output);
  }

  @Test
  void handlerOfTheProgram_isCalled_andTheRunIsNotInterrupted() throws Exception {
    assertEnds("handler before", 0, "runs", "handled", "cleans up", "was not interrupted");
  }

  @Test
  void handlerThatTheProgramSetsMeanwhile_staysAfterTheRun() throws Exception {
    assertEnds("handler meanwhile", 0, "runs", "cleans up", "was not interrupted", "handled");
  }

  @Test
  void signalThatComesAsTheRunHasEnded_endsTheProgram() throws Exception {
    assertEnds("late", ENDED_BY_THE_SIGNAL, "runs", "cleans up", "was not interrupted");
  }

  @Test
  void runOfARunner_isInterrupted() throws Exception {
    assertEnds("runner", 0, "runs", "cleans up", "interrupted");
  }

  @Test
  void runForever_isInterrupted() throws Exception {
    assertEnds("forever", 0, "runs", "interrupted");
  }

  @Test
  void secondSignal_endsTheProgramAtOnce() throws Exception {
    assertEnds("twice", ENDED_BY_THE_SIGNAL, "runs", "cleans up");
  }

  @Test
  void run_onAnotherThreadThanMain_changesNothing() throws Exception {
    assertEnds("thread", ENDED_BY_THE_SIGNAL, "runs");
  }

  @Test
  void ignoredSignal_staysIgnored() throws Exception {
    assertEnds("ignored", 0, "runs", "cleans up", "was not interrupted");
  }

  @Test
  void jvmThatLeavesSignalsAlone_runsAllTheSame() throws Exception {
    ChildProgram program = ChildProgram.run(List.of("-Xrs"), Signalled.class, "no signal");
    assertThat(program.output()).containsExactly("runs", "cleans up", "was not interrupted");
  }

  /** Sends itself the signal. */
  static final class Signalled {

    private static final CountDownLatch HANDLED = new CountDownLatch(1);

    public static void main(String[] args) throws Exception {
      switch (args[0]) {
        case "run" -> {
          report(() -> Async.run(() -> body(Signalled::signal, Signalled::nothing)));
          System.out.println("goes on");
          signal();
          Thread.sleep(Duration.ofMinutes(1));
        }
        case "runner" -> {
          try (Runner runner = new Runner()) {
            report(() -> runner.run(() -> body(Signalled::signal, Signalled::nothing)));
          }
        }
        case "forever" -> {
          try (Runner runner = new Runner()) {
            runner
                .loop()
                .callSoon(
                    () -> {
                      System.out.println("runs");
                      signal();
                    });
            report(runner::runForever);
          }
        }
        case "twice" ->
            report(
                () ->
                    Async.run(
                        () ->
                            body(
                                Signalled::signal,
                                () -> {
                                  signal();
                                  Async.sleep(Duration.ofMinutes(1));
                                })));
        case "thread" -> {
          Thread thread =
              new Thread(
                  () -> report(() -> Async.run(() -> body(Signalled::signal, Signalled::nothing))));
          thread.start();
          thread.join();
        }
        case "again" -> {
          report(() -> Async.run(() -> body(Signalled::signal, Signalled::nothing)));
          report(() -> Async.run(() -> body(Signalled::signal, Signalled::nothing)));
        }
        case "handler before" -> {
          var _ = handle(ofTheProgram());
          report(() -> Async.run(() -> shortBody(Signalled::signalAndAwaitHandler)));
        }
        case "handler meanwhile" -> {
          report(() -> Async.run(() -> shortBody(() -> handle(ofTheProgram()))));
          signalAndAwaitHandler();
        }
        case "late" -> {
          Object[] ofTheRun = new Object[1];
          report(() -> Async.run(() -> shortBody(() -> ofTheRun[0] = handler())));
          call(ofTheRun[0]);
          Thread.sleep(Duration.ofMinutes(1));
        }
        case "ignored" -> {
          var _ = handle(constant("SIG_IGN"));
          report(() -> Async.run(() -> shortBody(Signalled::signal)));
        }
        default -> report(() -> Async.run(() -> shortBody(Signalled::nothing)));
      }
    }

    private interface Run {
      void run() throws InterruptedException;
    }

    private static void report(Run run) {
      try {
        run.run();
        System.out.println("was not interrupted");
      } catch (InterruptedException e) {
        System.out.println("interrupted");
      }
    }

    private static void nothing() {}

    private static void body(Runnable first, Runnable cleanUp) {
      System.out.println("runs");
      first.run();
      try {
        Async.sleep(Duration.ofMinutes(1));
      } finally {
        System.out.println("cleans up");
        cleanUp.run();
      }
    }

    private static void shortBody(Runnable first) {
      System.out.println("runs");
      first.run();
      Async.sleep(Duration.ofMillis(100));
      System.out.println("cleans up");
    }

    private static void signal() {
      try {
        String self = String.valueOf(ProcessHandle.current().pid());
        new ProcessBuilder("kill", "-INT", self).start().waitFor();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }

    private static void signalAndAwaitHandler() {
      signal();
      try {
        assertThat(HANDLED.await(20, TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    private static Object ofTheProgram() {
      return Proxy.newProxyInstance(
          Signalled.class.getClassLoader(),
          new Class<?>[] {handlerType()},
          (_, _, _) -> {
            System.out.println("handled");
            HANDLED.countDown();
            return null;
          });
    }

    /** What handles the signal now. */
    private static Object handler() {
      Object handler = handle(constant("SIG_DFL"));
      var _ = handle(handler);
      return handler;
    }

    // by reflection, as in InterruptSignal

    /** Makes this the handler of the signal, and returns the one before. */
    private static Object handle(Object handler) {
      try {
        return signalType()
            .getMethod("handle", signalType(), handlerType())
            .invoke(null, interrupt(), handler);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    }

    private static void call(Object handler) throws ReflectiveOperationException {
      handlerType().getMethod("handle", signalType()).invoke(handler, interrupt());
    }

    private static Object interrupt() throws ReflectiveOperationException {
      return signalType().getConstructor(String.class).newInstance("INT");
    }

    private static Object constant(String name) {
      try {
        return handlerType().getField(name).get(null);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    }

    private static Class<?> signalType() throws ReflectiveOperationException {
      return Class.forName("sun.misc.Signal");
    }

    private static Class<?> handlerType() {
      try {
        return Class.forName("sun.misc.SignalHandler");
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
