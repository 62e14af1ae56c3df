package dev.ropewalk.async;

import dev.ropewalk.executors.ReturnWhen;
import dev.ropewalk.threads.ContextVar;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A random program of tasks, groups, timeouts, gathers, waits and shields: what {@code structures.py} runs, in Java. */
final class StructureProgram {

  private static final String LEAVES = "yysssEXXxUPPRVDv";
  private static final String NESTED = "GGTTTWIANHwcFFCCKr";
  private static final Map<Character, Integer> BLOCKS =
      Map.ofEntries(
          Map.entry('G', 3),
          Map.entry('T', 1),
          Map.entry('W', 1),
          Map.entry('I', 1),
          Map.entry('A', 2),
          Map.entry('N', 2),
          Map.entry('H', 1),
          Map.entry('w', 2),
          Map.entry('c', 2),
          Map.entry('F', 2),
          Map.entry('C', 2),
          Map.entry('K', 2),
          Map.entry('r', 1));
  private static final ReturnWhen[] MODES = {
    ReturnWhen.ALL_COMPLETED, ReturnWhen.FIRST_COMPLETED, ReturnWhen.FIRST_EXCEPTION
  };
  private static final ContextVar<Integer> VAR = ContextVar.withDefault("var", 0);

  private record Op(char kind, int arg, List<List<Op>> blocks) {}

  private static final class Failure extends Exception {
    private static final long serialVersionUID = 1L;

    Failure(int number) {
      super(String.valueOf(number));
    }
  }

  private final List<String> trace = new ArrayList<>();
  private final Map<Integer, Task<Integer>> tasks = new TreeMap<>();
  private final List<AsyncFuture<Integer>> futures = new ArrayList<>();
  private final boolean eager;
  private final List<List<Op>> roots = new ArrayList<>();
  private long random;
  private int made;
  private int numbers;

  StructureProgram(int seed) {
    random = seed * 7919L + 17;
    eager = below(4) == 0;
    roots.add(block(3));
    roots.add(block(3));
  }

  private int below(int n) {
    random = (random * 1103515245 + 12345) % 2147483648L;
    return (int) ((random >> 16) % n);
  }

  private List<Op> block(int depth) {
    List<Op> block = new ArrayList<>();
    for (int left = 1 + below(3); left > 0; left--) {
      block.add(op(depth));
    }
    return block;
  }

  private Op op(int depth) {
    String kinds = depth == 0 || below(4) == 0 ? LEAVES : NESTED;
    char kind = kinds.charAt(below(kinds.length()));
    int arg = below(7);
    List<List<Op>> blocks = new ArrayList<>();
    for (int left = BLOCKS.getOrDefault(kind, 0); left > 0; left--) {
      blocks.add(block(depth - 1));
    }
    return new Op(kind, arg, blocks);
  }

  private void log(Object me, String what) {
    String count = Async.currentTask().map(task -> "" + task.cancelling()).orElse("-");
    long time = EventLoop.running().time().toSeconds();
    trace.add("%d %s %s %s %d".formatted(time, me, what, count, VAR.get()));
  }

  private static String describe(Throwable error) {
    return switch (error) {
      case CompletionException e -> describe(e.getCause());
      case CancelledError _ -> "c";
      case TimeoutException _ -> "t";
      case Failure e -> "f" + e.getMessage();
      case TaskGroupException e ->
          e.failures().stream()
              .map(StructureProgram::describe)
              .collect(Collectors.joining(",", "g(", ")"));
      case IllegalStateException _ -> "e";
      default -> throw new AssertionError(error);
    };
  }

  private static String outcome(Awaitable<?> done) {
    try {
      return done.exception().map(StructureProgram::describe).orElseGet(() -> "=" + done.result());
    } catch (CancelledError e) {
      return describe(e);
    }
  }

  /** The main coroutine; returns what happened. */
  String main() {
    EventLoop loop = EventLoop.running();
    loop.setExceptionHandler((_, _) -> {});
    loop.setTaskFactory(eager ? TaskFactory.EAGER : null);
    for (int i = 0; i < 3; i++) {
      futures.add(new AsyncFuture<>());
    }
    roots.forEach(root -> child(root, Async::createTask));
    for (int i = 0; i < 6; i++) {
      Async.sleep(Duration.ofSeconds(below(5)));
      cancel("main", below(100));
    }
    while (!tasks.values().stream().allMatch(Task::isDone)) {
      Async.sleep(Duration.ofSeconds(10));
      futures.stream().filter(future -> !future.isDone()).forEach(future -> future.setResult(0));
    }
    tasks.forEach(
        (number, task) -> log(number, "ended " + outcome(task) + " " + task.cancelling()));
    return String.join("\n", trace);
  }

  private Task<Integer> child(List<Op> block) {
    return child(block, Async::createTask);
  }

  private Task<Integer> child(
      List<Op> block, Function<Coroutine<Integer>, Task<Integer>> createTask) {
    int me = made++;
    Task<Integer> task = createTask.apply(() -> body(me, block));
    tasks.put(me, task);
    return task;
  }

  @SuppressWarnings("unchecked") // the task of a child, which returns its number
  private int body(int me, List<Op> block) throws Exception {
    tasks.put(me, (Task<Integer>) Async.currentTask().orElseThrow());
    log(me, "begins");
    run(me, block);
    return me;
  }

  private void run(int me, List<Op> block) throws Exception {
    for (Op op : block) {
      String result;
      try {
        result = execute(me, op.kind, op.arg, op.blocks);
      } catch (Exception | CancelledError e) {
        log(me, op.kind + "!" + describe(e));
        throw e;
      }
      log(me, op.kind + "=" + result);
    }
  }

  private void cancel(Object me, int somebody) {
    int which = somebody % made;
    Task<Integer> task = tasks.get(which);
    if (task != null) {
      int requested = task.cancel() ? 1 : 0;
      log(me, "cancels %d %d".formatted(which, requested));
    }
  }

  private String execute(int me, char kind, int arg, List<List<Op>> blocks) throws Exception {
    Task<?> myself = Async.currentTask().orElseThrow();
    AsyncFuture<Integer> future = futures.get(arg % 3);
    Duration time = Duration.ofSeconds(arg);
    switch (kind) {
      case 'y' -> Async.sleep(Duration.ZERO);
      case 's' -> Async.sleep(time);
      case 'E' -> throw new Failure(++numbers);
      case 'X' -> cancel(me, me + arg);
      case 'x' -> myself.cancel();
      case 'U' -> {
        return "" + myself.uncancel();
      }
      case 'P' -> {
        return "" + future.await();
      }
      case 'R' -> {
        if (!future.isDone()) {
          future.setResult(arg);
        }
      }
      case 'V' -> {
        if (!future.isDone()) {
          future.setException(new Failure(++numbers));
        }
      }
      case 'D' -> {
        Task<Integer> task = tasks.get((me + arg) % made);
        if (task != null) {
          task.addDoneCallback(ended -> calledBack(me, ended));
        }
      }
      case 'v' -> VAR.set(++numbers);
      case 'r' -> child(blocks.get(0));
      default -> {
        return nested(me, kind, arg, blocks);
      }
    }
    return "";
  }

  private String nested(int me, char kind, int arg, List<List<Op>> blocks) throws Exception {
    Duration time = Duration.ofSeconds(arg);
    List<Op> first = blocks.getFirst();
    switch (kind) {
      case 'G' ->
          TaskGroup.within(
              group -> {
                child(first, group::createTask);
                child(blocks.get(1), group::createTask);
                run(me, blocks.get(2));
              });
      case 'T' -> {
        Timeout timeout = Timeout.after(time);
        timeout.<String, Exception>within(() -> done(me, first));
        return timeout.isExpired() ? "1" : "0";
      }
      case 'W' -> {
        return "" + Async.waitFor(child(first), time);
      }
      case 'I' -> {
        return Async.waitFor(() -> done(me, first), time.plusSeconds(1));
      }
      case 'A' -> {
        return Async.gather(both(blocks)).await().toString();
      }
      case 'N' -> {
        return Async.gatherEnded(both(blocks)).await().stream()
            .map(StructureProgram::outcome)
            .collect(Collectors.joining(","));
      }
      case 'H' -> {
        return "" + Async.shield(child(first)).await();
      }
      case 'w' -> {
        List<Task<Integer>> both = both(blocks);
        WaitResult<Task<Integer>> result = Async.wait(both, MODES[arg % 3], time);
        return both.stream()
            .map(task -> result.done().contains(task) ? outcome(task) : "-")
            .collect(Collectors.joining(","));
      }
      case 'c' -> {
        List<Task<Integer>> both = both(blocks);
        List<Task<Integer>> pending = both.stream().filter(task -> !task.isDone()).toList();
        for (Awaitable<Integer> next : Async.asCompleted(pending)) {
          log(me, "next %d %s".formatted(both.indexOf(next), outcome(next)));
        }
      }
      case 'F' -> {
        try {
          run(me, first);
        } finally {
          run(me, blocks.get(1));
        }
      }
      case 'C' -> {
        try {
          run(me, first);
        } catch (CancelledError e) {
          run(me, blocks.get(1));
        }
      }
      case 'K' -> {
        try {
          run(me, first);
        } catch (Exception e) {
          run(me, blocks.get(1));
        }
      }
      default -> throw new AssertionError(kind);
    }
    return "";
  }

  private String done(int me, List<Op> block) throws Exception {
    run(me, block);
    return "";
  }

  private List<Task<Integer>> both(List<List<Op>> blocks) {
    return List.of(child(blocks.get(0)), child(blocks.get(1)));
  }

  private void calledBack(int me, Awaitable<?> task) {
    VAR.set(VAR.get() + 1_000);
    log(me, "called back " + outcome(task));
  }
}
