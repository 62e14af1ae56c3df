package dev.ropewalk.examples.multiprocess;

import dev.ropewalk.multiprocess.ChildProcess;
import dev.ropewalk.multiprocess.Processes;

/** Names of processes, and waiting for the end of one in a different way. */
public final class WhoIsWho {

  private WhoIsWho() {}

  // snippet-start
  static void introduce() {
    String parent = Processes.parent().orElseThrow().getName();
    System.out.println("I am " + Processes.current().name() + ", a child of " + parent);
  }

  public static void main(String[] args) {
    ChildProcess process = ChildProcess.of(WhoIsWho::introduce);
    process.setName("strand").setDaemon(true).start();
    System.out.println("children: " + Processes.activeChildren().size());
    process
        .sentinel()
        .thenAccept(code -> System.out.println("it ended with " + code))
        .toCompletableFuture()
        .join();
  }
  // snippet-end
  // prints: children: 1
  // prints: I am strand, a child of MainProcess
  // prints: it ended with 0
}
