package dev.ropewalk.threads;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** The JVM's own dump. Apart from all other classes, since its module need not be there. */
final class HotSpotDump {

  private HotSpotDump() {}

  static String json() throws IOException {
    HotSpotDiagnosticMXBean bean =
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    if (bean == null) {
      throw new IOException("this JVM dumps no threads into files");
    }
    Path folder = Files.createTempDirectory("ropewalk-dump"); // readable by its owner only
    Path file = folder.resolve("threads.json");
    try {
      bean.dumpThreads(file.toString(), HotSpotDiagnosticMXBean.ThreadDumpFormat.JSON);
      return Files.readString(file);
    } finally {
      Files.deleteIfExists(file);
      Files.delete(folder);
    }
  }
}
