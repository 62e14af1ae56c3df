package dev.ropewalk.benchmarks.async;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What sleeping tasks take, measured by a program that makes nothing else. */
final class SleepFigures {

  private final int count;
  private final long residentBefore = resident();
  private long resident;
  private long start;

  /** Before there is any of so many tasks. */
  SleepFigures(int count) throws IOException {
    this.count = count;
  }

  /** All of them sleep, and are going to be cancelled. */
  void asleep() throws IOException {
    resident = resident();
    System.gc(); // a collection that happens to come now would be for all that was made before
    start = System.nanoTime();
  }

  /** All of them have ended: prints the figures. */
  void ended() {
    double micros = (System.nanoTime() - start) / 1e3;
    System.out.printf("%.1f B%n", (double) (resident - residentBefore) / count);
    System.out.printf("cancel %.3f us/op%n", micros / count);
  }

  private static long resident() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) << 10;
      }
    }
    throw new IOException("this system does not tell what memory a process holds");
  }
}
