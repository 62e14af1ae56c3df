package dev.ropewalk.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ropewalk.testkit.CoversScenario;
import dev.ropewalk.testkit.ThreadStates;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class CallGraphTest {

  private static final String GRAPH = "test_asyncio.test_graph.CallStackTestBase.";

  private static CallGraph ofCaller() {
    return CallGraph.capture().orElseThrow();
  }

  private static CallGraph ofCallerLater() {
    Async.sleep(Duration.ofSeconds(1)); // the others wait by then
    return ofCaller();
  }

  private static List<String> methods(List<StackTraceElement> calls) {
    return calls.stream()
        .filter(call -> !call.getClassName().equals(TestRun.class.getName())) // below every main
        .map(StackTraceElement::getMethodName)
        .toList();
  }

  private static String textOf(Consumer<PrintStream> printer) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    printer.accept(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static CallGraph outerCall() {
    return innerCall();
  }

  private static CallGraph innerCall() {
    return ofCaller();
  }

  @Test
  void theCallingTask_hasItsOwnCallsAndNobodyWhoWaits() throws Exception {
    TestRun.run(
        () -> {
          CallGraph graph = outerCall();
          assertThat(graph.future()).isSameAs(Async.currentTask().orElseThrow());
          assertThat(methods(graph.callStack()))
              .startsWith("ofCaller", "innerCall", "outerCall")
              .last()
              .asString()
              .startsWith("lambda$theCallingTask_hasItsOwnCalls");
          assertThat(graph.awaitedBy()).isEmpty();
        });
  }

  @Test
  void inACallback_thereIsNone() throws Exception {
    AtomicReference<Boolean> present = new AtomicReference<>();
    TestRun.run(
        () -> {
          EventLoop.running().callSoon(() -> present.set(CallGraph.capture().isPresent()));
          Async.sleep(Duration.ZERO);
          Async.sleep(Duration.ZERO);
        });
    assertThat(present).hasValue(false);
  }

  @Test
  @CoversScenario(GRAPH + "test_stack_gather")
  void aChildOfAGather_isAwaitedByTheOneWhoGathers() throws Exception {
    TestRun.run(
        () -> {
          Task<?> gathering = Async.currentTask().orElseThrow();
          List<CallGraph> graphs =
              Async.gather(CallGraphTest::outerCall, CallGraphTest::ofCaller).await();
          for (CallGraph graph : graphs) {
            assertThat(graph.awaitedBy()).extracting(CallGraph::future).containsExactly(gathering);
            assertThat(methods(graph.awaitedBy().getFirst().callStack()))
                .singleElement()
                .asString()
                .contains("aChildOfAGather");
          }
        });
  }

  @Test
  @CoversScenario(GRAPH + "test_stack_wait")
  void aTaskOfAWait_isAwaitedByTheOneWhoWaits() throws Exception {
    TestRun.run(
        () -> {
          Task<CallGraph> child = Async.createTask(CallGraphTest::outerCall);
          var _ = Async.wait(List.of(child));
          assertThat(child.result().awaitedBy())
              .extracting(CallGraph::future)
              .containsExactly(Async.currentTask().orElseThrow());
        });
  }

  @Test
  @CoversScenario(GRAPH + "test_stack_timeout")
  void aTimeout_addsNoCalls() throws Exception {
    TestRun.run(
        () -> {
          Task<CallGraph> inner = Async.createTask("inner", CallGraphTest::ofCallerLater);
          Task<?> waiting =
              Async.createTask(
                  "waiting",
                  () -> {
                    var _ =
                        Async.<CallGraph, Exception>timeout(
                            Duration.ofHours(1), () -> within(inner));
                  });
          waiting.await();
          CallGraph graph = inner.result().awaitedBy().getFirst();
          assertThat(graph.future()).isSameAs(waiting);
          assertThat(methods(graph.callStack()))
              .hasSize(3)
              .startsWith("within")
              .allMatch(
                  method -> method.equals("within") || method.contains("aTimeout_addsNoCalls"));
          assertThat(graph.awaitedBy())
              .extracting(CallGraph::future)
              .containsExactly(Async.currentTask().orElseThrow());
        });
  }

  private static <T> T within(Task<T> task) {
    return task.await();
  }

  @Test
  void shieldGroupAndAsCompleted_showWhoWaits() throws Exception {
    TestRun.run(
        () -> {
          Task<?> waiting = Async.currentTask().orElseThrow();
          assertThat(Async.shield(CallGraphTest::ofCaller).await().awaitedBy())
              .extracting(CallGraph::future)
              .containsExactly(waiting);

          AtomicReference<CallGraph> ofGroup = new AtomicReference<>();
          TaskGroup.within(group -> group.createTask(() -> ofGroup.set(ofCaller())));
          assertThat(ofGroup.get().awaitedBy())
              .extracting(CallGraph::future)
              .containsExactly(waiting);

          Task<CallGraph> one = Async.createTask(CallGraphTest::ofCaller);
          Async.asCompleted(List.of(one)).iterator().next();
          assertThat(one.result().awaitedBy())
              .extracting(CallGraph::future)
              .containsExactly(waiting);
        });
  }

  @Test
  @CoversScenario(GRAPH + "test_stack_async_gen")
  void aGeneratorsCalls_areThoseOfTheTaskThatWantsAnItem() throws Exception {
    TestRun.run(
        () -> {
          Task<?> waiting = Async.currentTask().orElseThrow();
          try (AsyncIterator<CallGraph> graphs = AsyncIterator.of(CallGraphTest::generate)) {
            CallGraph graph = firstOf(graphs);
            assertThat(graph.future()).isSameAs(waiting);
            assertThat(methods(graph.callStack()))
                .startsWith("ofCaller", "generate", "firstOf")
                .last()
                .asString()
                .contains("aGeneratorsCalls");
            assertThat(graph.awaitedBy()).isEmpty();

            Task<CallGraph> asked = Async.createTask(CallGraphTest::ofCallerLater);
            Task<?> asking =
                Async.createTask(
                    "asking", () -> firstOf(AsyncIterator.of(out -> out.emit(within(asked)))));
            asking.await();
            assertThat(asked.result().awaitedBy())
                .extracting(CallGraph::future)
                .containsExactly(asking);
          }
        });
  }

  private static void generate(Yielder<? super CallGraph> out) {
    out.emit(ofCaller());
  }

  private static <T> T firstOf(AsyncIterator<T> items) {
    return items.next();
  }

  @Test
  @CoversScenario(GRAPH + "test_stack_future")
  void aFuture_isAwaitedByAllWhoDo() throws Exception {
    TestRun.run(
        () -> {
          AsyncFuture<Integer> future = new AsyncFuture<>("a light");
          Task<?> left = Async.createTask("left", () -> void_(future.await()));
          Task<?> right =
              Async.createTask("right", () -> Async.gather(List.of(left, future)).await());
          Async.sleep(Duration.ofSeconds(1));
          CallGraph graph = CallGraph.capture(future);
          assertThat(graph.future()).isSameAs(future);
          assertThat(graph.callStack()).isEmpty();
          assertThat(graph.awaitedBy()).extracting(CallGraph::future).containsExactly(left, right);
          String text = graph.format();
          assertThat(text.lines())
              .startsWith(
                  "* AsyncFuture[a light, pending]",
                  "  + Awaited by:",
                  "     * Task[left, pending]",
                  "       + Call stack:")
              .contains("       + Awaited by:", "          * Task[right, pending]");
          assertThat(text).contains("       |   at dev.ropewalk.async.CallGraphTest.");
          assertThat(graph).hasToString(text);
          assertThat(textOf(graph::print)).isEqualTo(text);
          future.setResult(1);
          right.await();
          assertThat(CallGraph.capture(future).awaitedBy()).isEmpty();
        });
  }

  private static void void_(Object ignored) {}

  @Test
  void awaitersThatSomebodyAdds_areShownUntilTheyAreRemoved() throws Exception {
    TestRun.run(
        () -> {
          AsyncFuture<Integer> awaited = new AsyncFuture<>();
          AsyncFuture<Integer> awaiter = new AsyncFuture<>();
          CallGraph.addAwaiter(awaited, awaiter);
          assertThat(CallGraph.capture(awaited).awaitedBy())
              .extracting(CallGraph::future)
              .containsExactly(awaiter);
          CallGraph.removeAwaiter(awaited, new AsyncFuture<>());
          assertThat(CallGraph.capture(awaited).awaitedBy()).hasSize(1);
          AsyncFuture<Integer> another = new AsyncFuture<>();
          CallGraph.addAwaiter(awaited, another);
          CallGraph.removeAwaiter(awaited, another);
          assertThat(CallGraph.capture(awaited).awaitedBy()).hasSize(1);
          CallGraph.removeAwaiter(awaited, awaiter);
          assertThat(CallGraph.capture(awaited).awaitedBy()).isEmpty();
          CallGraph.removeAwaiter(awaited, awaiter);
          AsyncFuture<Integer> foreign = new AsyncFuture<>(otherLoop(), "elsewhere", null);
          assertThatIllegalArgumentException()
              .isThrownBy(() -> CallGraph.addAwaiter(awaited, foreign));
        });
  }

  private static EventLoop otherLoop() {
    EventLoop loop = new EventLoop(new JumpingIdle(), Runner.COROUTINE_THREADS);
    loop.close();
    return loop;
  }

  @Test
  void tasksThatWaitForEachOther_makeAGraphThatEnds() throws Exception {
    TestRun.run(
        () -> {
          AtomicReference<Task<?>> first = new AtomicReference<>();
          Task<?> second =
              Async.createTask(
                  "second",
                  () -> {
                    Async.sleep(Duration.ofSeconds(1));
                    Async.shield(first.get()).await();
                  });
          first.set(Async.createTask("first", () -> Async.shield(second).await()));
          Async.sleep(Duration.ofSeconds(2));
          CallGraph graph = CallGraph.capture(second);
          assertThat(graph.awaitedBy()).extracting(CallGraph::future).containsExactly(first.get());
          CallGraph again = graph.awaitedBy().getFirst().awaitedBy().getFirst();
          assertThat(again.future()).isSameAs(second);
          assertThat(again.awaitedBy()).isEmpty();
          assertThat(TaskTree.format(EventLoop.running()))
              .contains("second waits for a shield of first", "as elsewhere here");
          second.cancel();
          first.get().cancel();
        });
  }

  @Test
  void theTree_hasEachTaskUnderThoseThatWaitForIt() throws Exception {
    TestRun.run(
        () -> {
          Task<?> left =
              Async.createTask("left", () -> within(Async.createTask("inner", this::waits)));
          Task<?> right = Async.createTask("right", this::waits);
          Task<?> both = Async.createTask("both", () -> Async.gather(left, right).await());
          Async.sleep(Duration.ofSeconds(1));
          Task<?> ready = Async.createTask("ready", () -> Async.sleep(Duration.ZERO));
          Async.sleep(Duration.ZERO);
          Async.createTask("late", () -> {});
          String tree = TaskTree.format(EventLoop.running());
          assertThat(
                  tree.lines()
                      .filter(line -> !line.contains(" at ") && !line.matches("[ |]*at .*")))
              .containsExactly(
                  "+-- Task-1 runs",
                  "+-- both waits for a gather of 2 of left, right",
                  "|   +-- left waits for inner, which waits",
                  "|   |   +-- inner waits",
                  "|   +-- right waits",
                  "+-- ready is ready",
                  "+-- late has not begun");
          assertThat(tree.lines())
              .anyMatch(
                  line ->
                      line.startsWith("|   |       at dev.ropewalk.async.CallGraphTest.waits("));
          assertThat(textOf(out -> TaskTree.print(EventLoop.running(), out))).isNotEmpty();
          both.cancel();
          ready.cancel();
        });
  }

  private void waits() {
    Async.sleep(Duration.ofHours(1));
  }

  @Test
  @CoversScenario("test_asyncio.test_tasks.BaseTaskTests.test_get_stack")
  void stack_ofATask_isWhereItIs_orWhatItFailedBy() throws Exception {
    TestRun.run(
        () -> {
          Task<?> waiting = Async.createTask("waiting", this::waits);
          assertThat(waiting.stack()).isEmpty();
          Async.sleep(Duration.ZERO);
          assertThat(methods(waiting.stack())).startsWith("waits");
          assertThat(textOf(waiting::printStack).lines())
              .hasSize(1 + waiting.stack().size())
              .startsWith("Stack of Task[waiting, pending]", "  at " + waiting.stack().getFirst());

          Task<?> running =
              Async.createTask(
                  () ->
                      assertThat(methods(Async.currentTask().orElseThrow().stack()))
                          .first()
                          .asString()
                          .contains("stack_ofATask"));
          running.await();
          assertThat(running.stack()).isEmpty();

          Task<?> failed = Async.createTask(CallGraphTest::fails);
          var _ = Async.wait(List.of(failed));
          assertThat(failed.exception()).isPresent();
          assertThat(methods(failed.stack())).startsWith("fails");

          waiting.cancel();
          var _ = Async.wait(List.of(waiting));
          assertThat(waiting.stack()).isEmpty();
          assertThat(textOf(waiting::printStack))
              .startsWith("No stack of Task[waiting, cancelled]");
        });
  }

  private static void fails() {
    throw new IllegalStateException("frayed");
  }

  @Test
  void aTaskThatWaitsInTwoWays_isShownWithItsOwnInBoth() throws Exception {
    TestRun.run(
        () -> {
          AsyncFuture<Integer> future = new AsyncFuture<>();
          Task<?> left = Async.createTask("left", () -> void_(future.await()));
          Task<?> right = Async.createTask("right", () -> void_(future.await()));
          Task<?> both = Async.createTask("both", () -> Async.gather(left, right).await());
          Task<?> top = Async.createTask("top", () -> void_(both.await()));
          Async.sleep(Duration.ofSeconds(1));
          assertThat(CallGraph.capture(future).awaitedBy())
              .hasSize(2)
              .allSatisfy(
                  side ->
                      assertThat(side.awaitedBy())
                          .singleElement()
                          .satisfies(
                              graph -> {
                                assertThat(graph.future()).isSameAs(both);
                                assertThat(graph.awaitedBy())
                                    .extracting(CallGraph::future)
                                    .containsExactly(top);
                              }));
          assertThat(CallGraph.capture(top).format()).doesNotContain("Awaited by");
          future.setResult(1);
          top.await();
        });
  }

  @Test
  void aGraph_takesCopiesOfItsLists() throws Exception {
    TestRun.run(
        () -> {
          CallGraph inner = ofCaller();
          List<StackTraceElement> calls = new ArrayList<>(inner.callStack());
          List<CallGraph> awaitedBy = new ArrayList<>(List.of(inner));
          CallGraph graph = new CallGraph(inner.future(), calls, awaitedBy);
          calls.clear();
          awaitedBy.clear();
          assertThat(graph.callStack()).isNotEmpty();
          assertThat(graph.awaitedBy()).containsExactly(inner);
        });
  }

  @Test
  void onAnotherThread_allIsRefused() throws Exception {
    TestRun.run(
        () -> {
          AsyncFuture<Integer> future = new AsyncFuture<>();
          EventLoop loop = EventLoop.running();
          Task<?> task = Async.currentTask().orElseThrow();
          List<ThrowingCallable> calls =
              List.of(
                  () -> CallGraph.capture(future),
                  () -> CallGraph.addAwaiter(future, task),
                  () -> CallGraph.removeAwaiter(future, task),
                  () -> TaskTree.format(loop),
                  task::stack);
          List<Throwable> thrown = new ArrayList<>();
          Thread other =
              new Thread(
                  () -> calls.forEach(call -> thrown.add(ThrowableAssert.catchThrowable(call))));
          other.start();
          other.join();
          assertThat(thrown).hasSize(5).allMatch(WrongThreadException.class::isInstance);
        });
  }

  @Test
  void aGeneratorThatAsksAnother_hasItsCallsInTheSameTask() throws Exception {
    TestRun.run(
        () -> {
          Task<?> waiting = Async.currentTask().orElseThrow();
          try (AsyncIterator<CallGraph> inner = AsyncIterator.of(CallGraphTest::generate);
              AsyncIterator<CallGraph> outer = AsyncIterator.of(out -> out.emit(firstOf(inner)))) {
            CallGraph graph = firstOf(outer);
            assertThat(graph.future()).isSameAs(waiting);
            assertThat(methods(graph.callStack()))
                .startsWith("ofCaller", "generate", "firstOf")
                .filteredOn("firstOf"::equals)
                .hasSize(2);
          }
        });
  }

  @Test
  void whatHasEnded_isAwaitedByNobody_andManyAreInTheOrderOfTheirMaking() throws Exception {
    TestRun.run(
        () -> {
          AsyncFuture<Integer> future = new AsyncFuture<>();
          Task<?> early = Async.createTask("early", () -> {});
          Task<?> both = Async.createTask("both", () -> Async.gather(early, future).await());
          List<Awaitable<?>> inOrder = new ArrayList<>(List.of(both));
          for (int i = 0; i < 20; i++) {
            inOrder.add(Async.createTask(() -> void_(future.await())));
          }
          Async.sleep(Duration.ofSeconds(1));
          assertThat(CallGraph.capture(early).awaitedBy()).isEmpty();
          assertThat(CallGraph.capture(future).awaitedBy())
              .extracting(CallGraph::future)
              .isEqualTo(inOrder);
          future.setResult(1);
          both.await();
        });
  }

  @Test
  void theTree_hasNoLineForAGeneratorThatIsAsked() throws Exception {
    TestRun.run(
        () -> {
          try (AsyncIterator<String> trees =
              AsyncIterator.of(out -> out.emit(TaskTree.format(EventLoop.running())))) {
            assertThat(firstOf(trees).lines().filter(line -> line.contains("+-- "))).hasSize(1);
          }
        });
  }

  @Test
  void longChain_isShownWithoutARecursion() throws Exception {
    TestRun.run(
        () -> {
          AsyncFuture<Integer> gate = new AsyncFuture<>();
          Awaitable<Integer> last = gate;
          int count = 4_000;
          for (int i = 0; i < count; i++) {
            Awaitable<Integer> before = last;
            last = Async.createTask("t" + i, () -> before.await());
          }
          Async.sleep(Duration.ZERO);
          CallGraph graph = CallGraph.capture(gate);
          int depth = 0;
          for (CallGraph next = graph; !next.awaitedBy().isEmpty(); depth++) {
            next = next.awaitedBy().getFirst();
          }
          assertThat(depth).isEqualTo(count);
          assertThat(graph.format()).contains(" * Task[t" + (count - 1) + ", pending]");
          assertThat(TaskTree.format(EventLoop.running()))
              .contains("+-- t" + (count - 1) + " waits for t" + (count - 2))
              .contains("+-- t0 waits for a future");
          gate.setResult(1);
        });
  }

  private static CallGraph chain(Awaitable<?> future, int length, CallGraph... innermost) {
    List<CallGraph> awaiters = List.of(innermost);
    for (int i = 0; i < length; i++) {
      awaiters = List.of(new CallGraph(future, List.of(), awaiters));
    }
    return awaiters.getFirst();
  }

  /** With a recursion this overflows the stack. */
  @Test
  void equalsAndHashCode_longChain_needNoStack() throws Exception {
    TestRun.run(
        () -> {
          AsyncFuture<Integer> future = new AsyncFuture<>();
          int length = 40_000;
          CallGraph graph = chain(future, length);
          assertThat(graph.equals(chain(future, length))).isTrue();
          assertThat(graph.equals(chain(future, length + 1))).isFalse();
          assertThat(graph.hashCode()).isEqualTo(chain(future, length).hashCode());
        });
  }

  @Test
  void equals_graphsThatDifferInOneThing_areNotEqual() throws Exception {
    TestRun.run(
        () -> {
          AsyncFuture<Integer> future = new AsyncFuture<>();
          AsyncFuture<Integer> other = new AsyncFuture<>();
          CallGraph graph = ofCaller();
          List<StackTraceElement> calls = graph.callStack();
          CallGraph left = chain(future, 1);
          CallGraph right = new CallGraph(other, calls, List.of());
          CallGraph both = new CallGraph(future, calls, List.of(left, right));
          assertThat(both)
              .isEqualTo(new CallGraph(future, calls, List.of(chain(future, 1), right)))
              .isNotEqualTo(new CallGraph(other, calls, List.of(left, right)))
              .isNotEqualTo(new CallGraph(future, List.of(), List.of(left, right)))
              .isNotEqualTo(new CallGraph(future, calls, List.of(left)))
              .isNotEqualTo(new CallGraph(future, calls, List.of(right, left)))
              .isNotEqualTo(new CallGraph(future, calls, List.of(left, left)))
              .isNotEqualTo("a graph")
              .isNotEqualTo(null);
          assertThat(right)
              .hasSameHashCodeAs(new CallGraph(other, calls, List.of()))
              .doesNotHaveSameHashCodeAs(new CallGraph(future, calls, List.of()))
              .doesNotHaveSameHashCodeAs(new CallGraph(other, List.of(), List.of()));
        });
  }

  @Test
  void capture_veryLongChain_needsNoStack() throws Exception {
    TestRun.run(
        () -> {
          AsyncFuture<Integer> gate = new AsyncFuture<>();
          Awaitable<Integer> last = gate;
          int count = 10_000;
          for (int i = 0; i < count; i++) {
            Awaitable<Integer> before = last;
            last = Async.createTask(() -> before.await());
          }
          Async.sleep(Duration.ZERO);
          int depth = 0;
          for (CallGraph next = CallGraph.capture(gate); !next.awaitedBy().isEmpty(); depth++) {
            next = next.awaitedBy().getFirst();
          }
          assertThat(depth).isEqualTo(count);
          gate.setResult(1);
        });
  }

  @Test
  void format_longChain_needsNoStack() throws Exception {
    int count = 3_000;
    AtomicReference<String> text = new AtomicReference<>();
    TestRun.run(
        () -> {
          CallGraph graph = chain(new AsyncFuture<>(), count);
          Thread small = new Thread(null, () -> text.set(graph.format()), "small", 1);
          small.start();
          ThreadStates.awaitEnded(small);
        });
    assertThat(text.get().lines()).hasSize(2 * count - 1); // null if the stack has overflowed
  }
}
