package dev.ropewalk.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ropewalk.testkit.ChildProgram;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchLockTest {

  @TempDir private Path temp;

  /** Takes the lock named by the argument; exits 0 if it got it, otherwise 1. */
  static final class Taker {
    public static void main(String[] args) throws Exception {
      try (BenchLock _ = BenchLock.acquire(Path.of(args[0]))) {
        System.out.println("locked");
      } catch (BenchFailedException e) {
        System.out.println(e.getMessage());
        System.exit(1);
      }
    }
  }

  @Test
  void acquire_heldInThisJvm_refusesUntilClosed() throws Exception {
    Path file = temp.resolve("bench.lock");
    try (BenchLock _ = BenchLock.acquire(file)) {
      assertThatExceptionOfType(BenchFailedException.class)
          .isThrownBy(() -> BenchLock.acquire(file))
          .withMessageContaining(file.toString());
    }

    BenchLock.acquire(file).close();
  }

  @Test
  void acquire_heldByAnotherProcess_refusesAndNamesIt() throws Exception {
    Path file = temp.resolve("bench.lock");
    ChildProgram whileHeld;
    try (BenchLock _ = BenchLock.acquire(file)) {
      whileHeld = ChildProgram.run(Taker.class, file.toString());
    }
    ChildProgram afterwards = ChildProgram.run(Taker.class, file.toString());

    assertThat(whileHeld.exitCode()).isEqualTo(1);
    assertThat(whileHeld.output())
        .singleElement()
        .asString()
        .contains("another benchmark run is under way (process " + ProcessHandle.current().pid());
    assertThat(afterwards.output()).containsExactly("locked");
    assertThat(afterwards.exitCode()).isZero();
  }
}
