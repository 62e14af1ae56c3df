package dev.ropewalk.examples.multiprocess;

import dev.ropewalk.multiprocess.ChildProcess;

/** Makes, starts and joins a process. */
public final class HelloProcess {

  private HelloProcess() {}

  // snippet-start
  static void greet(String name) {
    System.out.println("Hello " + name);
  }

  public static void main(String[] args) throws InterruptedException {
    ChildProcess process = ChildProcess.of(() -> greet("World"));
    process.start();
    process.join();
  }
  // snippet-end
  // prints: Hello World
}
