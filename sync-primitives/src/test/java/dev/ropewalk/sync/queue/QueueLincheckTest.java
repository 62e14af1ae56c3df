package dev.ropewalk.sync.queue;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Options;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each queue: whatever threads do at once could have been done one call after the other, by a plain list. Lincheck lets parked
 * threads go on by themselves, so these are the calls that don't wait; waiting is for jcstress and the stress tests.
 */
final class QueueLincheckTest {

  /** Two, so that a few calls fill the queue and empty it. */
  private static final int CAPACITY = 2;

  /** What is checked, and the list that says what it means. */
  enum Subject {
    WORK_IN_OUT(WorkInOut.class, WorkModel.class),
    PRIORITY_IN_OUT(PriorityInOut.class, PriorityModel.class),
    WORK(Work.class, WorkModel.class),
    LIFO(Lifo.class, LifoModel.class),
    PRIORITY(Priority.class, PriorityModel.class),
    SIMPLE(Simple.class, SimpleModel.class);

    private final Class<?> queue;
    private final Class<?> model;

    Subject(Class<?> queue, Class<?> model) {
      this.queue = queue;
      this.model = model;
    }
  }

  /** A queue whose ends have a lock each, and one whose ends share it; all calls of all queues are for {@code -Pstress}. */
  @ParameterizedTest
  @EnumSource(
      value = Subject.class,
      names = {"WORK_IN_OUT", "PRIORITY_IN_OUT"})
  void inAndOut_areLinearizable(Subject subject) {
    check(new ModelCheckingOptions(), 2, 2, 40, subject.queue, subject.model);
  }

  @ParameterizedTest
  @EnumSource(Subject.class)
  @Tag("stress")
  void calls_manyHistories_areLinearizable(Subject subject) {
    check(new ModelCheckingOptions(), 3, 6, 300, subject.queue, subject.model);
    check(new StressOptions(), 3, 20, 2_000, subject.queue, subject.model);
  }

  @Test
  void queueThatLooksAndThenTakes_isCaught() {
    assertThatExceptionOfType(LincheckAssertionError.class)
        .isThrownBy(
            () -> check(new ModelCheckingOptions(), 2, 2, 40, BrokenSlot.class, BrokenSlot.class))
        .withMessageContaining("Invalid execution results");
  }

  private static void check(
      Options<?, ?> options,
      int callsPerThread,
      int iterations,
      int invocations,
      Class<?> queue,
      Class<?> model) {
    options.sequentialSpecification(model);
    options.iterations(iterations);
    options.invocationsPerIteration(invocations);
    options.threads(2);
    options.actorsPerThread(callsPerThread);
    options.actorsBefore(2);
    options.actorsAfter(2);
    options.check(queue);
  }

  /** The calls without which it is no queue. */
  @Param(name = "item", gen = IntGen.class, conf = "1:3")
  public abstract static class InOut {
    final CoreQueue<Integer> queue;

    InOut(CoreQueue<Integer> queue) {
      this.queue = queue;
    }

    @Operation
    public boolean offer(@Param(name = "item") int item) {
      return queue.offer(item);
    }

    @Operation
    public @Nullable Integer poll() {
      return queue.poll();
    }
  }

  /** The calls of all queues. */
  public abstract static class Calls extends InOut {

    Calls(CoreQueue<Integer> queue) {
      super(queue);
    }

    @Operation
    public @Nullable Integer peek() {
      return queue.peek();
    }

    @Operation
    public int size() {
      return queue.size();
    }

    @Operation
    public boolean remove(@Param(name = "item") int item) {
      return queue.remove((Object) item);
    }

    @Operation
    public List<Integer> drain() {
      List<Integer> drained = new ArrayList<>();
      queue.drainTo(drained);
      return drained;
    }
  }

  /** The calls of the queues that track tasks. */
  public abstract static class TaskCalls extends Calls {
    private final TaskQueue<Integer> tasks;

    TaskCalls(TaskQueue<Integer> queue) {
      super(queue);
      tasks = queue;
    }

    @Operation
    public boolean taskDone() {
      try {
        tasks.taskDone();
        return true;
      } catch (IllegalStateException e) {
        return false;
      }
    }

    @Operation
    public long unfinished() {
      return tasks.unfinished();
    }

    @Operation
    public boolean shutdown() {
      tasks.shutdown();
      return tasks.isShutdown();
    }

    @Operation
    public void shutdownImmediate() {
      tasks.shutdown(true);
    }
  }

  /** First in, first out. */
  public static final class WorkInOut extends InOut {
    public WorkInOut() {
      super(new WorkQueue<>(CAPACITY));
    }
  }

  /** Smallest first. */
  public static final class PriorityInOut extends InOut {
    public PriorityInOut() {
      super(new PriorityWorkQueue<>(CAPACITY));
    }
  }

  /** First in, first out. */
  public static final class Work extends TaskCalls {
    public Work() {
      super(new WorkQueue<>(CAPACITY));
    }
  }

  /** Last in, first out. */
  public static final class Lifo extends TaskCalls {
    public Lifo() {
      super(new LifoWorkQueue<>(CAPACITY));
    }
  }

  /** Smallest first. */
  public static final class Priority extends TaskCalls {
    public Priority() {
      super(new PriorityWorkQueue<>(CAPACITY));
    }
  }

  /** Unbounded, without tasks. */
  public static final class Simple extends Calls {
    public Simple() {
      super(new SimpleQueue<>());
    }
  }

  /** What the calls mean. */
  public abstract static class Model {
    final List<Integer> items = new ArrayList<>();
    private final int capacity;
    private long unfinished;
    private boolean shutDown;

    Model(int capacity) {
      this.capacity = capacity;
    }

    abstract void insert(int item);

    public boolean offer(int item) {
      if (shutDown || items.size() == capacity) {
        return false;
      }
      insert(item);
      unfinished++;
      return true;
    }

    public @Nullable Integer poll() {
      return items.isEmpty() ? null : items.removeFirst();
    }

    public @Nullable Integer peek() {
      return items.isEmpty() ? null : items.getFirst();
    }

    public int size() {
      return items.size();
    }

    public boolean remove(int item) {
      return items.remove((Object) item);
    }

    public List<Integer> drain() {
      List<Integer> drained = List.copyOf(items);
      items.clear();
      return drained;
    }

    public boolean taskDone() {
      if (unfinished == 0) {
        return false;
      }
      unfinished--;
      return true;
    }

    public long unfinished() {
      return unfinished;
    }

    public boolean shutdown() {
      shutDown = true;
      return true;
    }

    public void shutdownImmediate() {
      shutDown = true;
      unfinished = Math.max(0, unfinished - items.size());
      items.clear();
    }
  }

  /** First in, first out. */
  public static final class WorkModel extends Model {
    public WorkModel() {
      super(CAPACITY);
    }

    @Override
    void insert(int item) {
      items.addLast(item);
    }
  }

  /** Last in, first out. */
  public static final class LifoModel extends Model {
    public LifoModel() {
      super(CAPACITY);
    }

    @Override
    void insert(int item) {
      items.addFirst(item);
    }
  }

  /** Smallest first. */
  public static final class PriorityModel extends Model {
    public PriorityModel() {
      super(CAPACITY);
    }

    @Override
    void insert(int item) {
      items.add(item);
      items.sort(Comparator.naturalOrder());
    }
  }

  /** Unbounded. */
  public static final class SimpleModel extends Model {
    public SimpleModel() {
      super(Integer.MAX_VALUE);
    }

    @Override
    void insert(int item) {
      items.addLast(item);
    }
  }

  /** A queue for one item that two can take, unless one comes after the other. */
  @Param(name = "item", gen = IntGen.class, conf = "1:3")
  public static final class BrokenSlot {
    private volatile @Nullable Integer slot;

    @Operation
    public boolean offer(@Param(name = "item") int item) {
      boolean free = slot == null;
      if (free) {
        slot = item;
      }
      return free;
    }

    @Operation
    public @Nullable Integer poll() {
      Integer item = slot;
      slot = null;
      return item;
    }
  }
}
