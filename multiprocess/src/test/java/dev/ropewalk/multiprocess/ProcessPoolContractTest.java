package dev.ropewalk.multiprocess;

import dev.ropewalk.executors.TaskExecutor;
import dev.ropewalk.executors.contract.MapContract;
import dev.ropewalk.executors.contract.ShutdownContract;
import dev.ropewalk.executors.contract.TaskContract;
import dev.ropewalk.executors.contract.WaitContract;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.ExtendWith;

/** The process pool does what every engine does, and leaves nothing behind. */
@ExtendWith(NothingLeftBehind.class)
class ProcessPoolContractTest {

  @Nested
  class Tasks extends TaskContract {
    @Override
    protected TaskExecutor open(int workers) {
      return new ProcessPool(workers);
    }
  }

  @Nested
  class Maps extends MapContract {
    @Override
    protected TaskExecutor open(int workers) {
      return new ProcessPool(workers);
    }
  }

  @Nested
  class Waiting extends WaitContract {
    @Override
    protected TaskExecutor open(int workers) {
      return new ProcessPool(workers);
    }
  }

  @Nested
  class Ending extends ShutdownContract {
    @Override
    protected TaskExecutor open(int workers) {
      return new ProcessPool(workers);
    }
  }
}
