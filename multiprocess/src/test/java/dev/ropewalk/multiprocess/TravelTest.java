package dev.ropewalk.multiprocess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ropewalk.executors.PortableCallable;
import dev.ropewalk.executors.TaskFuture;
import dev.ropewalk.testkit.CoversScenario;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What travels between a pool and its workers, and what becomes of what can't. */
class TravelTest {

  private static ProcessPool pool;

  @BeforeAll
  static void open() {
    pool = new ProcessPool(1);
  }

  @AfterAll
  static void close() {
    pool.close();
    assertThat(ProcessHandle.current().children()).isEmpty();
  }

  private static Throwable failureOf(TaskFuture<?> future) throws InterruptedException {
    try {
      Object result = future.get();
      throw new AssertionError("the task returned " + result);
    } catch (ExecutionException e) {
      return e.getCause();
    }
  }

  @Test
  @CoversScenario(
      "test_concurrent_futures.test_deadlock.ExecutorDeadlockTest.test_error_at_task_pickle")
  void taskThatCannotTravel_failsAlone_andSaysWhatIsInItsWay() throws Exception {
    Object stuck = new Object();
    TaskFuture<Integer> captured = pool.submit(() -> stuck.hashCode());
    TaskFuture<String> argument = pool.submit(Object::toString, List.of(new Thread()));
    Callable<Integer> plain = () -> 1;
    TaskFuture<Integer> notPortable = pool.submit(plain);
    TaskFuture<Integer> fine = pool.submit(() -> 1);
    assertThat(captured.isDone()).isTrue();
    assertThat(failureOf(captured))
        .isInstanceOf(NotPortableException.class)
        .hasMessageContaining("java.lang.Object is not Serializable")
        .hasCauseInstanceOf(NotSerializableException.class);
    assertThat(failureOf(argument)).hasMessageContaining("java.lang.Thread is not Serializable");
    assertThat(failureOf(notPortable))
        .hasMessageContainingAll("TravelTest$$Lambda", "PortableCallable");
    assertThat(fine.get()).isEqualTo(1);
  }

  /** Has something in it. */
  private record Crate(List<Object> content) implements Serializable {}

  @Test
  void wayToWhatCannotTravel_isTold() throws Exception {
    Object[] bar = {1, 2, 3, new Thread()};
    Crate crate = new Crate(List.of("a", bar));
    Crate[] crates = {crate};
    PortableCallable<Integer> inner = () -> crates.length;
    Map<String, Object> map = Map.of("key", crate);
    String name = Crate.class.getName();
    Object[][] tasksAndWays = {
      {
        (PortableCallable<Object>) () -> crate,
        "captured argument 0 (" + name + ").content[1][3] (java.lang.Thread)"
      },
      {
        (PortableCallable<Object>) inner::call,
        ", captured argument 0 ([L" + name + ";)[0].content[1][3] (java.lang.Thread)"
      },
      {(PortableCallable<Object>) () -> map, ").get(key).content[1][3] (java.lang.Thread)"},
    };
    for (Object[] taskAndWay : tasksAndWays) {
      assertThat(failureOf(pool.submit((PortableCallable<?>) taskAndWay[0])))
          .isInstanceOf(NotPortableException.class)
          .hasMessageContaining("java.lang.Thread is not Serializable: captured argument 0")
          .hasMessageContaining((String) taskAndWay[1]);
    }
    assertThat(failureOf(pool.submit(Object::toString, crate)))
        .hasMessageContaining(": argument.content[1][3] (java.lang.Thread)");
    assertThat(failureOf(pool.submit(() -> List.of(new Crate(List.of(new Thread()))))))
        .hasMessageContaining("is not Serializable: [0].content[0] (java.lang.Thread)");
  }

  @Test
  @CoversScenario("_test_multiprocessing._TestPool.test_map_unplicklable")
  void map_overAnItemThatCannotTravel_throws() {
    assertThatThrownBy(() -> pool.map(Object::toString, List.of(new Object())).toList())
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(NotPortableException.class);
  }

  @Test
  @CoversScenario(
      "test_concurrent_futures.test_deadlock.ExecutorDeadlockTest.test_shutdown_deadlock_pickle")
  void taskThatCannotTravel_isToldAlsoAfterShutdown() throws Exception {
    ProcessPool other = new ProcessPool(1);
    Object stuck = new Object();
    TaskFuture<Integer> captured = other.submit(() -> stuck.hashCode());
    other.shutdown();
    assertThat(failureOf(captured)).isInstanceOf(NotPortableException.class);
    assertThat(other.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
  }

  /** An exception with something of its own. */
  static final class FrayedException extends Exception {
    private static final long serialVersionUID = 1;
    final int strands;

    FrayedException(String message, int strands, Throwable cause) {
      super(message, cause);
      this.strands = strands;
    }
  }

  private static int fray(int strands) throws FrayedException {
    throw new FrayedException("frayed", strands, new IOException("wet"));
  }

  @Test
  @CoversScenario({
    "test_concurrent_futures.test_process_pool.ProcessPoolExecutorTest.test_traceback",
    "test_concurrent_futures.test_deadlock.ExecutorDeadlockTest.test_error_during_func_exec_on_worker"
  })
  void exception_arrivesAsItself_withTheStackOfTheWorker() throws Exception {
    Throwable failure = failureOf(pool.submit(TravelTest::fray, 3));
    assertThat(failure)
        .isInstanceOf(FrayedException.class)
        .hasMessage("frayed")
        .hasCauseInstanceOf(IOException.class);
    assertThat(((FrayedException) failure).strands).isEqualTo(3);
    assertThat(failure.getStackTrace()[0].getMethodName()).isEqualTo("fray");
    assertThat(failure.getStackTrace())
        .anyMatch(frame -> frame.getClassName().endsWith(".WorkerLoop"));
  }

  /** An exception that can't be serialized. */
  static final class StuckException extends RuntimeException {
    private static final long serialVersionUID = 1;

    @SuppressWarnings({"serial", "UnusedVariable"}) // it only stands in the way
    private final Object stuck = new Object();

    StuckException() {
      super("the rope is stuck");
    }
  }

  /** An exception that can't be deserialized. */
  static final class ShyException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private void readObject(ObjectInputStream stream) throws IOException {
      throw new IOException("not here");
    }
  }

  private static int stick() {
    throw new StuckException();
  }

  private static int beShy() {
    throw new ShyException();
  }

  @Test
  void exceptionThatCannotTravel_isDescribedByAStandIn() throws Exception {
    assertThat(failureOf(pool.submit(TravelTest::stick)))
        .isInstanceOf(RemoteTaskException.class)
        .hasMessageContainingAll("StuckException: the rope is stuck", "java.lang.Object")
        .hasStackTraceContaining("TravelTest.stick");
    assertThat(failureOf(pool.submit(TravelTest::beShy)))
        .isInstanceOf(RemoteTaskException.class)
        .hasMessageContainingAll("ShyException", "not here")
        .hasStackTraceContaining("TravelTest.beShy");
  }

  /** Can't travel, and fails at what it is asked for. */
  @SuppressWarnings("OverrideThrowableToString") // it is one of the methods that fail
  static final class UnrulyException extends RuntimeException {
    private static final long serialVersionUID = 1;

    @SuppressWarnings({"serial", "UnusedVariable"}) // it only stands in the way
    private final Object stuck = new Object();

    private final String what;

    UnrulyException(String what) {
      this.what = what;
    }

    @Override
    public StackTraceElement[] getStackTrace() {
      return switch (what) {
        case "no stack" -> null;
        case "stack with a hole" -> new StackTraceElement[1];
        case "failing stack" -> throw new IllegalStateException("no stack");
        default -> super.getStackTrace();
      };
    }

    @Override
    public synchronized Throwable getCause() {
      if (what.equals("failing cause")) {
        throw new NoClassDefFoundError("no cause");
      }
      return super.getCause();
    }

    @Override
    public String toString() {
      return what.equals("failing text") ? endlessText() : what;
    }
  }

  /** Can't travel, and has no text that a heap has room for. */
  static final class UnrulyResult implements Serializable {
    private static final long serialVersionUID = 1;

    @SuppressWarnings({"serial", "UnusedVariable"}) // it only stands in the way
    private final Object stuck = new Object();

    @Override
    public String toString() {
      return endlessText();
    }
  }

  private static String endlessText() {
    return "x".repeat(Integer.MAX_VALUE);
  }

  private static int beUnruly(String what) {
    throw new UnrulyException(what);
  }

  @Test
  void exceptionsAndResultsWhoseOwnCodeFails_failTheirTaskAlone() throws Exception {
    long pid = pool.submit(() -> ProcessHandle.current().pid()).get();
    for (String what : List.of("no stack", "stack with a hole", "failing stack", "failing cause")) {
      assertThat(failureOf(pool.submit(TravelTest::beUnruly, what)))
          .isInstanceOf(RemoteTaskException.class)
          .hasMessageContaining(what);
    }
    assertThat(failureOf(pool.submit(TravelTest::beUnruly, "failing text")))
        .isInstanceOf(RemoteTaskException.class)
        .hasMessageContaining("UnrulyException (whose toString() failed)");
    assertThat(failureOf(pool.submit(() -> new UnrulyResult())))
        .isInstanceOf(NotPortableException.class)
        .hasMessageContainingAll("java.lang.Object is not Serializable", "UnrulyResult (whose");
    assertThat(pool.submit(() -> ProcessHandle.current().pid()).get()).isEqualTo(pid);
  }

  private static int failWith(String what) throws Exception {
    IllegalStateException inner = new IllegalStateException("inner");
    IOException outer = new IOException("outer", inner);
    outer.addSuppressed(new IllegalArgumentException("aside"));
    switch (what) {
      case "cycle" -> inner.initCause(outer);
      case "stuck cause" -> inner.initCause(new StuckException());
      case "shy cause" -> inner.initCause(new ShyException());
      default -> {}
    }
    throw outer;
  }

  @Test
  void causesAndWhatWasSuppressed_comeAlong() throws Exception {
    for (String what : List.of("chain", "cycle")) {
      Throwable failure = failureOf(pool.submit(TravelTest::failWith, what));
      assertThat(failure).isInstanceOf(IOException.class).hasMessage("outer");
      assertThat(failure.getSuppressed())
          .singleElement()
          .isInstanceOf(IllegalArgumentException.class);
      Throwable cause = failure.getCause();
      assertThat(cause).isInstanceOf(IllegalStateException.class).hasMessage("inner");
      assertThat(cause.getCause()).isSameAs(what.equals("cycle") ? failure : null);
    }
  }

  @Test
  void causesAndWhatWasSuppressed_areDescribedByStandIns_ifOneOfThemCannotTravel()
      throws Exception {
    for (String what : List.of("stuck cause", "shy cause")) {
      Throwable failure = failureOf(pool.submit(TravelTest::failWith, what));
      assertThat(failure)
          .isInstanceOf(RemoteTaskException.class)
          .hasMessageContaining("java.io.IOException: outer")
          .hasStackTraceContaining("TravelTest.failWith");
      assertThat(failure.getSuppressed()[0])
          .hasToString("java.lang.IllegalArgumentException: aside");
      assertThat(failure.getCause()).hasToString("java.lang.IllegalStateException: inner");
      assertThat(failure.getCause().getCause().toString())
          .contains(
              what.equals("stuck cause") ? "StuckException: the rope is stuck" : "ShyException");
    }
  }

  /** Suppresses others in circles, and each of them the others. */
  private static int tangle() {
    StuckException first = new StuckException();
    List<StuckException> all =
        List.of(first, new StuckException(), new StuckException(), new StuckException());
    for (StuckException each : all) {
      all.stream().filter(other -> other != each).forEach(each::addSuppressed);
    }
    throw first;
  }

  @Test
  void circlesOfExceptions_areDescribedOnce() throws Exception {
    Throwable failure = failureOf(pool.submit(TravelTest::tangle));
    assertThat(failure).isInstanceOf(RemoteTaskException.class);
    int described = 0;
    List<Throwable> left = new ArrayList<>(List.of(failure));
    while (!left.isEmpty()) {
      described++;
      left.addAll(List.of(left.removeFirst().getSuppressed()));
    }
    assertThat(described).isEqualTo(4);
  }

  @Test
  @CoversScenario("_test_multiprocessing._TestPoolWorkerErrors.test_unpickleable_result")
  void resultThatCannotTravel_isToldWithItsText() throws Exception {
    assertThat(failureOf(pool.submit(() -> List.of("hemp", new Thread("jute")))))
        .isInstanceOf(NotPortableException.class)
        .hasMessageContainingAll("java.lang.Thread", "[hemp, Thread[", "jute");
  }

  /** Can be sent, not received. */
  private static final class OneWay implements Serializable {
    private static final long serialVersionUID = 1;

    private void writeObject(ObjectOutputStream stream) {}

    private void readObject(ObjectInputStream stream) throws IOException {
      throw new IOException("not here");
    }
  }

  @Test
  void resultThatCannotBeDecodedHere_failsItsFuture() throws Exception {
    assertThat(failureOf(pool.submit(() -> new OneWay())))
        .isInstanceOf(NotPortableException.class)
        .hasMessageContaining("can't be deserialized here")
        .hasRootCauseMessage("not here");
  }

  @Test
  void errorsToo_comeBackAndLeaveTheWorkerAlive() throws Exception {
    long pid = pool.submit(() -> ProcessHandle.current().pid()).get();
    assertThat(failureOf(pool.submit(TravelTest::recurse, 0)))
        .isInstanceOf(StackOverflowError.class);
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(() -> pool.submit(() -> new long[Integer.MAX_VALUE].length).get())
        .withCauseInstanceOf(OutOfMemoryError.class);
    assertThat(pool.submit(() -> ProcessHandle.current().pid()).get()).isEqualTo(pid);
  }

  private static int recurse(int depth) {
    return depth < 0 ? 0 : recurse(depth + 1) + 1;
  }

  @Test
  void eachTask_isSentAsItWasWhenItWasSubmitted() throws Exception {
    StringBuilder text = new StringBuilder("a");
    TaskFuture<String> first = pool.submit(() -> text.append("!").toString());
    text.append("b");
    TaskFuture<String> second = pool.submit(() -> text.append("!").toString());
    assertThat(first.get()).isEqualTo("a!");
    assertThat(second.get()).isEqualTo("ab!");
    assertThat(text).hasToString("ab");
  }

  @Test
  void interruptOfItsOwnThread_endsWithTheTask() throws Exception {
    long pid =
        pool.submit(
                () -> {
                  Thread.currentThread().interrupt();
                  return ProcessHandle.current().pid();
                })
            .get();
    assertThat(pool.submit(() -> Thread.currentThread().isInterrupted()).get()).isFalse();
    assertThat(pool.submit(() -> ProcessHandle.current().pid()).get()).isEqualTo(pid);
  }
}
