package dev.ropewalk.executors.thread;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ropewalk.executors.LazyResults;
import dev.ropewalk.executors.MapOptions;
import dev.ropewalk.testkit.ChildProgram;
import dev.ropewalk.testkit.CoversScenario;
import dev.ropewalk.testkit.ThreadStates;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of a pool's tasks when the main program ends. */
class ThreadPoolExitTest {

  @Test
  @CoversScenario("test_concurrent_futures.test_shutdown.ExecutorShutdownTest.test_hang_gh83386")
  void shutdownWithoutWaiting_letsPendingWorkFinishAndTheProgramExit() throws Exception {
    ChildProgram program = ChildProgram.run(ShutDownWithoutWaiting.class, "false");
    assertThat(program.exitCode()).isZero();
    assertThat(program.output()).containsExactly("main ends", "apple", "apple");
  }

  @Test
  @CoversScenario(
      "test_concurrent_futures.test_shutdown.ThreadPoolShutdownTest.test_cancel_futures_wait_false")
  void shutdownThatCancelsPending_letsTheProgramExit() throws Exception {
    ChildProgram program = ChildProgram.run(ShutDownWithoutWaiting.class, "true");
    assertThat(program.exitCode()).isZero();
    assertThat(program.output()).contains("main ends").hasSizeBetween(1, 3);
    assertThat(program.errors()).isEmpty();
  }

  /** Python ends them; see parity. */
  @Test
  @CoversScenario("test_concurrent_futures.test_shutdown.ThreadPoolShutdownTest.test_del_shutdown")
  void poolThatNobodyHoldsAnyMore_keepsItsThreads_andWhatItsTasksCameTo() throws Exception {
    ResultsOfDroppedPool dropped = ResultsOfDroppedPool.make();
    System.gc();
    assertThat(dropped.results().toList()).containsExactly(5, 7);
    assertThat(dropped.worker().isAlive()).isTrue();
    ((WorkerThread) dropped.worker()).pool.close();
    ThreadStates.awaitEnded(dropped.worker());
  }

  /** What is left of a pool that was not closed. */
  private record ResultsOfDroppedPool(LazyResults<Integer> results, Thread worker) {
    static ResultsOfDroppedPool make() throws Exception {
      @SuppressWarnings("resource") // closed through its worker
      ThreadPool pool = new ThreadPool(1);
      Thread worker = pool.submit(Thread::currentThread).get();
      return new ResultsOfDroppedPool(
          pool.map(Math::abs, List.of(-5, 7), MapOptions.defaults().eager()), worker);
    }
  }

  /** Two tasks that wait for the end of main, on one thread. */
  static final class ShutDownWithoutWaiting {
    public static void main(String[] args) {
      Thread main = Thread.currentThread();
      @SuppressWarnings("resource") // shut down below, without waiting: that is what this shows
      ThreadPool pool = new ThreadPool(1);
      for (int i = 0; i < 2; i++) {
        pool.execute(() -> printAfter(main));
      }
      pool.shutdown(Boolean.parseBoolean(args[0]));
      System.out.println("main ends");
    }

    private static void printAfter(Thread main) {
      try {
        main.join();
        System.out.println("apple");
      } catch (InterruptedException e) {
        System.out.println("interrupted");
      }
    }
  }
}
