package dev.ropewalk.benchmarks.async;

import static dev.ropewalk.benchmarks.async.KotlinLoop.loop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import kotlin.coroutines.EmptyCoroutineContext;
import kotlinx.coroutines.BuildersKt;
import kotlinx.coroutines.CoroutineStart;
import kotlinx.coroutines.DelayKt;
import kotlinx.coroutines.Job;
import kotlinx.coroutines.YieldKt;

/** {@link SleepingTasks} with kotlinx.coroutines, all on the thread that called {@code runBlocking}. */
public final class KotlinSleepingTasks {

  private static final long HOUR_IN_MILLIS = 3_600_000;

  private KotlinSleepingTasks() {}

  /** Runs once. */
  public static void main(String[] args) throws InterruptedException, IOException {
    int count = Integer.parseInt(args[args.length - 1]);
    List<Job> jobs = new ArrayList<>(count);
    SleepFigures figures = new SleepFigures(count);
    KotlinLoop.runBlocking(
        (scope, end) -> {
          for (int i = 0; i < count; i++) {
            jobs.add(
                BuildersKt.launch(
                    scope,
                    EmptyCoroutineContext.INSTANCE,
                    CoroutineStart.DEFAULT,
                    (_, then) -> DelayKt.delay(HOUR_IN_MILLIS, then)));
          }
          int[] step = {-1};
          return loop(
              end,
              count + 1,
              then -> {
                int next = step[0]++;
                if (next < 0) {
                  return YieldKt.yield(then); // lets them begin
                }
                if (next == 0) {
                  cancel(jobs, figures);
                }
                return jobs.get(next).join(then);
              });
        });
    figures.ended();
  }

  private static void cancel(List<Job> jobs, SleepFigures figures) {
    try {
      figures.asleep();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    jobs.forEach(job -> job.cancel((CancellationException) null));
  }
}
