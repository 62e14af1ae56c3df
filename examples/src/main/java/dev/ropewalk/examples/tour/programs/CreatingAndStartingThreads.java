package dev.ropewalk.examples.tour.programs;

import dev.ropewalk.threads.ChildThread;

/** Creates a thread, starts it, and waits for it. */
public final class CreatingAndStartingThreads {

  static void printNumbers() {
    for (int i = 0; i < 3; i++) {
      IO.println("Number: " + i);
    }
  }

  static void main() throws InterruptedException {
    // Create a thread
    var t = ChildThread.of(CreatingAndStartingThreads::printNumbers);
    // Start the thread
    t.start();
    // Wait for the thread to finish
    t.join();
    IO.println("Done!");
  }
}
