package dev.ropewalk.examples.multiprocess;

import dev.ropewalk.multiprocess.ChildProcess;
import dev.ropewalk.multiprocess.shared.ShareableList;

/** A child changes a row of mixed values in place. */
public final class SharedRow {

  private SharedRow() {}

  // snippet-start
  static void promote(ShareableList row) {
    row.set(0, "Ada");
    row.set(3, 42);
  }

  public static void main(String[] args) throws InterruptedException {
    try (ShareableList row = ShareableList.of("somebody", 41, 2.5, null)) {
      ChildProcess process = ChildProcess.of(() -> promote(row)).start();
      process.join();
      System.out.println(row.get(0) + " " + row.get(3) + " " + row.format());
      row.unlink();
    }
  }
  // snippet-end
  // prints: Ada 42 16sqdq
}
