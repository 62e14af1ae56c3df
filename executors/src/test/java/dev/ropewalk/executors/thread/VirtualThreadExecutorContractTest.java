package dev.ropewalk.executors.thread;

import dev.ropewalk.executors.TaskExecutor;
import dev.ropewalk.executors.contract.WholeContract;

/** The executor of virtual threads does what every engine does. */
class VirtualThreadExecutorContractTest extends WholeContract {

  @Override
  protected TaskExecutor open(int workers) {
    return new VirtualThreadExecutor(workers);
  }
}
