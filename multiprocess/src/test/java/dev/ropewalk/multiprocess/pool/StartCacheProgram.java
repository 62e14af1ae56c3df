package dev.ropewalk.multiprocess.pool;

import dev.ropewalk.multiprocess.ProcessOptions;
import dev.ropewalk.multiprocess.ProcessPool;
import dev.ropewalk.multiprocess.ProcessPoolOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;

/** A program with pools of one worker, one after the other. Prints for each worker what it was started with. */
public final class StartCacheProgram {

  private StartCacheProgram() {}

  /** Runs a pool for each comma-separated word of the first argument, all with the JVM options that follow; {@code off} is without cache. */
  public static void main(String[] args) throws Exception {
    String[] jvmOptions = Arrays.copyOfRange(args, 1, args.length);
    for (String word : args[0].split(",", -1)) {
      ProcessOptions workers =
          ProcessOptions.builder()
              .setStartCache(!word.equals("off"))
              .addJvmOptions(jvmOptions)
              .build();
      try (ProcessPool pool =
          new ProcessPool(ProcessPoolOptions.defaults().withMaxWorkers(1).withWorkers(workers))) {
        System.out.println(pool.submit(StartCacheProgram::state).get());
      }
    }
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().equals("ropewalk-start-cache")) {
        boolean _ = thread.join(Duration.ofMinutes(1));
      }
    }
  }

  private static String state() throws IOException {
    if (Files.readString(Path.of("/proc/self/maps")).contains(".aot")) {
      return "cache";
    }
    return Files.readString(Path.of("/proc/self/cmdline")).contains(".aot") ? "refused" : "none";
  }
}
