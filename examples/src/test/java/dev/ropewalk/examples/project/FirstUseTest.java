package dev.ropewalk.examples.project;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ropewalk.async.Async;
import dev.ropewalk.executors.thread.ThreadPool;
import dev.ropewalk.multiprocess.ProcessPool;
import dev.ropewalk.sync.Barrier;
import dev.ropewalk.sync.ConditionVariable;
import dev.ropewalk.sync.Event;
import dev.ropewalk.sync.Mutex;
import dev.ropewalk.testkit.ChildProgram;
import dev.ropewalk.threads.ChildThread;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a program's first thread, wait or task must not load, since it would take longer than all else together. */
class FirstUseTest {

  @Test
  void programThatRecordsNothing_doesNotInitializeJfr_norLinkNativeCalls() throws Exception {
    ChildProgram program = ChildProgram.run(List.of("-Xlog:class+load"), UsesEachModule.class);
    assertThat(program.output())
        .contains("all done")
        .anyMatch(line -> line.contains("ChildThread"));
    assertThat(program.output())
        .noneMatch(line -> line.contains(" jdk.jfr.Event "))
        .noneMatch(line -> line.contains(" jdk.internal.foreign.abi.AbstractLinker "));
  }

  static final class UsesEachModule {

    public static void main(String[] args) throws Exception {
      Mutex mutex = new Mutex();
      Event held = new Event();
      ChildThread<?> holder =
          ChildThread.of(
                  () -> {
                    try (var _ = mutex.hold()) {
                      held.set();
                      while (!mutex.toString().contains("1 waiting")) {
                        Thread.onSpinWait();
                      }
                    }
                  })
              .start();
      held.await();
      try (var _ = mutex.hold()) {
        new ConditionVariable(mutex).await(Duration.ofMillis(1));
      }
      holder.join();
      Barrier barrier = new Barrier(2);
      ChildThread<?> party = ChildThread.of(() -> barrier.await()).start();
      barrier.await();
      party.join();
      System.out.println(held + " " + barrier + " " + mutex);
      try (ThreadPool pool = new ThreadPool(1)) {
        pool.submit(() -> 1).get();
      }
      Async.run(() -> Async.sleep(Duration.ofMillis(1)));
      try (ProcessPool pool = new ProcessPool(1)) {
        pool.submit(() -> 1).get();
      }
      System.out.println("all done");
    }
  }
}
