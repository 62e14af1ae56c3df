package dev.ropewalk.multiprocess;

import dev.ropewalk.executors.TaskExecutor;
import dev.ropewalk.executors.contract.WholeContract;
import org.junit.jupiter.api.extension.ExtendWith;

/** The process pool does what every engine does, and leaves nothing behind. */
@ExtendWith(NothingLeftBehind.class)
class ProcessPoolContractTest extends WholeContract {

  @Override
  protected TaskExecutor open(int workers) {
    return new ProcessPool(workers);
  }
}
