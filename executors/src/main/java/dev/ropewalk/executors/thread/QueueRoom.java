package dev.ropewalk.executors.thread;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The places of a pool's queue: a task takes one to get into it, and gives it back when a worker takes the task. */
final class QueueRoom {

  /** Lets all pass who wait for room. A queue with a bound that large has none. */
  private static final int ROOM_FOR_ALL = 1 << 30;

  private final ThreadPool pool;
  private final ThreadPoolOptions options;
  private final Places places;
  private final AtomicBoolean open = new AtomicBoolean();

  private QueueRoom(ThreadPool pool, ThreadPoolOptions options) {
    this.pool = pool;
    this.options = options;
    places = new Places(options.queueCapacity());
  }

  /** Null for a queue without a bound. */
  static @Nullable QueueRoom of(ThreadPool pool, ThreadPoolOptions options) {
    return options.queueCapacity() < ROOM_FOR_ALL ? new QueueRoom(pool, options) : null;
  }

  /**
   * Takes a place; false if the caller shall run the task instead.
   *
   * @throws RejectedExecutionException if there is none, or won't be
   */
  boolean enter() {
    if (places.tryAcquire()) {
      return true;
    }
    return switch (options.whenFull()) {
      case BLOCK -> {
        if (pool.isWorker()) {
          places.exceed(); // waiting for places would keep it from giving them back
        } else {
          await();
        }
        yield true;
      }
      case REJECT ->
          throw new RejectedExecutionException(
              "the queue is full with " + options.queueCapacity() + " tasks: " + pool);
      case CALLER_RUNS -> false;
    };
  }

  private void await() {
    try {
      places.acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RejectedExecutionException("interrupted while waiting for room in " + pool, e);
    }
    pool.checkAccepts();
  }

  /** A task has left the queue. */
  void leave() {
    places.release();
  }

  /** Nobody waits for a place any more. To be called once the pool refuses tasks, so that who waited is refused. */
  void open() {
    if (open.compareAndSet(false, true)) {
      places.release(ROOM_FOR_ALL);
    }
  }

  /** There may be less than none, until those who exceeded the bound have given back what they took. */
  private static final class Places extends Semaphore {
    private static final long serialVersionUID = 1;

    Places(int places) {
      super(places);
    }

    void exceed() {
      reducePermits(1);
    }
  }
}
