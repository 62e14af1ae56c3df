package dev.ropewalk.benchmarks.queues;

import com.softwaremill.jox.Channel;
import dev.ropewalk.sync.queue.WorkQueue;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import org.jctools.queues.varhandle.MpmcVarHandleArrayQueue;

/** A queue as the benchmarks use it: one item in, one item out, waiting for either. */
interface Pipe {

  /** Waits for room and inserts the item. */
  void put(Integer item) throws InterruptedException;

  /** Waits for an item, removes it, and declares it done where the queue counts tasks. */
  Integer take() throws InterruptedException;

  /** The queue of this name; {@link Integer#MAX_VALUE} is unbounded. */
  static Pipe named(String name, int capacity) {
    boolean bounded = capacity < Integer.MAX_VALUE;
    return switch (name) {
      case "WorkQueue" -> new Tracked(new WorkQueue<>(capacity));
      case "ArrayBlockingQueue" -> new Blocking(new ArrayBlockingQueue<>(capacity));
      case "LinkedBlockingQueue" -> new Blocking(new LinkedBlockingQueue<>(capacity));
      case "LinkedTransferQueue" -> new Blocking(new LinkedTransferQueue<>());
      case "MpmcArrayQueue" -> new Yielding(new MpmcVarHandleArrayQueue<>(capacity));
      case "jox" ->
          new Jox(bounded ? Channel.newBufferedChannel(capacity) : Channel.newUnlimitedChannel());
      default -> throw new IllegalArgumentException("no queue is called " + name);
    };
  }

  /** Ours: each item is declared done. */
  record Tracked(WorkQueue<Integer> queue) implements Pipe {
    @Override
    public void put(Integer item) throws InterruptedException {
      queue.put(item);
    }

    @Override
    public Integer take() throws InterruptedException {
      Integer item = queue.take();
      queue.taskDone();
      return item;
    }
  }

  /** The JDK's. */
  record Blocking(BlockingQueue<Integer> queue) implements Pipe {
    @Override
    public void put(Integer item) throws InterruptedException {
      queue.put(item);
    }

    @Override
    public Integer take() throws InterruptedException {
      return queue.take();
    }
  }

  /** A queue that can't wait: its users try again, and let others run in between. */
  @SuppressWarnings("ThreadPriorityCheck") // is how one waits for such a queue
  record Yielding(Queue<Integer> queue) implements Pipe {
    @Override
    public void put(Integer item) {
      while (!queue.offer(item)) {
        Thread.yield();
      }
    }

    @Override
    public Integer take() {
      while (true) {
        Integer item = queue.poll();
        if (item != null) {
          return item;
        }
        Thread.yield();
      }
    }
  }

  /** A channel of jox. */
  record Jox(Channel<Integer> channel) implements Pipe {
    @Override
    public void put(Integer item) throws InterruptedException {
      channel.send(item);
    }

    @Override
    public Integer take() throws InterruptedException {
      return channel.receive();
    }
  }
}
