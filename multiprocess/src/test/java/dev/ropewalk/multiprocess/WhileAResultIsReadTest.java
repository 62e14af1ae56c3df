package dev.ropewalk.multiprocess;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.Uninterruptibles;
import dev.ropewalk.executors.CancelOutcome;
import dev.ropewalk.executors.LazyResults;
import dev.ropewalk.executors.MapOptions;
import dev.ropewalk.executors.TaskFuture;
import dev.ropewalk.multiprocess.shared.SharedValue;
import dev.ropewalk.testkit.Delays;
import dev.ropewalk.testkit.ThreadStates;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A worker process need not wait while a large result of it is read here. */
@ExtendWith(NothingLeftBehind.class)
class WhileAResultIsReadTest {

  /** Asked by who reads a result in this process, until it is true. */
  private static volatile BooleanSupplier readEnough = () -> true;

  /** Takes as long to read as a test wants; null in the worker. */
  private static final class Slow implements Serializable {
    private static final long serialVersionUID = 1;

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
      in.defaultReadObject();
      long deadline = System.nanoTime() + Delays.LONG.toNanos();
      while (!readEnough.getAsBoolean()) {
        if (System.nanoTime() - deadline > 0) {
          throw new IOException("nothing happened while this was read");
        }
        Thread.onSpinWait();
      }
    }
  }

  private static void raise(SharedValue.OfLong flag) {
    flag.set(1);
  }

  @Test
  void theNextTaskBegins() throws Exception {
    try (SharedValue.OfLong begun = SharedValue.ofLong(0);
        SharedValue.OfLong go = SharedValue.ofLong(0);
        ProcessPool pool = new ProcessPool(1)) {
      readEnough = () -> begun.get() == 1;
      TaskFuture<Slow> slow = pool.submit(() -> slowAfter(go));
      TaskFuture<?> next = pool.submit(() -> raise(begun));
      TaskFuture<Long> last = pool.submit(begun::get);
      go.set(1);
      assertThat(slow.get(Delays.LONG)).isNotNull();
      next.get(Delays.LONG);
      assertThat(last.get(Delays.LONG)).isEqualTo(1);
    }
  }

  private static Slow slowAfter(SharedValue.OfLong go) throws InterruptedException {
    while (go.get() == 0) {
      Thread.sleep(10); // longer than anything is sent ahead for
    }
    return new Slow();
  }

  @Test
  void theNextPartOfAMapBegins() throws Exception {
    try (SharedValue.OfLong begun = SharedValue.ofLong(0);
        SharedValue.OfLong go = SharedValue.ofLong(0);
        ProcessPool pool = new ProcessPool(1)) {
      readEnough = () -> begun.get() != 0;
      LazyResults<Slow> results =
          pool.map(
              n -> {
                begun.set(n);
                return slowAfter(go);
              },
              List.of(0, 1, 2),
              MapOptions.defaults().withChunkSize(1));
      go.set(1);
      assertThat(results.toList()).hasSize(3);
    }
  }

  /** The next task is cancelled while it runs there and this worker's thread is busy here. */
  @Test
  void theNextTask_canBeKilled() throws Exception {
    try (SharedValue.OfLong begun = SharedValue.ofLong(0);
        SharedValue.OfLong go = SharedValue.ofLong(0);
        ProcessPool pool = new ProcessPool(1)) {
      readEnough = () -> begun.get() != 0 && ProcessHandle.of(begun.get()).isEmpty();
      TaskFuture<Slow> slow = pool.submit(() -> slowAfter(go));
      TaskFuture<?> next = pool.submit(() -> ignoreInterrupts(begun));
      TaskFuture<Integer> last = pool.submit(() -> 7);
      go.set(1);
      ThreadStates.awaitTrue("the next task to begin", () -> begun.get() != 0);
      assertThat(next.cancel(true)).isTrue();
      assertThat(slow.get(Delays.LONG)).isNotNull();
      assertThat(next.cancelAndAwait(Delays.LONG)).isEqualTo(CancelOutcome.KILLED);
      assertThat(last.get(Delays.LONG)).isEqualTo(7);
    }
  }

  private static void ignoreInterrupts(SharedValue.OfLong begun) {
    begun.set(ProcessHandle.current().pid());
    while (true) {
      Thread.onSpinWait();
    }
  }

  /** What waits is for other workers while a callback runs here, however long. */
  @Test
  void theNextTask_isNotSentBeforeACallback() throws Exception {
    try (SharedValue.OfLong go = SharedValue.ofLong(0);
        ProcessPool pool = new ProcessPool(2)) {
      readEnough = () -> true;
      CountDownLatch nextIsOver = new CountDownLatch(1);
      CompletableFuture<Boolean> inTime = new CompletableFuture<>();
      TaskFuture<Slow> slow = pool.submit(() -> slowAfter(go));
      slow.addDoneCallback(
          _ ->
              inTime.complete(
                  Uninterruptibles.awaitUninterruptibly(nextIsOver, Delays.LONG.dividedBy(2))));
      TaskFuture<Slow> beside = pool.submit(() -> slowAfter(go));
      TaskFuture<Integer> next = pool.submit(() -> 1);
      TaskFuture<Integer> last = pool.submit(() -> 2);
      next.addDoneCallback(_ -> nextIsOver.countDown());
      go.set(1);
      assertThat(inTime.get(Delays.LONG.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
      assertThat(beside.get(Delays.LONG)).isNotNull();
      assertThat(last.get(Delays.LONG)).isEqualTo(2);
    }
  }
}
