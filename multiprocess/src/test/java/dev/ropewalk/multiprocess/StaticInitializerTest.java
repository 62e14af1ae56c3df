package dev.ropewalk.multiprocess;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NothingLeftBehind.class)
class StaticInitializerTest {

  /** Decoding its lambda runs its initializer in the child too, which would make a child that does the same, without end. */
  private static final class Submitting {
    private static final int DEPTH = Integer.getInteger("strand.depth", 0);
    private static final String SUBMITTED = submit();
    private static final String STARTED = DEPTH == 0 ? "" : start();

    private static String submit() {
      if (DEPTH > 1) {
        return "too deep";
      }
      ProcessOptions deeper =
          ProcessOptions.builder().addJvmOptions("-Dstrand.depth=" + (DEPTH + 1)).build();
      try (ProcessPool pool =
          new ProcessPool(ProcessPoolOptions.defaults().withMaxWorkers(1).withWorkers(deeper))) {
        return pool.submit(() -> SUBMITTED + "; " + STARTED).get();
      } catch (IllegalStateException | ExecutionException | InterruptedException e) {
        return String.valueOf(e.getMessage());
      }
    }

    private static String start() {
      try {
        ChildProcess process = ChildProcess.of(() -> {}).start();
        process.join();
        return "started";
      } catch (IllegalStateException | InterruptedException e) {
        return String.valueOf(e.getMessage());
      }
    }
  }

  @Test
  void childThatWouldStartChildrenWhileItLoadsItsTask_isTold() {
    assertThat(Submitting.SUBMITTED)
        .startsWith("a static initializer")
        .contains("; a static initializer");
  }
}
