package dev.ropewalk.benchmarks.process;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The processor time of this process and of those that it has started and that still run. */
final class TreeCpu {

  /** The name of the measure. */
  static final String NAME = "CPU of all processes";

  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private static final double NANOS_PER_MICRO = TimeUnit.MICROSECONDS.toNanos(1);

  private TreeCpu() {}

  /** Since their starts, in microseconds. Those of other processes are told in hundredths of a second. */
  static double micros() {
    long others =
        ProcessHandle.current()
            .descendants()
            .mapToLong(process -> process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos())
            .sum();
    return (SYSTEM.getProcessCpuTime() + others) / NANOS_PER_MICRO;
  }
}
