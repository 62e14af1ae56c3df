package dev.ropewalk.examples.tour.programs;

import dev.ropewalk.threads.ChildThread;
import java.time.Duration;

/** Ends while its daemon thread still runs. */
public final class DaemonThreads {

  static Void backgroundTask() throws InterruptedException {
    while (true) {
      IO.println("Running in background...");
      Thread.sleep(Duration.ofSeconds(1));
    }
  }

  static void main() throws InterruptedException {
    ChildThread.of(DaemonThreads::backgroundTask).setDaemon(true).start();
    Thread.sleep(Duration.ofSeconds(2));
    IO.println("Main program ends, daemon thread will be killed.");
  }
}
