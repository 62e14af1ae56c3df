package dev.ropewalk.sync.queue;

/** The queues that track tasks, for tests of what they have in common. */
enum TaskQueues {
  WORK {
    @Override
    <E> TaskQueue<E> newQueue(int capacity) {
      return new WorkQueue<>(capacity);
    }
  },
  LIFO {
    @Override
    <E> TaskQueue<E> newQueue(int capacity) {
      return new LifoWorkQueue<>(capacity);
    }
  },
  PRIORITY {
    @Override
    <E> TaskQueue<E> newQueue(int capacity) {
      return new PriorityWorkQueue<>(capacity);
    }
  };

  abstract <E> TaskQueue<E> newQueue(int capacity);
}
