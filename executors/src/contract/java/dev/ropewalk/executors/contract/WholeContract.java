package dev.ropewalk.executors.contract;

import dev.ropewalk.executors.TaskExecutor;
import org.junit.jupiter.api.Nested;

/** All that an engine must do; a test of an engine says only how one is made. */
public abstract class WholeContract {

  /** A new executor that runs at most so many bodies at once. */
  protected abstract TaskExecutor open(int workers);

  @Nested
  class Tasks extends TaskContract {
    @Override
    protected TaskExecutor open(int workers) {
      return WholeContract.this.open(workers);
    }
  }

  @Nested
  class Maps extends MapContract {
    @Override
    protected TaskExecutor open(int workers) {
      return WholeContract.this.open(workers);
    }
  }

  @Nested
  class Waiting extends WaitContract {
    @Override
    protected TaskExecutor open(int workers) {
      return WholeContract.this.open(workers);
    }
  }

  @Nested
  class Ending extends ShutdownContract {
    @Override
    protected TaskExecutor open(int workers) {
      return WholeContract.this.open(workers);
    }
  }
}
