package dev.ropewalk.executors.thread;

import dev.ropewalk.executors.TaskExecutor;
import dev.ropewalk.executors.contract.MapContract;
import dev.ropewalk.executors.contract.ShutdownContract;
import dev.ropewalk.executors.contract.TaskContract;
import dev.ropewalk.executors.contract.WaitContract;
import org.junit.jupiter.api.Nested;

/** The thread pool does what every engine does. */
class ThreadPoolContractTest {

  @Nested
  class Tasks extends TaskContract {
    @Override
    protected TaskExecutor open(int workers) {
      return new ThreadPool(workers);
    }
  }

  @Nested
  class Maps extends MapContract {
    @Override
    protected TaskExecutor open(int workers) {
      return new ThreadPool(workers);
    }
  }

  @Nested
  class Waiting extends WaitContract {
    @Override
    protected TaskExecutor open(int workers) {
      return new ThreadPool(workers);
    }
  }

  @Nested
  class Ending extends ShutdownContract {
    @Override
    protected TaskExecutor open(int workers) {
      return new ThreadPool(workers);
    }
  }
}
