package dev.ropewalk.async.sync;

import dev.ropewalk.async.Async;
import dev.ropewalk.async.CancelledError;
import dev.ropewalk.async.Task;
import dev.ropewalk.sync.BarrierBrokenException;
import dev.ropewalk.sync.queue.QueueShutDownException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A random program of several tasks over one primitive of each kind: what {@code schedules.py} runs, in Java. */
final class ScheduleProgram {

  private static final int TASKS = 4;
  private static final int MIXED = 6;
  private static final String FAMILIES = "LECSBQ";
  private static final String[] OPS =
      ("y y La La Lr Lr Ew Es Ec Ca Ca Cr Cr Cw Cw Cn CN Sa Sa Sr Sr Bw Bw Bw Bx Bb "
              + "Qp Qp Qg Qg Qn Qm Qd Qj Qs QS X0 X1 X2 X3 Tu Td")
          .split(" ");

  private final List<List<String>> program = new ArrayList<>();
  private final List<Task<?>> tasks = new ArrayList<>();
  private final List<String> trace = new ArrayList<>();
  private final AsyncMutex lock = new AsyncMutex();
  private final AsyncEvent event = new AsyncEvent();
  private final AsyncCondition condition = new AsyncCondition();
  private final AsyncSemaphore semaphore = new AsyncSemaphore(1);
  private final AsyncBarrier barrier = new AsyncBarrier(2);
  private final AsyncQueue<Integer> queue = new AsyncQueue<>(1);
  private long random;
  private int item;

  ScheduleProgram(int seed) {
    random = seed * 7919L + 17;
    int kind = below(MIXED + 1);
    List<String> mine = new ArrayList<>();
    for (String op : OPS) {
      char family = op.charAt(0);
      if (kind == MIXED || family == 'y' || family == 'X' || family == FAMILIES.charAt(kind)) {
        mine.add(op);
      }
    }
    for (int task = 0; task < TASKS; task++) {
      List<String> ops = new ArrayList<>();
      for (int left = 3 + below(6); left > 0; left--) {
        ops.add(mine.get(below(mine.size())));
      }
      program.add(ops);
    }
  }

  private int below(int n) {
    random = (random * 1103515245 + 12345) % 2147483648L;
    return (int) ((random >> 16) % n);
  }

  /** The main coroutine; returns what happened. */
  String run() {
    for (int task = 0; task < TASKS; task++) {
      int me = task;
      tasks.add(Async.createTask(() -> run(me)));
    }
    letOthersRun(40);
    while (!tasks.stream().allMatch(Task::isDone)) { // whoever hangs is told to go on
      tasks.forEach(Task::cancel);
      letOthersRun(20);
      if (condition.locked()) { // a cancelled wait does not end without the lock
        condition.release();
      }
    }
    for (int task = 0; task < TASKS; task++) {
      trace.add(task + (tasks.get(task).isCancelled() ? "cancelled" : "returned"));
    }
    return String.join("\n", trace);
  }

  private static void letOthersRun(int times) {
    for (int i = 0; i < times; i++) {
      Async.sleep(Duration.ZERO);
    }
  }

  private void run(int me) {
    for (String op : program.get(me)) {
      String result;
      try {
        result = "=" + execute(op);
      } catch (CancelledError e) {
        result = "!c";
      } catch (QueueShutDownException e) {
        result = "!d";
      } catch (BarrierBrokenException e) {
        result = "!b";
      } catch (RuntimeException e) {
        result = "!e";
      }
      trace.add(me + op + result + " " + state());
    }
    trace.add(me + "end");
  }

  private String state() {
    return "%d%d%d%d%d.%d.%d%d.%d.%d"
        .formatted(
            bit(lock.locked()),
            bit(event.isSet()),
            bit(condition.locked()),
            bit(semaphore.locked()),
            semaphore.permits(),
            barrier.waiting(),
            bit(barrier.isBroken()),
            queue.size(),
            queue.unfinished(),
            bit(queue.isFull()));
  }

  private static int bit(boolean value) {
    return value ? 1 : 0;
  }

  private String execute(String op) {
    switch (op) {
      case "y", "Td" -> letOthersRun(1);
      case "La" -> lock.acquire();
      case "Lr" -> lock.release();
      case "Ew" -> event.await();
      case "Es" -> event.set();
      case "Ec" -> event.clear();
      case "Ca" -> condition.acquire();
      case "Cr" -> condition.release();
      case "Cw" -> condition.await();
      case "Cn" -> condition.signal();
      case "CN" -> condition.signalAll();
      case "Sa" -> semaphore.acquire();
      case "Sr" -> semaphore.release();
      case "Bw" -> {
        return String.valueOf(barrier.await());
      }
      case "Bx" -> barrier.reset();
      case "Bb" -> barrier.abort();
      case "Qp" -> queue.put(++item);
      case "Qm" -> queue.add(++item);
      case "Qg" -> {
        return String.valueOf(queue.take());
      }
      case "Qn" -> {
        return String.valueOf(queue.remove());
      }
      case "Qd" -> queue.taskDone();
      case "Qj" -> queue.join();
      case "Qs" -> queue.shutdown();
      case "QS" -> queue.shutdown(true);
      case "Tu" -> Async.currentTask().orElseThrow().uncancel();
      default -> tasks.get(op.charAt(1) - '0').cancel();
    }
    return "";
  }
}
