package dev.ropewalk.examples.multiprocess;

import dev.ropewalk.multiprocess.ProcessLocal;
import dev.ropewalk.multiprocess.ProcessPool;
import java.util.List;

/** Something that tasks of one process share, and no other process has. */
public final class OneForEachProcess {

  private OneForEachProcess() {}

  // snippet-start
  private static final ProcessLocal<StringBuilder> JOURNAL = ProcessLocal.of(StringBuilder::new);

  static String write(String word) {
    return JOURNAL.get().append(word).append(' ').toString().strip();
  }

  public static void main(String[] args) {
    try (ProcessPool pool = new ProcessPool(1)) {
      System.out.println(pool.map(OneForEachProcess::write, List.of("hemp", "jute")).toList());
    }
    System.out.println(write("sisal") + " here");
  }
  // snippet-end
  // prints: [hemp, hemp jute]
  // prints: sisal here
}
