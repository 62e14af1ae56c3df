package dev.ropewalk.sync.queue;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** The JDK's queue passes the suite that ours must pass, so the suite asks for no more than the JDK's contract. */
final class JdkLinkedBlockingQueueOracleTest extends CollectionContract {

  @Override
  BlockingQueue<Integer> newQueue(int capacity) {
    return new LinkedBlockingQueue<>(capacity);
  }
}
