package dev.ropewalk.multiprocess.pool;

import dev.ropewalk.multiprocess.internal.Codec;
import java.nio.charset.StandardCharsets;

/** The main class of every child JVM. */
public final class ChildMain {

  private ChildMain() {}

  /**
   * Does what the parent says. When the body of a child process throws, so does this method: then the JVM prints the stack
   * trace, waits for the non-daemon threads and exits with 1, as a Python process does.
   */
  public static void main(String[] args) throws Exception {
    ParentLink link = ParentLink.open(System.in);
    byte[] order = link.receive();
    switch (order[0]) {
      case Wire.BODY -> run(order);
      case Wire.WORKER -> {
        String name = new String(order, 1, order.length - 1, StandardCharsets.UTF_8);
        Thread.currentThread().setName(name);
        work(link);
      }
      default -> throw new IllegalStateException("the parent sent the unknown order " + order[0]);
    }
  }

  /** Exits in any case: threads that a task left running do not keep a worker. */
  private static void work(ParentLink link) {
    try {
      new WorkerLoop(link).run();
    } catch (Throwable failure) { // out of memory for a reply, or the parent is gone
      failure.printStackTrace();
      System.exit(1);
    }
    System.exit(0);
  }

  private static void run(byte[] order) throws Exception {
    Object[] body = Codec.decodeSeveral(order, Thread.currentThread().getContextClassLoader());
    Thread.currentThread().setName((String) body[0]);
    ((Runnable) body[1]).run();
  }
}
