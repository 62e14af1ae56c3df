package dev.ropewalk.multiprocess.pool;

import dev.ropewalk.multiprocess.internal.Codec;
import dev.ropewalk.multiprocess.internal.Packet;

/** The main class of every child JVM. */
public final class ChildMain {

  private static final String HEAP = "Java heap space";

  private static final String HEAP_IS_FULL =
      "This process ends, since its heap has no room for a reply: java.lang.OutOfMemoryError: "
          + HEAP;

  private ChildMain() {}

  /**
   * Does what the parent says. When the body of a child process throws, so does this method: then the JVM prints the stack
   * trace, waits for the non-daemon threads and exits with 1, as a Python process does.
   */
  public static void main(String[] args) throws Exception {
    InterruptSignal.ignore();
    ParentLink link = ParentLink.open(System.in);
    Thread.currentThread().setName(Identity.ofThisProcess().name());
    Packet order = link.orders().take();
    switch (order.kind()) {
      case Wire.BODY -> run(order, link);
      case Wire.WORKER -> work(link);
      default ->
          throw new IllegalStateException("the parent sent the unknown order " + order.kind());
    }
  }

  /** Exits in any case: threads that a task left running do not keep a worker. */
  private static void work(ParentLink link) {
    try {
      new WorkerLoop(link).run();
    } catch (Throwable failure) { // out of memory for a reply, or the parent is gone
      if (failure instanceof OutOfMemoryError && HEAP.equals(failure.getMessage())) {
        System.err.println(HEAP_IS_FULL); // a constant, since there may be no room for another text
      }
      failure.printStackTrace();
      System.exit(1);
    }
    System.exit(0);
  }

  private static void run(Packet order, ParentLink link) throws Exception {
    Object[] body = Incoming.decode(loader -> Codec.decodeSeveral(order, loader, null, null));
    link.orders().beginBody();
    ((Runnable) body[0]).run();
  }
}
