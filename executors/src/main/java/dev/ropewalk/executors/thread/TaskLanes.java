package dev.ropewalk.executors.thread;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.ropewalk.executors.engine.EngineFuture;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of a pool that have not begun: those of higher priority first, those of one priority in the order they came.
 * Priority 0 is a queue without a lock; the others, which are rare, share a heap with one.
 */
final class TaskLanes {
  /*
   * `raised` and `lowered` count the tasks in the heap with a priority above and below 0. They are written under the
   * heap's lock and volatile, so a thread without the lock sees, in the total order of volatile accesses, every task whose
   * add has returned and that nobody has taken, as SegmentQueue's isEmpty does.
   */
  private static final Comparator<Entry> ORDER =
      Comparator.comparingInt(Entry::priority).reversed().thenComparingLong(Entry::number);

  private final SegmentQueue<EngineFuture<?>> normal = new SegmentQueue<>();
  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private final PriorityQueue<Entry> heap = new PriorityQueue<>(ORDER);

  @GuardedBy("lock")
  private long numbers;

  private volatile int raised;
  private volatile int lowered;

  void add(EngineFuture<?> task, int priority) {
    if (priority == 0) {
      normal.add(task);
      return;
    }
    lock.lock();
    try {
      heap.add(new Entry(priority, numbers++, task));
      count(priority, 1);
    } finally {
      lock.unlock();
    }
  }

  /** The next one to begin, or null if there is none. */
  @Nullable EngineFuture<?> poll() {
    EngineFuture<?> task = raised == 0 ? null : pollHeap(1);
    if (task == null) {
      task = normal.poll();
    }
    return task != null || lowered == 0 ? task : pollHeap(Integer.MIN_VALUE);
  }

  private @Nullable EngineFuture<?> pollHeap(int leastPriority) {
    lock.lock();
    try {
      Entry first = heap.peek();
      if (first == null || first.priority < leastPriority) {
        return null;
      }
      heap.remove();
      count(first.priority, -1);
      return first.task;
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  @SuppressWarnings("NonAtomicVolatileUpdate") // written under the lock only
  private void count(int priority, int change) {
    if (priority > 0) {
      raised += change;
    } else {
      lowered += change;
    }
  }

  boolean isEmpty() {
    return normal.isEmpty() && raised == 0 && lowered == 0;
  }

  /** How many there are, about. */
  int size() {
    return (int) Math.min(Integer.MAX_VALUE, (long) normal.size() + raised + lowered);
  }

  /** Those that have not begun, in the order in which they would. */
  List<EngineFuture<?>> toList() {
    List<EngineFuture<?>> tasks = new ArrayList<>();
    List<Entry> entries;
    lock.lock();
    try {
      entries = new ArrayList<>(heap);
    } finally {
      lock.unlock();
    }
    entries.sort(ORDER);
    entries.stream().filter(entry -> entry.priority > 0).forEach(entry -> tasks.add(entry.task));
    normal.forEach(tasks::add);
    entries.stream().filter(entry -> entry.priority < 0).forEach(entry -> tasks.add(entry.task));
    return tasks;
  }

  private record Entry(int priority, long number, EngineFuture<?> task) {}
}
