package dev.ropewalk.multiprocess.pool;

import dev.ropewalk.multiprocess.internal.Codec;
import dev.ropewalk.multiprocess.internal.Packet;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.concurrent.Callable;
import org.slf4j.LoggerFactory;

/** A bit of everything that a worker of a pool is asked for, so that a cache has the classes for it. */
final class StartCacheTraining {

  private StartCacheTraining() {}

  /** A task that travels. */
  private interface Task extends Callable<Object>, Serializable {}

  /**
   * Lets a worker work, and end.
   *
   * @throws IOException if it did not do what it was to do
   */
  static void run(ChildJvm worker) throws IOException {
    worker.connect();
    worker.send(Wire.frame(Wire.WORKER));
    worker.send(Wire.frame(Wire.WARM_UP));
    Task task = StartCacheTraining::log;
    worker.sendAll(List.of(Codec.encodeTask(Wire.TASK, task, null, null)));
    worker.send(Wire.frame(Wire.QUIT));
    boolean done = false;
    for (Packet packet = worker.receive(); packet != null; packet = worker.receive()) {
      done |= packet.kind() == Wire.RESULT;
    }
    if (!done) {
      throw new IOException("a worker did not do its task");
    }
  }

  private static Object log() {
    LoggerFactory.getLogger(StartCacheTraining.class).error("a record that nobody sees");
    return List.of();
  }
}
