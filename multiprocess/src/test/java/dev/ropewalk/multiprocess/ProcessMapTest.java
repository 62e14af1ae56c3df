package dev.ropewalk.multiprocess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ropewalk.executors.LazyResults;
import dev.ropewalk.executors.MapOptions;
import dev.ropewalk.executors.PortableCallable;
import dev.ropewalk.executors.PortableFunction;
import dev.ropewalk.executors.ProgressListener;
import dev.ropewalk.testkit.ThreadStates;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ObjLongConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How the function and the items of a map travel. */
class ProcessMapTest {

  private static final MapOptions OPTIONS = MapOptions.defaults();

  private static ProcessPool pool;

  @BeforeAll
  static void open() {
    pool = new ProcessPool(2);
  }

  @AfterAll
  static void close() {
    pool.close();
    assertThat(ProcessHandle.current().children()).isEmpty();
  }

  @BeforeEach
  void forget() {
    Traveller.written.set(0);
  }

  private static List<Integer> upTo(int end) {
    return IntStream.range(0, end).boxed().toList();
  }

  /** Counts how often it is written, and knows which of it were read here. */
  private static final class Traveller implements PortableFunction<Integer, Integer> {
    private static final long serialVersionUID = 1;
    static final AtomicInteger written = new AtomicInteger();
    static final List<WeakReference<Traveller>> READ = new ArrayList<>();

    private void writeObject(ObjectOutputStream stream) throws IOException {
      written.incrementAndGet();
      stream.defaultWriteObject();
    }

    private void readObject(ObjectInputStream stream) throws Exception {
      stream.defaultReadObject();
      synchronized (READ) {
        READ.add(new WeakReference<>(this));
      }
    }

    @Override
    public Integer apply(Integer n) {
      return n;
    }

    static long reachable() {
      System.gc();
      synchronized (READ) {
        return READ.stream().filter(each -> each.get() != null).count();
      }
    }
  }

  @Test
  void function_travelsOncePerMap_howeverManyTasksAndWorkersThereAre() {
    for (MapOptions options :
        List.of(OPTIONS, OPTIONS.withChunkSize(7), OPTIONS.withEvenChunks(), OPTIONS.eager())) {
      Traveller.written.set(0);
      assertThat(pool.map(new Traveller(), upTo(60), options)).containsExactlyElementsOf(upTo(60));
      assertThat(Traveller.written).as("%s", options).hasValue(1);
      assertThat(pool.mapUnordered(new Traveller(), upTo(60), options))
          .containsExactlyInAnyOrderElementsOf(upTo(60));
      assertThat(Traveller.written).as("%s", options).hasValue(2);
    }
  }

  @Test
  void function_isSentToAWorkerOnce_andForgottenThereWhenItsMapIsOver() {
    PortableCallable<Long> reachable = Traveller::reachable;
    AtomicInteger sent = new AtomicInteger();
    ObjLongConsumer<String> count =
        (step, _) -> sent.addAndGet(step.equals("function sent") ? 1 : 0);
    ProcessPoolOptions one = ProcessPoolOptions.defaults().withMaxWorkers(1);
    try (ProcessPool single = new ProcessPool(one, count)) {
      assertThat(single.map(new Traveller(), upTo(5), OPTIONS.withChunkSize(1))).hasSize(5);
      assertThat(sent).hasValue(1);
      try (LazyResults<Integer> unread = single.map(new Traveller(), upTo(1000))) {
        assertThat(unread.iterator().next()).isZero();
        assertThat(single.map(n -> n, upTo(1)).toList()).isEqualTo(upTo(1));
      }
      ThreadStates.awaitTrue(
          "the worker to forget", () -> single.submit(reachable).toCompletableFuture().join() == 0);
    }
  }

  @Test
  void function_thatCannotTravel_isToldBeforeAnythingIsSent() {
    Object stuck = new Object();
    assertThatThrownBy(() -> pool.map(n -> stuck, upTo(3)).toList())
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOf(NotPortableException.class)
        .hasMessageContaining("captured argument 0 (java.lang.Object)");
    assertThatThrownBy(
            () -> pool.map(n -> n, List.of(1, new Thread()), OPTIONS.withChunkSize(2)).toList())
        .cause()
        .hasMessageContaining("items[1] (java.lang.Thread)");
  }

  /** Can be sent, not received. */
  private static final class Trap implements PortableFunction<Integer, Integer> {
    private static final long serialVersionUID = 1;

    private void readObject(ObjectInputStream stream) throws IOException {
      throw new IOException("sprung");
    }

    @Override
    public Integer apply(Integer n) {
      return n;
    }
  }

  @Test
  void function_thatCannotBeDecodedThere_failsTheMapAndNothingElse() {
    assertThatThrownBy(() -> pool.map(new Trap(), upTo(3)).toList())
        .isInstanceOf(CompletionException.class)
        .hasRootCauseMessage("sprung");
    assertThat(pool.map(n -> n + 1, upTo(2))).containsExactly(1, 2);
  }

  @Test
  void function_reachesTheReplacementOfAWorkerThatDied() {
    try (ProcessPool single = new ProcessPool(1)) {
      PortableFunction<Integer, Long> pid = n -> ProcessHandle.current().pid();
      Set<Long> pids = new HashSet<>();
      try (LazyResults<Long> results = single.map(pid, upTo(40), OPTIONS.withLookAhead(1))) {
        for (long each : results) {
          if (pids.add(each) && pids.size() == 1) {
            assertThat(ProcessHandle.of(each).orElseThrow().destroyForcibly()).isTrue();
            ThreadStates.awaitTrue("its end", () -> ProcessHandle.of(each).isEmpty());
            break;
          }
        }
        assertThat(single.map(pid, upTo(1))).doesNotContainAnyElementsOf(pids);
      }
    }
  }

  /** Carries whether it has been used. */
  private static final class Item implements Serializable {
    private static final long serialVersionUID = 1;
    boolean used;
  }

  private static boolean use(Item item) {
    boolean before = item.used;
    item.used = true;
    return before;
  }

  @Test
  void item_thatComesTwice_isOneObjectInOneTaskAndTwoInTwo() {
    Item item = new Item();
    List<Item> twice = List.of(item, item);
    assertThat(pool.map(ProcessMapTest::use, twice)).containsExactly(false, false);
    assertThat(pool.map(ProcessMapTest::use, twice, OPTIONS.withChunkSize(2)))
        .containsExactly(false, true);
    assertThat(item.used).isFalse();
  }

  @Test
  void adaptiveChunks_giveAllResults() {
    MapOptions adaptive = OPTIONS.withAdaptiveChunks();
    assertThat(pool.map(n -> n, upTo(20_000), adaptive)).containsExactlyElementsOf(upTo(20_000));
    assertThat(pool.map(n -> n, (Iterable<Integer>) () -> upTo(5000).iterator(), adaptive))
        .containsExactlyElementsOf(upTo(5000));
  }

  /** An item whose worker dies counts like one that failed, and those behind it are cancelled, or begun before that. */
  @Test
  void progress_countsAnItemWhoseWorkerDied() {
    List<Long> told = Collections.synchronizedList(new ArrayList<>());
    AtomicInteger ended = new AtomicInteger();
    ProgressListener listener =
        new ProgressListener() {
          @Override
          public void advanced(long done, long total) {
            assertThat(total).isEqualTo(6);
            told.add(done);
          }

          @Override
          public void ended() {
            ended.incrementAndGet();
          }
        };
    try (ProcessPool dying = new ProcessPool(1)) {
      LazyResults<Integer> results =
          dying.map(ProcessMapTest::dieAtThree, upTo(6), OPTIONS.eager().withProgress(listener));
      assertThatThrownBy(results::toList).hasCauseInstanceOf(WorkerDiedException.class);
    }
    assertThat(told).first().isEqualTo(0L);
    assertThat(told).isSorted().contains(3L, 4L);
    assertThat(ended).hasValue(1);
  }

  private static int dieAtThree(int n) {
    if (n == 3) {
      Runtime.getRuntime().halt(1);
    }
    return n;
  }
}
