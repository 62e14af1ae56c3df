package consumer;

import dev.ropewalk.async.Async;
import dev.ropewalk.executors.TaskExecutor;
import dev.ropewalk.executors.thread.ThreadPool;
import dev.ropewalk.multiprocess.ChildProcess;
import dev.ropewalk.multiprocess.ProcessPool;
import dev.ropewalk.multiprocess.Processes;
import dev.ropewalk.sync.Hold;
import dev.ropewalk.sync.Mutex;
import dev.ropewalk.sync.queue.WorkQueue;
import dev.ropewalk.threads.ChildThread;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A bit of every module, as a user would write it; exits 1 when something is not as it should be. */
public final class Main {

  private Main() {}

  static int square(int n) {
    return n * n;
  }

  static long pid(int ignored) throws InterruptedException {
    Thread.sleep(200); // long enough that one worker can't do all the tasks
    return ProcessHandle.current().pid();
  }

  static void beAChild() {
    boolean right =
        Processes.current().name().equals("strand")
            && Processes.parent().orElseThrow().getName().equals("MainProcess");
    System.exit(right ? 7 : 8);
  }

  public static void main(String[] args) throws Exception {
    check("thread", ChildThread.of(() -> 42).start().result() == 42);

    Mutex mutex = new Mutex();
    try (Hold hold = mutex.hold()) {
      check("mutex", mutex.locked() && hold != null);
    }

    WorkQueue<String> queue = new WorkQueue<>();
    queue.put("strand");
    check("queue", queue.take().equals("strand"));

    try (TaskExecutor executor = new ThreadPool(2)) {
      check("threads", squares(executor).equals(List.of(1, 4, 9)));
    }
    try (TaskExecutor executor = new ProcessPool(2)) {
      check("processes", squares(executor).equals(List.of(1, 4, 9)));
      Set<Long> pids = new HashSet<>(executor.map(Main::pid, List.of(1, 2, 3, 4)).toList());
      check("two workers", pids.size() == 2 && !pids.contains(ProcessHandle.current().pid()));
    }

    ChildProcess child = ChildProcess.of(Main::beAChild).setName("strand").start();
    child.join();
    check("child process", child.exitCode().orElseThrow() == 7);

    String said =
        Async.run(
            () -> {
              Async.sleep(Duration.ofMillis(1));
              return "hello";
            });
    check("coroutine", said.equals("hello"));
    check(
        "packaging",
        Main.class.getModule().isNamed() == Boolean.getBoolean("consumer.expectModule"));
    System.out.println("consumer: all well");
  }

  private static List<Integer> squares(TaskExecutor executor) {
    return executor.map(Main::square, List.of(1, 2, 3)).toList();
  }

  private static void check(String what, boolean good) {
    if (!good) {
      System.out.println("consumer: " + what + " is not as it should be");
      System.exit(1);
    }
  }
}
