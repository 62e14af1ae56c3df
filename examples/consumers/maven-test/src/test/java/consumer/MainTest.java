package consumer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ropewalk.multiprocess.ChildProcess;
import org.junit.jupiter.api.Test;

/** Tasks of test classes and of the classes they test, in other processes. */
class MainTest {

  @Test
  void program() throws Exception {
    Main.main(new String[0]);
  }

  @Test
  void taskOfATestClass() throws Exception {
    ChildProcess process = ChildProcess.of(MainTest::task).start();
    process.join();
    assertEquals(7, process.exitCode().orElseThrow());
  }

  private static void task() {
    System.exit(7);
  }
}
