package dev.ropewalk.multiprocess.pool;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.internal.InternalFutureFailureAccess;
import dev.ropewalk.executors.TaskExecutor;
import dev.ropewalk.sync.Mutex;
import dev.ropewalk.threads.ChildThread;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.apache.commons.lang3.StringUtils;
import org.slf4j.LoggerFactory;
import org.slf4j.simple.SimpleLogger;

/** Runs {@link StartCacheProgram}, or any other main class, on a class path of jars, which this makes of folders. */
final class StartCachePrograms {

  private static final List<Class<?>> NEEDED =
      List.of(
          ChildMain.class,
          TaskExecutor.class,
          Mutex.class,
          ChildThread.class,
          LoggerFactory.class,
          SimpleLogger.class,
          StringUtils.class,
          ListenableFuture.class,
          InternalFutureFailureAccess.class);

  private final List<String> jars = new ArrayList<>();

  /** What a program printed. */
  record Outcome(int status, List<String> output, List<String> errors) {}

  StartCachePrograms(Path folder) throws IOException, URISyntaxException {
    Path program = folder.resolve("program.jar");
    makeJar(program, placeOf(StartCacheProgram.class), "StartCacheProgram");
    jars.add(program.toString());
    for (Class<?> type : NEEDED) {
      Path place = placeOf(type);
      if (Files.isDirectory(place)) {
        Path jar = folder.resolve(type.getSimpleName() + ".jar");
        makeJar(jar, place, "");
        place = jar;
      }
      jars.add(place.toString());
    }
  }

  static Path placeOf(Class<?> type) throws URISyntaxException {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  private static void makeJar(Path jar, Path folder, String filter) throws IOException {
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out);
        Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (file.toString().contains(filter) && !file.endsWith("module-info.class")) {
          entries.putNextEntry(new JarEntry(folder.relativize(file).toString()));
          Files.copy(file, entries);
          entries.closeEntry();
        }
      }
    }
  }

  String classPath() {
    return String.join(File.pathSeparator, jars);
  }

  /** The program, which keeps its caches below that folder. */
  ProcessBuilder program(Path caches, String... arguments) {
    return programOn(classPath(), caches, arguments);
  }

  /** The program on another class path. */
  static ProcessBuilder programOn(String classPath, Path caches, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classPath,
                StartCacheProgram.class.getName()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    JavaCommand.clean(builder.environment());
    builder.environment().put("XDG_CACHE_HOME", caches.toString());
    return builder;
  }

  static Outcome run(ProcessBuilder builder) throws IOException, InterruptedException {
    Path errors = Files.createTempFile("ropewalk-test", ".err");
    try {
      Process process = builder.redirectError(errors.toFile()).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int status = process.waitFor();
      return new Outcome(status, output.lines().toList(), Files.readAllLines(errors));
    } finally {
      Files.delete(errors);
    }
  }
}
