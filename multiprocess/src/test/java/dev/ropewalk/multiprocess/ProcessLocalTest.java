package dev.ropewalk.multiprocess;

import static dev.ropewalk.multiprocess.ProcessPoolTest.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ropewalk.executors.PortableCallable;
import dev.ropewalk.executors.PortableRunnable;
import dev.ropewalk.executors.TaskFuture;
import dev.ropewalk.multiprocess.shared.SharedValue;
import dev.ropewalk.testkit.Delays;
import dev.ropewalk.testkit.ThreadStates;
import dev.ropewalk.threads.ExitHooks;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.commons.lang3.SerializationUtils;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Values of which each process has one: when they are made, for whom, and what becomes of them. */
@ExtendWith(NothingLeftBehind.class)
class ProcessLocalTest {

  private static final ProcessLocal<Tally> IN_A_FIELD = ProcessLocal.of(Tally::new);

  private static final AtomicInteger MAKES = new AtomicInteger();

  /** Can't travel. */
  private static final class Tally {
    final long process = ProcessHandle.current().pid();
    long count;

    List<Long> next() {
      count++;
      return List.of(process, count);
    }
  }

  /** Tells when it is closed, as the how-manyth, and fails at that if it is to. */
  private record Closing(SharedValue.OfLong closes, SharedValue.OfLong place, boolean fails)
      implements AutoCloseable {
    @Override
    public void close() throws IOException {
      place.set(closes.addAndGet(1));
      if (fails) {
        throw new IOException("on purpose");
      }
    }
  }

  private static ProcessPoolOptions one() {
    return ProcessPoolOptions.defaults().withMaxWorkers(1);
  }

  private static <T> T inAWorker(PortableCallable<T> task) throws Exception {
    try (ProcessPool pool = new ProcessPool(one())) {
      return pool.submit(task).get(Delays.LONG);
    }
  }

  // ---- one for each process

  @Test
  void allTasksOfAProcess_haveOneValue_andItsSuccessorAnother() throws Exception {
    ProcessLocal<Tally> local = ProcessLocal.of(Tally::new);
    try (ProcessPool pool = new ProcessPool(one().withMaxTasksPerWorker(2))) {
      List<Long> first = pool.submit(() -> local.get().next()).get(Delays.LONG);
      List<Long> second = pool.submit(() -> local.get().next()).get(Delays.LONG);
      List<Long> third = pool.submit(() -> local.get().next()).get(Delays.LONG);
      assertThat(first.getLast()).isEqualTo(1);
      assertThat(second).containsExactly(first.getFirst(), 2L);
      assertThat(third.getLast()).isEqualTo(1);
      assertThat(third.getFirst()).isNotEqualTo(first.getFirst());
    }
    assertThat(local.get().next()).containsExactly(ProcessHandle.current().pid(), 1L);
  }

  private static List<Long> together(SharedValue.OfLong begun, ProcessLocal<Tally> local) {
    long _ = begun.addAndGet(1);
    await(begun, 2);
    return local.get().next();
  }

  @Test
  void twoWorkers_haveTwo() throws Exception {
    ProcessLocal<Tally> local = ProcessLocal.of(Tally::new);
    try (SharedValue.OfLong begun = SharedValue.ofLong(0);
        ProcessPool pool = new ProcessPool(2)) {
      TaskFuture<List<Long>> one = pool.submit(() -> together(begun, local));
      List<Long> other = pool.submit(() -> together(begun, local)).get(Delays.LONG);
      assertThat(one.get().getLast()).isEqualTo(1);
      assertThat(other.getLast()).isEqualTo(1);
      assertThat(one.get().getFirst()).isNotEqualTo(other.getFirst());
    }
  }

  private static List<Long> nextOfTheField() {
    return IN_A_FIELD.get().next();
  }

  @Test
  void handleInAField_servesAllTasksOfAProcess() throws Exception {
    try (ProcessPool pool = new ProcessPool(1)) {
      assertThat(pool.submit(() -> nextOfTheField()).get(Delays.LONG).getLast()).isEqualTo(1);
      assertThat(pool.submit(() -> nextOfTheField()).get(Delays.LONG).getLast()).isEqualTo(2);
    }
  }

  @Test
  void functionsOfMaps_andOtherTasks_shareIt() throws Exception {
    ProcessLocal<Tally> local = ProcessLocal.of(Tally::new);
    try (ProcessPool pool = new ProcessPool(1)) {
      assertThat(pool.map(n -> n + local.get().next().getLast(), List.of(10L, 20L)).toList())
          .containsExactly(11L, 22L);
      assertThat(pool.submit(() -> local.get().next().getLast()).get(Delays.LONG)).isEqualTo(3);
    }
  }

  @Test
  void initializer_canMakeIt_beforeTheFirstTask() throws Exception {
    try (SharedValue.OfLong makes = SharedValue.ofLong(0)) {
      ProcessLocal<Long> local = ProcessLocal.of(() -> makes.addAndGet(1));
      PortableRunnable initializer =
          () -> {
            Long _ = local.get();
          };
      try (ProcessPool pool = new ProcessPool(one().withInitializer(initializer))) {
        assertThat(pool.submit(() -> List.of(makes.get(), local.get())).get(Delays.LONG))
            .containsExactly(1L, 1L);
      }
    }
  }

  // ---- once

  private static Tally slowly(CountDownLatch begun, CountDownLatch gate)
      throws InterruptedException {
    int _ = MAKES.incrementAndGet();
    begun.countDown();
    assertThat(gate.await(Delays.LONG.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
    return new Tally();
  }

  @Test
  void threadThatAsksWhileItIsMade_waitsForIt() throws Exception {
    MAKES.set(0);
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch gate = new CountDownLatch(1);
    ProcessLocal<Tally> local = ProcessLocal.of(() -> slowly(begun, gate));
    FutureTask<Tally> first = new FutureTask<>(local::get);
    FutureTask<Tally> second = new FutureTask<>(local::get);
    Thread maker = Thread.ofPlatform().start(first);
    assertThat(begun.await(Delays.LONG.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
    Thread waiter = Thread.ofPlatform().start(second);
    ThreadStates.awaitTrue("it to wait", () -> waiter.getState() == Thread.State.WAITING);
    gate.countDown();
    assertThat(first.get()).isSameAs(second.get()).isSameAs(local.get());
    maker.join();
    waiter.join();
    assertThat(MAKES).hasValue(1);
  }

  @Test
  void copiesOfAHandle_meanOneValue_andOtherHandlesAnother() {
    ProcessLocal<Tally> local = ProcessLocal.of(Tally::new);
    assertThat(SerializationUtils.clone(local).get()).isSameAs(local.get());
    assertThat(ProcessLocal.of(Tally::new).get()).isNotSameAs(local.get());
  }

  @Test
  void valueThatIsNull_isMadeOnce() {
    MAKES.set(0);
    ProcessLocal<@Nullable Tally> local =
        ProcessLocal.of(
            () -> {
              int _ = MAKES.incrementAndGet();
              return null;
            });
    assertThat(local.get()).isNull();
    assertThat(local.get()).isNull();
    assertThat(MAKES).hasValue(1);
  }

  // ---- makers that fail

  private static Tally failAtFirst(Throwable failure) throws Exception {
    if (MAKES.incrementAndGet() == 1) {
      if (failure instanceof Error error) {
        throw error;
      }
      throw (Exception) failure;
    }
    return new Tally();
  }

  @Test
  void failureOfTheMaker_goesToWhoAsked_andTheNextTriesAgain() {
    for (Throwable failure : List.of(new ArithmeticException(), new NoClassDefFoundError())) {
      MAKES.set(0);
      ProcessLocal<Tally> local = ProcessLocal.of(() -> failAtFirst(failure));
      assertThatThrownBy(local::get).isSameAs(failure);
      assertThat(local.get()).isNotNull();
    }
  }

  @Test
  void makerThatIsInterrupted_leavesItsThreadInterrupted() {
    ProcessLocal<Integer> local =
        ProcessLocal.of(
            () -> {
              throw new InterruptedException("on purpose");
            });
    assertThatThrownBy(local::get)
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void checkedException_isACause() throws Exception {
    MAKES.set(0);
    IOException failure = new IOException("on purpose");
    ProcessLocal<Tally> local = ProcessLocal.of(() -> failAtFirst(failure));
    assertThatThrownBy(local::get)
        .isInstanceOf(CompletionException.class)
        .hasCause(failure)
        .hasMessageContaining("could not be made: java.io.IOException: on purpose");
    assertThat(local.get()).isNotNull();
    try (ProcessPool pool = new ProcessPool(1)) {
      TaskFuture<?> task = pool.submit(() -> local.get().next());
      assertThat(task.exception())
          .isInstanceOf(CompletionException.class)
          .hasCauseInstanceOf(IOException.class);
    }
  }

  /** Asks for a value that is set after its maker has been made. */
  private static final class Circle {
    static @Nullable ProcessLocal<Object> next;

    static Object ask() {
      ProcessLocal<Object> local = next;
      assertThat(local).isNotNull();
      return local.get();
    }
  }

  @Test
  void makerThatAsksForItsOwnValue_isToldSo() {
    Circle.next = ProcessLocal.of(Circle::ask);
    assertThatIllegalStateException()
        .isThrownBy(Circle::ask)
        .withMessageContaining("asks for the value that it is making")
        .withMessageContaining(ProcessLocalTest.class.getName());
    ProcessLocal<Object> other = ProcessLocal.of(Circle::ask);
    Circle.next = ProcessLocal.of(other::get);
    assertThatIllegalStateException().isThrownBy(Circle::ask);
  }

  // ---- the end

  @Test
  void valuesThatCanBeClosed_areClosedWithTheProcess_theLastMadeFirst_whateverFails()
      throws Exception {
    try (SharedValue.OfLong closes = SharedValue.ofLong(0);
        SharedValue.OfLong first = SharedValue.ofLong(0);
        SharedValue.OfLong second = SharedValue.ofLong(0)) {
      ProcessLocal<Closing> one = ProcessLocal.of(() -> new Closing(closes, first, false));
      ProcessLocal<Closing> other = ProcessLocal.of(() -> new Closing(closes, second, true));
      try (ProcessPool pool = new ProcessPool(1)) {
        assertThat(pool.submit(() -> one.get().closes().get()).get(Delays.LONG)).isZero();
        assertThat(pool.submit(() -> other.get().closes().get()).get(Delays.LONG)).isZero();
        assertThat(closes.get()).isZero();
      }
      assertThat(List.of(closes.get(), second.get(), first.get())).containsExactly(2L, 1L, 2L);
    }
  }

  @Test
  void bodyOfAProcess_hasAValueToo_whichIsClosed() throws Exception {
    try (SharedValue.OfLong closes = SharedValue.ofLong(0);
        SharedValue.OfLong place = SharedValue.ofLong(0)) {
      ProcessLocal<Closing> local = ProcessLocal.of(() -> new Closing(closes, place, false));
      PortableRunnable body =
          () -> {
            Closing _ = local.get();
          };
      ChildProcess.of(body).start().join();
      assertThat(closes.get()).isEqualTo(1);
    }
  }

  @Test
  void processThatIsKilled_closesNothing() throws Exception {
    try (SharedValue.OfLong closes = SharedValue.ofLong(0)) {
      ProcessLocal<Closing> local = ProcessLocal.of(() -> new Closing(closes, closes, false));
      try (ProcessPool pool = new ProcessPool(1)) {
        long pid =
            pool.submit(() -> local.get().closes().get() + ProcessHandle.current().pid())
                .get(Delays.LONG);
        ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
        assertThat(process.destroyForcibly()).isTrue();
        process.onExit().join();
      }
      assertThat(closes.get()).isZero();
    }
  }

  private static int askAtTheEnd(
      ProcessLocal<Closing> closing, ProcessLocal<Tally> plain, SharedValue.OfLong refusals) {
    ExitHooks.register(
        () -> {
          try {
            Closing _ = closing.get();
          } catch (IllegalStateException e) {
            refusals.set(plain.get().next().getLast());
          }
        });
    return 0;
  }

  @Test
  void processThatEnds_makesNoValueThatIsToBeClosed() throws Exception {
    try (SharedValue.OfLong closes = SharedValue.ofLong(0);
        SharedValue.OfLong refusals = SharedValue.ofLong(0)) {
      ProcessLocal<Closing> closing = ProcessLocal.of(() -> new Closing(closes, closes, false));
      ProcessLocal<Tally> plain = ProcessLocal.of(Tally::new);
      assertThat(inAWorker(() -> askAtTheEnd(closing, plain, refusals))).isZero();
      assertThat(refusals.get()).isEqualTo(1);
      assertThat(closes.get()).isEqualTo(1);
    }
  }

  @Test
  void whatTheMakerHolds_hasToTravel() throws Exception {
    Object bound = new Object();
    ProcessLocal<Object> local = ProcessLocal.of(() -> bound);
    try (ProcessPool pool = new ProcessPool(1)) {
      TaskFuture<?> task = pool.submit(() -> local.get().hashCode());
      assertThat(task.exception())
          .isInstanceOf(NotPortableException.class)
          .hasMessageContaining("maker");
    }
    assertThat(IntStream.range(0, 2).mapToObj(_ -> local.get())).containsOnly(bound);
  }
}
