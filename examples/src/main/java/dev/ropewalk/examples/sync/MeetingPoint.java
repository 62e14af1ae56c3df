package dev.ropewalk.examples.sync;

import dev.ropewalk.sync.Barrier;
import dev.ropewalk.threads.ChildThread;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads that wait for each other before each goes on. */
public final class MeetingPoint {

  private MeetingPoint() {}

  // snippet-start
  static final AtomicInteger done = new AtomicInteger();
  static final Barrier barrier =
      new Barrier(3, () -> System.out.println("all there, " + done + " steps done"));

  static int work() throws InterruptedException {
    done.incrementAndGet();
    int index = barrier.await();
    done.incrementAndGet();
    barrier.await();
    return index;
  }

  public static void main(String[] args) throws Exception {
    List<ChildThread<Integer>> threads = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      threads.add(ChildThread.of(MeetingPoint::work).start());
    }
    int sum = 0;
    for (ChildThread<Integer> thread : threads) {
      sum += thread.result();
    }
    System.out.println("indices 0 + 1 + 2 = " + sum);
  }
  // snippet-end
  // prints: all there, 3 steps done
  // prints: all there, 6 steps done
  // prints: indices 0 + 1 + 2 = 3
}
