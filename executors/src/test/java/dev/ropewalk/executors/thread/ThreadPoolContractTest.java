package dev.ropewalk.executors.thread;

import dev.ropewalk.executors.TaskExecutor;
import dev.ropewalk.executors.contract.WholeContract;

/** The thread pool does what every engine does. */
class ThreadPoolContractTest extends WholeContract {

  @Override
  protected TaskExecutor open(int workers) {
    return new ThreadPool(workers);
  }
}
