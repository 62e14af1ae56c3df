package dev.ropewalk.examples.threads;

import dev.ropewalk.threads.ChildThread;

/** Makes, starts and joins a thread. */
public final class StartAndJoin {

  private StartAndJoin() {}

  // snippet-start
  static void printNumbers() {
    for (int i = 0; i < 3; i++) {
      System.out.println("Number: " + i);
    }
  }

  public static void main(String[] args) throws InterruptedException {
    ChildThread<?> thread = ChildThread.of(StartAndJoin::printNumbers);
    thread.start();
    thread.join();
    System.out.println("Done!");
  }
  // snippet-end
  // prints: Number: 0
  // prints: Number: 1
  // prints: Number: 2
  // prints: Done!
}
