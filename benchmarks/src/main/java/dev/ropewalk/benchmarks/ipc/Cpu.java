package dev.ropewalk.benchmarks.ipc;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** What processor time costs are read from. */
final class Cpu {

  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private Cpu() {}

  /** Of all threads, since the start. */
  static long nanosOfThisProcess() {
    return SYSTEM.getProcessCpuTime();
  }
}
