package dev.ropewalk.multiprocess;

import static dev.ropewalk.multiprocess.ProcessPoolTest.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ropewalk.executors.PortableCallable;
import dev.ropewalk.executors.PortableFunction;
import dev.ropewalk.executors.TaskFuture;
import dev.ropewalk.multiprocess.shared.SharedArray;
import dev.ropewalk.multiprocess.shared.SharedValue;
import dev.ropewalk.testkit.Delays;
import dev.ropewalk.testkit.ThreadStates;
import dev.ropewalk.threads.internal.WaitPolicy;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Workers that have pools themselves: how many processors they are told of, and what is left when they die. */
@ExtendWith(NothingLeftBehind.class)
class PoolsInWorkersTest {

  private static final int OURS = Processes.cpuCount();
  private static final PortableCallable<Integer> COUNT = Processes::cpuCount;

  private static int countIn(ProcessPoolOptions options) throws Exception {
    try (ProcessPool pool = new ProcessPool(options)) {
      return pool.submit(COUNT).get(Delays.LONG);
    }
  }

  private static ProcessPoolOptions workers(int number) {
    return ProcessPoolOptions.defaults().withMaxWorkers(number);
  }

  private static ProcessOptions jvmOption(String option) {
    return ProcessOptions.builder().addJvmOptions(option).build();
  }

  /** Numbers of processors as a worker with four of them hands them down. */
  private static List<Integer> shares() throws Exception {
    return List.of(
        Processes.cpuCount(), countIn(workers(2)), countIn(workers(3)), countIn(workers(5)));
  }

  @Test
  void workersOfAPool_haveItsProcessorsTogether_butAtLeastOneEach() throws Exception {
    assertThat(countIn(workers(1))).isEqualTo(OURS);
    assertThat(countIn(workers(OURS))).isEqualTo(1);
    assertThat(countIn(workers(2 * OURS))).isEqualTo(1);
    try (ProcessPool pool =
        new ProcessPool(workers(1).withWorkers(jvmOption("-XX:ActiveProcessorCount=4")))) {
      assertThat(pool.submit(PoolsInWorkersTest::shares).get(Delays.LONG))
          .containsExactly(4, 2, 1, 1);
    }
  }

  @Test
  void processesThatStandBy_takeNoneAway() throws Exception {
    assertThat(countIn(workers(1).withStandby(1))).isEqualTo(OURS);
  }

  @Test
  void poolThatIsMadeLarger_tellsItsNewWorkers() throws Exception {
    try (ProcessPool pool = new ProcessPool(workers(1).withMaxTasksPerWorker(1))) {
      assertThat(pool.submit(COUNT).get(Delays.LONG)).isEqualTo(OURS);
      pool.resize(OURS);
      assertThat(pool.submit(COUNT).get(Delays.LONG)).isEqualTo(1);
    }
  }

  @Test
  void ownOption_wins() throws Exception {
    assertThat(countIn(workers(1).withWorkers(jvmOption("-XX:ActiveProcessorCount=3"))))
        .isEqualTo(3);
  }

  /** The processors are there, so who waits for an answer may spin. */
  @Test
  void workerWithOneProcessor_waitsLikeItsParent() throws Exception {
    try (ProcessPool pool = new ProcessPool(workers(OURS))) {
      assertThat(pool.submit(WaitPolicy::machineAllows).get(Delays.LONG))
          .isEqualTo(WaitPolicy.machineAllows());
    }
  }

  private static void countIn(SharedValue.OfLong count) {
    count.set(Processes.cpuCount());
  }

  private static long countInAChild(SharedValue.OfLong count) throws InterruptedException {
    ChildProcess.of(() -> countIn(count)).start().join();
    return count.get();
  }

  @Test
  void childOfAWorker_hasTheWorkersShare_andOneOfAnOrdinaryProcessAll() throws Exception {
    try (SharedValue.OfLong count = SharedValue.ofLong(0);
        ProcessPool pool = new ProcessPool(workers(OURS))) {
      assertThat(pool.submit(() -> countInAChild(count)).get(Delays.LONG)).isEqualTo(1);
      assertThat(countInAChild(count)).isEqualTo(OURS);
    }
  }

  private static void countInItsChild(SharedValue.OfLong count) {
    try {
      countInAChild(count);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** It was told by an option, and knows of no share. */
  @Test
  void childOfAChild_hasWhatThatHas() throws Exception {
    try (SharedValue.OfLong count = SharedValue.ofLong(0)) {
      ChildProcess.of(() -> countInItsChild(count))
          .setOptions(jvmOption("-XX:ActiveProcessorCount=1"))
          .start()
          .join();
      assertThat(count.get()).isEqualTo(1);
    }
  }

  /** The squares, and the processes of a pool of the default size that computed them. */
  private static List<List<Long>> squares(int upTo) {
    try (ProcessPool nested = new ProcessPool()) {
      PortableFunction<Integer, List<Long>> square =
          n -> List.of((long) n * n, ProcessHandle.current().pid());
      return nested.map(square, IntStream.rangeClosed(1, upTo).boxed().toList()).toList();
    }
  }

  @Test
  void poolOfTheDefaultSize_inAWorker_hasAsManyAsTheWorkerHasProcessors() throws Exception {
    try (ProcessPool pool = new ProcessPool(workers(OURS))) {
      List<List<Long>> squares = pool.submit(() -> squares(4)).get(Delays.LONG.multipliedBy(2));
      assertThat(squares).extracting(List::getFirst).containsExactly(1L, 4L, 9L, 16L);
      assertThat(squares).extracting(List::getLast).containsOnly(squares.getFirst().getLast());
    }
  }

  private static int waitInNestedWorkers(SharedArray.OfLong pids, SharedValue.OfLong begun)
      throws InterruptedException, ExecutionException {
    try (ProcessPool nested = new ProcessPool(2)) {
      TaskFuture<?> _ = nested.submit(() -> tellAndWait(pids, 0, begun));
      return nested.submit(() -> tellAndWait(pids, 1, begun)).get();
    }
  }

  private static int tellAndWait(SharedArray.OfLong pids, int index, SharedValue.OfLong begun)
      throws InterruptedException {
    pids.set(index, ProcessHandle.current().pid());
    long _ = begun.addAndGet(1);
    Thread.sleep(Delays.LONG.multipliedBy(10));
    return 0;
  }

  @Test
  void workerThatIsKilled_takesItsPoolWithIt() throws Exception {
    try (SharedArray.OfLong pids = SharedArray.ofLongs(2);
        SharedValue.OfLong begun = SharedValue.ofLong(0);
        ProcessPool pool = new ProcessPool(1)) {
      long worker = pool.submit(() -> ProcessHandle.current().pid()).get(Delays.LONG);
      TaskFuture<?> task = pool.submit(() -> waitInNestedWorkers(pids, begun));
      await(begun, 2);
      List<ProcessHandle> nested =
          IntStream.range(0, 2).mapToObj(i -> ProcessHandle.of(pids.get(i)).orElseThrow()).toList();
      assertThat(nested).allMatch(process -> process.parent().orElseThrow().pid() == worker);
      assertThat(ProcessHandle.of(worker).orElseThrow().destroyForcibly()).isTrue();
      assertThat(task.exception()).isInstanceOf(WorkerDiedException.class);
      ThreadStates.awaitTrue(
          "the nested workers to end", () -> nested.stream().noneMatch(ProcessHandle::isAlive));
    }
  }
}
