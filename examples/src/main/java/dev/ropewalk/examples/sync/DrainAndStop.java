package dev.ropewalk.examples.sync;

import dev.ropewalk.sync.queue.PriorityWorkQueue;
import dev.ropewalk.sync.queue.QueueShutDownException;
import dev.ropewalk.threads.ChildThread;
import java.util.Comparator;
import java.util.List;

/** A queue that orders by priority and is shut down: the consumer ends by itself when all is done. */
public final class DrainAndStop {

  private DrainAndStop() {}

  // snippet-start
  record Job(int priority, String name) {}

  static final PriorityWorkQueue<Job> jobs =
      new PriorityWorkQueue<>(Comparator.comparingInt(Job::priority));

  static String work() throws InterruptedException {
    try {
      while (true) {
        System.out.println("doing " + jobs.take().name());
        jobs.taskDone();
      }
    } catch (QueueShutDownException e) {
      return "all done, " + jobs.unfinished() + " unfinished";
    }
  }

  public static void main(String[] args) throws Exception {
    jobs.addAll(List.of(new Job(2, "wash"), new Job(1, "cook"), new Job(2, "dry")));
    jobs.shutdown();
    System.out.println("takes more: " + jobs.offer(new Job(0, "eat")));
    System.out.println(ChildThread.of(DrainAndStop::work).start().result());
  }
  // snippet-end
  // prints: takes more: false
  // prints: doing cook
  // prints: doing wash
  // prints: doing dry
  // prints: all done, 0 unfinished
}
