package dev.ropewalk.multiprocess.pool;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.ropewalk.multiprocess.internal.Packet;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the parent has sent and the main thread has not taken yet. Tasks among it are numbered as they come, and can be given back
 * until they are taken. One thread reads what comes, and adds; the main thread takes.
 */
final class Orders {
  /*
   * current is the number of the task that the main thread has taken and whose body has not ended, or NONE. Taking a task,
   * beginning and ending its body, interrupting it and giving tasks back are steps under one monitor. So each task is either
   * given back or taken, and an interrupt reaches the body it is meant for or none: that of a body that has not begun waits for
   * it, since it would hit what this library still does on the main thread; that of a task that is still to come, whose frame
   * it has overtaken, waits for that; and so does that of the body of a child process, which nobody else could run.
   */
  private static final long NONE = -1;

  private final Thread main;

  @GuardedBy("this")
  private final Deque<Order> waiting = new ArrayDeque<>();

  @GuardedBy("this")
  private final Set<Long> interruptedEarly = new HashSet<>(0);

  @GuardedBy("this")
  private long tasks;

  @GuardedBy("this")
  private long current = NONE;

  @GuardedBy("this")
  private boolean bodyBegun;

  @GuardedBy("this")
  private boolean interruptWaits;

  /** @param main who takes, and is interrupted */
  Orders(Thread main) {
    this.main = main;
  }

  /**
   * A frame of the parent.
   *
   * @param number that of a task; {@link #NONE} for anything else
   */
  private record Order(Packet packet, long number) {
    boolean isTask() {
      return number != NONE;
    }

    boolean canBeGivenBack() {
      return isTask() && packet.kind() != Wire.BODY;
    }
  }

  // ---- for the thread that reads

  /** This came. */
  synchronized void add(Packet packet) {
    waiting.add(new Order(packet, Wire.isTask(packet.kind()) ? tasks++ : NONE));
    notifyAll();
  }

  /**
   * Interrupts the body of this task and gives back all later ones, since the process may be killed for it; if the task has not been
   * taken, gives it back too. What was given back.
   */
  synchronized List<Long> interrupt(long task) {
    if (task == current) {
      if (bodyBegun) {
        main.interrupt();
      } else {
        interruptWaits = true;
      }
      return recall();
    }
    Optional<Order> order = waiting.stream().filter(each -> each.number() == task).findFirst();
    if (order.isPresent() && order.get().canBeGivenBack()) {
      return recall(task);
    }
    if (order.isPresent() || task >= tasks) {
      interruptedEarly.add(task);
    }
    return List.of();
  }

  /** Gives back all tasks that have not been taken. */
  synchronized List<Long> recall() {
    return recall(0);
  }

  @GuardedBy("this")
  private List<Long> recall(long from) {
    List<Long> returned =
        waiting.stream()
            .filter(order -> order.canBeGivenBack() && order.number() >= from)
            .map(Order::number)
            .toList();
    waiting.removeIf(order -> returned.contains(order.number()));
    interruptedEarly.removeAll(returned);
    return returned;
  }

  // ---- for the main thread

  /** Waits for the next frame. A task is the current one from now on. */
  synchronized Packet take() {
    while (waiting.isEmpty()) {
      try {
        wait();
      } catch (InterruptedException e) {
        // By a thread that a task left behind, since the parent interrupts bodies only.
      }
    }
    return begin(waiting.remove());
  }

  /** The next frame if there is one, else null. A task is the current one from now on. */
  synchronized @Nullable Packet poll() {
    return waiting.isEmpty() ? null : begin(waiting.remove());
  }

  @GuardedBy("this")
  private Packet begin(Order order) {
    if (order.isTask()) {
      current = order.number;
      interruptWaits = interruptedEarly.remove(order.number);
    }
    return order.packet;
  }

  /**
   * Lets interrupts through to the main thread, which calls this, from now on, and one that has come already; not one by a thread
   * that an earlier task left behind.
   */
  synchronized void beginBody() {
    bodyBegun = true;
    boolean _ = Thread.interrupted();
    if (interruptWaits) {
      main.interrupt();
    }
  }

  /** No interrupt comes through any more; one that came is for the body that has ended. */
  synchronized void endBody() {
    bodyBegun = false;
    interruptWaits = false;
    current = NONE;
    boolean _ = Thread.interrupted();
  }
}
