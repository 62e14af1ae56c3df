package dev.ropewalk.examples.multiprocess;

import dev.ropewalk.multiprocess.ChildProcess;
import dev.ropewalk.multiprocess.ProcessOptions;

/** A process with a heap, an environment and an output of its own. */
public final class OwnSurroundings {

  private OwnSurroundings() {}

  // snippet-start
  static void work() {
    System.out.println("in " + System.getenv("PLACE"));
  }

  public static void main(String[] args) throws InterruptedException {
    ProcessOptions options =
        ProcessOptions.builder()
            .setHeapLimit(64 << 20)
            .addJvmOptions("-Xss2m")
            .setEnvironment("PLACE", "the ropewalk")
            .onOutputLine(line -> System.out.println("child: " + line))
            .build();
    ChildProcess process = ChildProcess.of(OwnSurroundings::work).setOptions(options);
    process.start();
    process.join();
  }
  // snippet-end
  // prints: child: in the ropewalk
}
