package dev.ropewalk.multiprocess;

import dev.ropewalk.executors.TaskExecutor;
import dev.ropewalk.executors.contract.MapContract;
import dev.ropewalk.executors.contract.ShutdownContract;
import dev.ropewalk.executors.contract.TaskContract;
import dev.ropewalk.executors.contract.WaitContract;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The process pool does what every engine does. Where a test does not ask how the pool ends, the next gets the same processes:
 * starting them takes longer than all the rest. So close() is a {@link LentPool}'s there, which waits for the tasks only; that a
 * process pool's own waits for processes too, and leaves nothing, is for {@link Ending}, {@link ProcessPoolTest} and whatever
 * else has {@link NothingLeftBehind}.
 */
class ProcessPoolContractTest {

  private static final Map<Integer, ProcessPool> LENT = new HashMap<>();

  private static TaskExecutor lend(int workers) {
    return new LentPool(LENT.computeIfAbsent(workers, number -> new ProcessPool(number)));
  }

  @AfterAll
  static void close() {
    LENT.values().forEach(ProcessPool::close);
    LENT.clear();
  }

  @Nested
  class Tasks extends TaskContract {
    @Override
    protected TaskExecutor open(int workers) {
      return lend(workers);
    }
  }

  @Nested
  class Maps extends MapContract {
    @Override
    protected TaskExecutor open(int workers) {
      return lend(workers);
    }
  }

  @Nested
  class Waiting extends WaitContract {
    @Override
    protected TaskExecutor open(int workers) {
      return lend(workers);
    }
  }

  /** These end their pools, and leave nothing behind. */
  @Nested
  @ExtendWith(NothingLeftBehind.class)
  class Ending extends ShutdownContract {
    @BeforeAll
    static void takeBackWhatIsLent() { // nested classes run in any order
      close();
    }

    @Override
    protected TaskExecutor open(int workers) {
      return new ProcessPool(workers);
    }
  }
}
