package dev.ropewalk.multiprocess.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ropewalk.testkit.ChildProgram;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ExitCleanupTest {

  @Test
  void whatShutdownHooksMake_isTheirs_andWhatWasThereIsDeleted() throws Exception {
    ChildProgram program = ChildProgram.run(Exiting.class);
    assertThat(program.errors()).isEmpty();
    assertThat(program.output()).containsExactly("0 deleted", "true");
  }

  /** Of many hooks most run before the one that deletes. */
  static final class Exiting {
    private static final int HOOKS = 50;

    public static void main(String[] args) throws Exception {
      Path before = Files.createTempFile("ropewalk-test", null);
      ExitCleanup.add(before);
      Thread[] hooks = new Thread[HOOKS];
      Path[] files = new Path[HOOKS];
      for (int i = 0; i < HOOKS; i++) {
        Path file = Files.createTempFile("ropewalk-test", null);
        files[i] = file;
        hooks[i] = new Thread(() -> ExitCleanup.add(file));
        Runtime.getRuntime().addShutdownHook(hooks[i]);
      }
      Runtime.getRuntime().addShutdownHook(new Thread(() -> tell(before, hooks, files)));
      System.exit(0);
    }

    private static void tell(Path before, Thread[] hooks, Path[] files) {
      try {
        for (Thread hook : hooks) {
          while (hook.getState() == Thread.State.NEW) {
            Thread.onSpinWait();
          }
          hook.join();
        }
        while (Files.exists(before)) {
          Thread.onSpinWait();
        }
        Thread cleanup = cleanup();
        if (cleanup != null) {
          cleanup.join();
        }
        int deleted = 0;
        for (Path file : files) {
          deleted += Files.deleteIfExists(file) ? 0 : 1;
        }
        System.out.println(deleted + " deleted");
        System.out.println(Files.notExists(before));
      } catch (java.io.IOException | InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    private static Thread cleanup() {
      for (Thread thread : Thread.getAllStackTraces().keySet()) {
        if (thread.getName().equals("ropewalk-exit-cleanup")) {
          return thread;
        }
      }
      return null;
    }
  }
}
