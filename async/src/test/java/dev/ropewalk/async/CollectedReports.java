package dev.ropewalk.async;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What the exception handler of a loop is told, of collected failures too. */
final class CollectedReports {

  private static final String FORGOTTEN = "forgotten by the test";

  private CollectedReports() {}

  /**
   * Runs the body in real time, and returns what was reported until everything that the body left behind was collected, without
   * the failures that tell that.
   */
  static List<ErrorReport> of(CoroutineAction body) throws InterruptedException {
    List<ErrorReport> reports = new ArrayList<>();
    Async.run(
        () -> {
          EventLoop.running().setExceptionHandler((loop, report) -> reports.add(report));
          body.run();
          // When the first one is found, the others are about to be; they come before the second
          // one.
          for (int i = 1; i <= 2; i++) {
            forget();
            while (reports.stream().filter(CollectedReports::isForgotten).count() < i) {
              System.gc();
              Async.sleep(Duration.ofMillis(1));
            }
          }
        });
    return reports.stream().filter(report -> !isForgotten(report)).toList();
  }

  private static void forget() {
    new AsyncFuture<>().setException(new IllegalStateException(FORGOTTEN));
  }

  private static boolean isForgotten(ErrorReport report) {
    return FORGOTTEN.equals(report.exception().getMessage());
  }
}
