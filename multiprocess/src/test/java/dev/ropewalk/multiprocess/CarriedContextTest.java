package dev.ropewalk.multiprocess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ropewalk.executors.MapOptions;
import dev.ropewalk.executors.TaskFuture;
import dev.ropewalk.multiprocess.spi.ObjectSerializer;
import dev.ropewalk.testkit.Delays;
import dev.ropewalk.testkit.ThreadStates;
import dev.ropewalk.threads.ContextVar;
import dev.ropewalk.threads.Token;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.MDC;

/** Tasks of worker processes run with what their submitter carried, and leave nothing of it there. */
@ExtendWith(NothingLeftBehind.class)
class CarriedContextTest {

  private static final ContextVar<String> KNOT = ContextVar.portable("test.knot");
  private static final ContextVar<String> LOCAL = ContextVar.withDefault("local", "none");
  private static final String STRAND = "strand";

  /** Initialized in a worker after a value for its variable has come. */
  private static final class Late {
    private static final ContextVar<String> VARIABLE = ContextVar.portable("test.late");

    static String see() {
      return VARIABLE.getOrDefault("none");
    }
  }

  /** What a test does. */
  interface Check extends Serializable {
    void run() throws Exception;
  }

  /** In a process whose logging has an MDC, which that of the tests has not. */
  private static void check(Check check) throws InterruptedException {
    ChildProcess process = ChildProcess.of(() -> run(check)).start();
    process.join();
    assertThat(process.exitCode()).as("see the error output").hasValue(0);
  }

  private static void run(Check check) {
    try {
      check.run();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static ProcessPoolOptions one() {
    return ProcessPoolOptions.defaults().withMaxWorkers(1);
  }

  private static String see() {
    return KNOT.getOrDefault("none") + " " + LOCAL.get() + " " + MDC.get(STRAND);
  }

  private static String seeAt(int n) {
    return n + " " + see();
  }

  private static String seeAndSet() {
    String seen = see();
    Token<?> _ = KNOT.set("granny");
    Token<?> _ = LOCAL.set("granny");
    MDC.put(STRAND, "granny");
    return seen;
  }

  private static void submitEachWay() throws Exception {
    String captured = "tight ";
    try (ProcessPool pool = new ProcessPool(1)) {
      TaskFuture<String> task;
      TaskFuture<String> call;
      TaskFuture<String> late;
      TaskFuture<String> capturing;
      try (Token<?> _ = KNOT.set("bowline");
          Token<?> _ = Late.VARIABLE.set("later");
          Token<?> _ = LOCAL.set("here")) {
        MDC.put(STRAND, "7");
        late = pool.submit(Late::see);
        task = pool.submit(() -> see());
        call = pool.submit(CarriedContextTest::seeAt, 1);
        capturing = pool.submit(n -> captured + seeAt(n), 2);
        MDC.put(STRAND, "8");
        Token<?> _ = KNOT.set("hitch");
      }
      assertThat(late.get(Delays.LONG)).isEqualTo("later");
      assertThat(task.get(Delays.LONG)).isEqualTo("bowline none 7");
      assertThat(call.get(Delays.LONG)).isEqualTo("1 bowline none 7");
      assertThat(capturing.get(Delays.LONG)).isEqualTo("tight 2 bowline none 7");
    }
  }

  @Test
  void portableVariablesAndMdc_areThoseOfTheSubmission() throws Exception {
    check(CarriedContextTest::submitEachWay);
  }

  private static void mapEachWay(ProcessPool pool) {
    String captured = "tight ";
    MDC.put(STRAND, "7");
    try (Token<?> _ = KNOT.set("bowline")) {
      assertThat(pool.map(CarriedContextTest::seeAt, List.of(1, 2)).toList())
          .containsExactly("1 bowline none 7", "2 bowline none 7");
      assertThat(
              pool.map(
                      n -> captured + seeAt(n),
                      List.of(1, 2, 3),
                      MapOptions.defaults().withChunkSize(2))
                  .toList())
          .containsExactly(
              "tight 1 bowline none 7", "tight 2 bowline none 7", "tight 3 bowline none 7");
    }
  }

  @Test
  void tasksOfMaps_haveThemToo_inChunksAndAlone() throws Exception {
    check(
        () -> {
          try (ProcessPool pool = new ProcessPool(1)) {
            mapEachWay(pool);
          }
        });
  }

  /** Accepts whatever it is asked for, and can't write it. */
  public static final class Greedy implements ObjectSerializer {
    /** By reflection. */
    public Greedy() {}

    @Override
    public boolean accepts(Class<?> type) {
      return true;
    }

    @Override
    public byte[] write(Object object) throws IOException {
      throw new IOException("not for a serializer: " + object.getClass());
    }

    @Override
    public Object read(byte[] bytes, ClassLoader loader) throws IOException {
      throw new IOException("nothing was written");
    }
  }

  @Test
  void serializerThatAcceptsEverything_isNotAskedForThem() throws Exception {
    check(
        () -> {
          try (ProcessPool pool = new ProcessPool(one().withSerializer(Greedy.class))) {
            mapEachWay(pool);
          }
        });
  }

  private static void carryEither() throws Exception {
    try (ProcessPool pool = new ProcessPool(1)) {
      try (Token<?> _ = KNOT.set("bowline")) {
        assertThat(pool.submit(() -> see()).get(Delays.LONG)).isEqualTo("bowline none null");
      }
      MDC.put(STRAND, "7");
      assertThat(pool.submit(() -> see()).get(Delays.LONG)).isEqualTo("none none 7");
    }
  }

  @Test
  void eitherTravelsWithoutTheOther() throws Exception {
    check(CarriedContextTest::carryEither);
  }

  private static void setInTasks() throws Exception {
    try (ProcessPool pool = new ProcessPool(1)) {
      for (int i = 0; i < 2; i++) {
        MDC.clear();
        assertThat(pool.submit(() -> seeAndSet()).get(Delays.LONG)).isEqualTo("none none null");
        MDC.put(STRAND, "7");
        assertThat(pool.submit(() -> seeAndSet()).get(Delays.LONG)).isEqualTo("none none 7");
        try (Token<?> _ = KNOT.set("bowline")) {
          assertThat(pool.submit(() -> seeAndSet()).get(Delays.LONG)).isEqualTo("bowline none 7");
        }
      }
    }
  }

  @Test
  void whatATaskSets_isNotSeenByTheNext_whateverThatCarries() throws Exception {
    check(CarriedContextTest::setInTasks);
  }

  private static void sendAhead() throws Exception {
    try (ProcessPool pool = new ProcessPool(1)) {
      List<TaskFuture<String>> futures = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        MDC.put(STRAND, "strand" + i);
        try (Token<?> _ = KNOT.set("knot" + i)) {
          futures.add(pool.submit(CarriedContextTest::seeAt, i));
        }
      }
      for (int i = 0; i < 200; i++) {
        assertThat(futures.get(i).get(Delays.LONG)).isEqualTo(i + " knot" + i + " none strand" + i);
      }
    }
  }

  @Test
  void tasksThatAreSentAhead_haveEachTheirOwn() throws Exception {
    check(CarriedContextTest::sendAhead);
  }

  private static void seeInInitializer() {
    System.setProperty("seen", seeAndSet());
  }

  private static void initialize() throws Exception {
    ProcessPoolOptions prepared = one().withInitializer(CarriedContextTest::seeInInitializer);
    MDC.put(STRAND, "7");
    try (Token<?> _ = KNOT.set("bowline");
        ProcessPool pool = new ProcessPool(prepared)) {
      assertThat(pool.submit(() -> System.getProperty("seen")).get(Delays.LONG))
          .isEqualTo("none none null");
      assertThat(pool.submit(() -> see()).get(Delays.LONG)).isEqualTo("bowline none 7");
    }
    MDC.clear();
    try (ProcessPool pool = new ProcessPool(prepared)) {
      assertThat(pool.submit(() -> see()).get(Delays.LONG)).isEqualTo("none none null");
    }
  }

  /** It does not belong to whoever makes the pool, nor to any task. */
  @Test
  void initializer_carriesNothing_andLeavesNothingToTasks() throws Exception {
    check(CarriedContextTest::initialize);
  }

  private static void takeTheOneThatStandsBy() throws Exception {
    try (ProcessPool pool = new ProcessPool(one().withStandby(1))) {
      ThreadStates.awaitTrue("a process to stand by", () -> pool.standbyCount() == 1);
      MDC.put(STRAND, "7");
      try (Token<?> _ = KNOT.set("bowline")) {
        assertThat(pool.submit(() -> Processes.current().name() + " " + see()).get(Delays.LONG))
            .contains("standby")
            .endsWith(" bowline none 7");
      }
    }
  }

  @Test
  void processThatStoodBy_runsItsTaskWithThem() throws Exception {
    check(CarriedContextTest::takeTheOneThatStandsBy);
  }

  /** Fails where it is written, or where it is read. */
  private static final class Unruly implements Serializable {
    private static final long serialVersionUID = 1;

    private final boolean atRead;

    Unruly(boolean atRead) {
      this.atRead = atRead;
    }

    private void writeObject(ObjectOutputStream out) throws IOException {
      if (!atRead) {
        throw new IOException("on purpose");
      }
      out.defaultWriteObject();
    }

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
      in.defaultReadObject();
      throw new IOException("bad value");
    }
  }

  @Test
  void valueThatFailsOnItsWay_isNamed() throws Exception {
    ContextVar<@Nullable Unruly> knot = ContextVar.portable("test.unruly");
    try (ProcessPool pool = new ProcessPool(1)) {
      try (Token<?> _ = knot.set(new Unruly(false))) {
        assertThat(pool.submit(() -> see()).exception(Delays.LONG))
            .isInstanceOf(NotPortableException.class)
            .hasMessageContaining(
                "travel to another process: the value of the context variable test.unruly can't be written: "
                    + "java.io.IOException: on purpose");
      }
      try (Token<?> _ = knot.set(new Unruly(true))) {
        assertThat(pool.submit(() -> see()).exception(Delays.LONG))
            .hasMessageStartingWith(
                "the value of the context variable test.unruly can't be read here: "
                    + "java.io.IOException: bad value");
      }
      assertThat(pool.submit(() -> see()).get(Delays.LONG)).isEqualTo("none none null");
    }
  }

  @Test
  void valueThatCanNotTravel_failsItsTask_andIsNamed() throws Exception {
    ContextVar<@Nullable Thread> hand = ContextVar.portable("test.hand");
    try (ProcessPool pool = new ProcessPool(1)) {
      try (Token<?> _ = hand.set(Thread.currentThread())) {
        assertThat(pool.submit(() -> see()).exception(Delays.LONG))
            .isInstanceOf(NotPortableException.class)
            .hasMessageContaining(
                "java.lang.Thread in the context variable test.hand is not Serializable");
        assertThat(pool.submit(CarriedContextTest::seeAt, 1).exception(Delays.LONG))
            .isInstanceOf(NotPortableException.class)
            .hasMessageContaining("test.hand");
        assertThatThrownBy(() -> pool.map(CarriedContextTest::seeAt, List.of(1)).toList())
            .hasStackTraceContaining(
                "java.lang.Thread in the context variable test.hand is not Serializable; make it");
      }
      assertThat(pool.submit(() -> see()).get(Delays.LONG)).isEqualTo("none none null");
    }
  }
}
