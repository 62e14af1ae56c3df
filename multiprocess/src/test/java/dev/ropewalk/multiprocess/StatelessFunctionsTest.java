package dev.ropewalk.multiprocess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ropewalk.executors.PortableFunction;
import dev.ropewalk.executors.TaskFuture;
import dev.ropewalk.testkit.Delays;
import dev.ropewalk.threads.ContextVar;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Functions that capture nothing travel once to each process; others with each task, as they are then. */
class StatelessFunctionsTest {

  private static final AtomicInteger SENT = new AtomicInteger();

  private static ProcessPool pool;

  @BeforeAll
  static void open() {
    pool =
        new ProcessPool(
            ProcessPoolOptions.defaults().withMaxWorkers(1),
            (step, _) -> {
              if (step.equals("function sent")) {
                SENT.incrementAndGet();
              }
            });
  }

  @BeforeEach
  void count() {
    SENT.set(0);
  }

  @AfterAll
  static void close() {
    pool.close();
    assertThat(ProcessHandle.current().children()).isEmpty();
  }

  private static int half(int n) {
    return n / 2;
  }

  private static int twice(int n) {
    return n * 2;
  }

  @Test
  void methodReferenceAndLambda_areSentOnce() throws Exception {
    PortableFunction<Integer, Integer> lambda = n -> n + 1;
    for (int i = 0; i < 3; i++) {
      assertThat(pool.submit(StatelessFunctionsTest::half, i).get(Delays.LONG)).isEqualTo(i / 2);
      assertThat(pool.submit(lambda, i).get(Delays.LONG)).isEqualTo(i + 1);
    }
    assertThat(SENT).hasValue(2);
  }

  @Test
  void maps_haveThemInCommonWithTasks_andAWorkerKeepsThem() throws Exception {
    PortableFunction<Integer, Integer> twice = StatelessFunctionsTest::twice;
    assertThat(pool.map(twice, List.of(1, 2)).toList()).isEqualTo(List.of(2, 4));
    assertThat(pool.map(twice, List.of(3)).toList()).isEqualTo(List.of(6));
    assertThat(pool.submit(twice, 4).get(Delays.LONG)).isEqualTo(8);
    assertThat(SENT).hasValue(1);
  }

  @Test
  void functionThatCaptures_travelsWithEachTask() throws Exception {
    List<TaskFuture<Integer>> futures = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      int captured = i;
      futures.add(pool.submit(n -> n + captured, 10));
    }
    for (int i = 0; i < 3; i++) {
      assertThat(futures.get(i).get(Delays.LONG)).isEqualTo(10 + i);
    }
    assertThat(SENT).hasValue(0);
  }

  @Test
  void processThatReplacesADeadOne_isSentThemToo() throws Exception {
    PortableFunction<Integer, Integer> halves =
        n -> {
          if (n == 0) {
            Runtime.getRuntime().halt(3);
          }
          return half(n);
        };
    assertThat(pool.submit(halves, 8).get(Delays.LONG)).isEqualTo(4);
    assertThatThrownBy(() -> pool.submit(halves, 0).get(Delays.LONG))
        .hasCauseInstanceOf(WorkerDiedException.class);
    assertThat(pool.submit(halves, 6).get(Delays.LONG)).isEqualTo(3);
    assertThat(SENT).hasValue(2);
  }

  @Test
  void argumentThatCannotTravel_isNamed() throws Exception {
    TaskFuture<Integer> task = pool.submit(Object::hashCode, List.of(new Thread()));
    assertThat(task.exception(Delays.LONG))
        .isInstanceOf(NotPortableException.class)
        .hasMessageContaining("argument")
        .hasMessageContaining("java.lang.Thread is not Serializable");
  }

  private static final ContextVar<String> YARN = ContextVar.of("yarn");

  private static String seenAndSet(String value) {
    String seen = YARN.getOrDefault("none");
    var _ = YARN.set(value);
    return seen;
  }

  @Test
  void whatATaskSetsInItsContext_isNotSeenByTheNext() throws Exception {
    for (int i = 0; i < 2; i++) {
      assertThat(pool.submit(StatelessFunctionsTest::seenAndSet, "hemp").get(Delays.LONG))
          .isEqualTo("none");
      assertThat(pool.map(StatelessFunctionsTest::seenAndSet, List.of("jute")).toList())
          .isEqualTo(List.of("none"));
      assertThat(pool.submit(() -> seenAndSet("sisal")).get(Delays.LONG)).isEqualTo("none");
    }
  }
}
