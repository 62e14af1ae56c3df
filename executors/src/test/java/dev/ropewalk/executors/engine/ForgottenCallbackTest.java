package dev.ropewalk.executors.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ropewalk.executors.Futures;
import dev.ropewalk.executors.LazyResults;
import dev.ropewalk.executors.ReturnWhen;
import dev.ropewalk.executors.TaskFuture;
import dev.ropewalk.executors.internal.Droppable;
import dev.ropewalk.threads.ContextCarrier;
import java.lang.ref.WeakReference;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A future that is waited for again and again does not fill up with callbacks. */
class ForgottenCallbackTest {

  private final EngineFuture<Integer> future =
      new EngineFuture<>(() -> 1, ContextCarrier.none().capture());

  private static final class Dropped implements Consumer<TaskFuture<?>>, Droppable {
    @Override
    public void accept(TaskFuture<?> done) {}

    @Override
    public boolean isDropped() {
      return true;
    }
  }

  @Test
  void droppedCallbacks_areForgottenWhenAnotherIsAdded() {
    List<WeakReference<Dropped>> added = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      Dropped dropped = new Dropped();
      added.add(new WeakReference<>(dropped));
      future.addDoneCallback(dropped);
    }
    System.gc();
    assertThat(added).filteredOn(each -> each.get() != null).hasSizeLessThanOrEqualTo(10);
  }

  private static final class Waiter implements Consumer<TaskFuture<?>>, Droppable {
    private boolean dropped;

    @Override
    public void accept(TaskFuture<?> done) {}

    @Override
    public boolean isDropped() {
      return dropped;
    }
  }

  @Test
  void droppedCallbacks_belowOneThatIsWanted_areForgottenToo() {
    List<WeakReference<Waiter>> added = new ArrayList<>();
    Waiter before = new Waiter();
    for (int i = 0; i < 1000; i++) { // as two waiters in turns
      Waiter next = new Waiter();
      added.add(new WeakReference<>(next));
      future.addDoneCallback(next);
      before.dropped = true;
      before = next;
    }
    System.gc();
    assertThat(added).filteredOn(each -> each.get() != null).hasSizeLessThanOrEqualTo(20);
  }

  @Test
  void clearing_keepsAllThatAreWanted_inOrder() {
    List<Integer> called = new ArrayList<>();
    List<Integer> wanted = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      int number = i;
      if (i % 3 == 0) {
        wanted.add(i);
        future.addDoneCallback(_ -> called.add(number));
      } else {
        future.addDoneCallback(new Dropped());
      }
    }
    future.run();
    assertThat(called).isEqualTo(wanted);
  }

  /** A future that is never done and keeps what is added. */
  @SuppressWarnings("unchecked")
  private static TaskFuture<Object> keeping(List<Object> callbacks) {
    return (TaskFuture<Object>)
        Proxy.newProxyInstance(
            TaskFuture.class.getClassLoader(),
            new Class<?>[] {TaskFuture.class},
            (_, method, arguments) ->
                switch (method.getName()) {
                  case "addDoneCallback" -> {
                    callbacks.add(arguments[0]);
                    yield null;
                  }
                  case "isDone" -> false;
                  case "hashCode" -> 1;
                  default -> throw new AssertionError("not needed: " + method);
                });
  }

  @Test
  void whoeverNoLongerWaits_hasDroppedItsCallback() throws Exception {
    List<Object> callbacks = new ArrayList<>();
    TaskFuture<Object> kept = keeping(callbacks);
    assertThat(Futures.wait(List.of(kept), ReturnWhen.ALL_COMPLETED, Duration.ZERO).pending())
        .hasSize(1);
    try (LazyResults<TaskFuture<Object>> order = Futures.asCompleted(Stream.of(kept), 1)) {
      assertThat(order).isNotNull();
      assertThat(((Droppable) callbacks.getLast()).isDropped()).isFalse();
    }
    assertThat(callbacks).hasSize(2).allMatch(each -> ((Droppable) each).isDropped());
  }

  @Test
  void wait_forOneThatIsDone_asksNoOther() throws Exception {
    List<Object> callbacks = new ArrayList<>();
    future.run();
    List<TaskFuture<?>> futures = List.of(future, keeping(callbacks));
    assertThat(Futures.wait(futures, ReturnWhen.FIRST_COMPLETED).done()).hasSize(1);
    assertThat(callbacks).isEmpty();
  }

  @Test
  void asCompleted_whileOneBecomesDone_givesThoseFirstThatWere() {
    List<Object> callbacks =
        new ArrayList<>() {
          @Override
          public boolean add(Object callback) {
            future.run(); // it was not done when it was looked at
            return super.add(callback);
          }
        };
    EngineFuture<Object> done = new EngineFuture<>(() -> 2, ContextCarrier.none().capture());
    done.run();
    @SuppressWarnings({"unchecked", "rawtypes"}) // only whether they are the same is asked
    List<TaskFuture<Object>> futures = List.of(keeping(callbacks), (TaskFuture) future, done);
    Iterator<TaskFuture<Object>> order = Futures.asCompleted(futures).iterator();
    assertThat((Object) order.next()).isSameAs(done);
    assertThat((Object) order.next()).isSameAs(future);
  }

  @Test
  void callbacksBeforeAndAfterADroppedOne_areKeptInOrder() throws Exception {
    List<String> log = new ArrayList<>();
    future.addDoneCallback(_ -> log.add("first"));
    for (int i = 0; i < 3; i++) {
      assertThat(Futures.wait(List.of(future), ReturnWhen.FIRST_COMPLETED, Duration.ZERO).done())
          .isEmpty();
      int number = i;
      future.addDoneCallback(_ -> log.add("after wait " + number));
    }
    future.run();
    assertThat(log).containsExactly("first", "after wait 0", "after wait 1", "after wait 2");
  }
}
