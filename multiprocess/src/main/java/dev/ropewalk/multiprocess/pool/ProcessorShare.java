package dev.ropewalk.multiprocess.pool;

import dev.ropewalk.threads.internal.Processors;
import java.util.List;

/**
 * The processors that a child is told of, as JVM options: pools of processes and threads, parallel streams, collectors and compilers in it
 * are made for so many. It is no affinity: its threads run wherever there is room.
 */
public final class ProcessorShare {
  /*
   * Without it each worker of a pool would take the whole machine for its own: two workers on two processors, each with
   * a pool of the default size, would make four processes, and those eight.
   *
   * It is always told, also when it is all that this JVM has: this JVM may have been told of fewer than there are, which its
   * children would not notice by themselves. How many there really are is told too: spinning for an answer depends on that.
   */
  private static final String OPTION = "-XX:ActiveProcessorCount=";

  private ProcessorShare() {}

  /** That of one of so many children of this process which work at the same time. */
  public static List<String> ofEach(int workers) {
    return ofEach(workers, Runtime.getRuntime().availableProcessors());
  }

  static List<String> ofEach(int workers, int available) {
    return List.of(
        OPTION + Math.max(1, available / workers),
        "-D" + Processors.PROPERTY + "=" + Processors.count());
  }
}
