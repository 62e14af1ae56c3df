package dev.ropewalk.executors.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ropewalk.executors.thread.ThreadPool;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.ExecutorServiceMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import org.junit.jupiter.api.Test;

/** Micrometer measures our executors like any other. */
class MicrometerTest {

  @Test
  void executorServiceMetrics_timeTasksAndTheirWaiting() throws Exception {
    MeterRegistry registry = new SimpleMeterRegistry();
    try (ExecutorService timed =
        ExecutorServiceMetrics.monitor(registry, new ThreadPool(2), "strand")) {
      Callable<Integer> three = () -> 3;
      assertThat(timed.submit(three).get()).isEqualTo(3);
      assertThat(timed.invokeAll(List.of(three, three))).hasSize(2);
      timed.execute(() -> {});
    }
    assertThat(registry.get("executor").tag("name", "strand").timer().count()).isEqualTo(4);
    assertThat(registry.get("executor.idle").tag("name", "strand").timer().count()).isEqualTo(4);
  }
}
