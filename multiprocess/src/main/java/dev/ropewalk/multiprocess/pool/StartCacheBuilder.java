package dev.ropewalk.multiprocess.pool;

import dev.ropewalk.multiprocess.connection.AuthKey;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.slf4j.helpers.NOP_FallbackServiceProvider;

/**
 * Makes a {@link StartCache}. It is the main class of a process, since it takes seconds, and a program may end before that; it
 * ends after a minute whatever happens. Its one child does what a worker of a pool does, and is watched by the JVM at that.
 */
public final class StartCacheBuilder {

  /** Nobody is to see what the training logs. */
  private static final String NO_LOGGING = NOP_FallbackServiceProvider.class.getName();

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final int FAILED = 1;

  private final StartCacheFolder folder;
  private final String key;

  private StartCacheBuilder(StartCacheFolder folder, String key) {
    this.folder = folder;
    this.key = key;
  }

  /** The command that runs {@link #main}. */
  static List<String> command(
      Surroundings jvm, LaunchSettings settings, StartCacheFolder folder, String key) {
    LaunchSettings training =
        StartCacheKey.training(settings.classPath()).with("-Dslf4j.provider=" + NO_LOGGING);
    List<String> command = JavaCommand.of(jvm, training, StartCacheBuilder.class);
    command.addAll(List.of(folder.path().toString(), key));
    return command;
  }

  /** Starts the process; if it fails, it says why, provided that this process is still there to hear it. */
  static void start(List<String> command, Consumer<String> complaint) {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectInput(Redirect.from(new File("/dev/null")))
            .redirectOutput(Redirect.DISCARD);
    JavaCommand.clean(builder.environment());
    try {
      Process process = builder.start();
      Thread.ofPlatform()
          .name("ropewalk-start-cache")
          .daemon()
          .start(() -> listen(process, complaint));
    } catch (IOException e) {
      complaint.accept("its making can't be started: " + e.getMessage());
    }
  }

  private static void listen(Process process, Consumer<String> complaint) {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
      String reason = reader.lines().reduce((first, _) -> first).orElse("nothing is known");
      if (process.waitFor() == FAILED) {
        complaint.accept("it can't be made: " + reason);
      }
    } catch (IOException | UncheckedIOException | InterruptedException e) {
      // Then nobody gets to know.
    }
  }

  /**
   * Makes a cache, unless somebody else has made it or is about to.
   *
   * @param args its folder and its key
   */
  public static void main(String[] args) {
    StartCacheFolder folder = new StartCacheFolder(Path.of(args[0]));
    Thread.ofPlatform().daemon().start(() -> haltInTime(folder, args[1]));
    StartCacheBuilder builder = new StartCacheBuilder(folder, args[1]);
    try {
      folder.runIfAlone(builder::build);
    } catch (IOException | RuntimeException e) {
      folder.markUseless(args[1]);
      System.err.println(e);
      System.exit(FAILED);
    }
  }

  private static void haltInTime(StartCacheFolder folder, String key) {
    try {
      Thread.sleep(PATIENCE);
    } catch (InterruptedException e) {
      // Nobody does that.
    }
    folder.markUseless(key);
    System.err.println("it takes longer than " + PATIENCE.toSeconds() + " s");
    Runtime.getRuntime().halt(FAILED);
  }

  private void build() throws IOException {
    if (isThere()) {
      return;
    }
    folder.sweep();
    Path cache = folder.path().resolve(key + "-" + ProcessHandle.current().pid() + ".aot");
    List<String> sources = StartCacheIndex.sources(sources());
    try {
      letWork("-XX:AOTCacheOutput=" + cache);
      letWork("-XX:AOTCache=" + cache, "-XX:AOTMode=on");
      StartCacheIndex index = StartCacheIndex.of(cache, sources);
      if (index.changedSource().isPresent()) {
        throw new IOException(index.changedSource().get() + " changed meanwhile");
      }
      folder.publish(key, index);
    } finally {
      folder.sweep();
    }
  }

  private boolean isThere() {
    StartCacheIndex index = folder.find(key);
    return index != null
        && index.changedSource().isEmpty()
        && index.isWhole(folder.path().resolve(index.cache()));
  }

  private static void letWork(String... options) throws IOException {
    LaunchSettings training = StartCacheKey.training(List.of()).with(options);
    ChildJvm worker = ChildJvm.start(training, "start-cache", true, AuthKey.ofThisTree());
    try {
      StartCacheTraining.run(worker);
    } catch (IOException e) {
      throw new IOException("with " + String.join(" ", options) + ": " + e.getMessage(), e);
    } finally {
      int _ = worker.awaitExit();
    }
  }

  /** All that a change of must be noticed: the JDK, and the jars, with those that jars name. */
  private static Set<Path> sources() {
    Surroundings here = Surroundings.ofThisJvm();
    Set<Path> found = new LinkedHashSet<>();
    found.add(here.javaHome().resolve("lib").resolve("modules"));
    List<Path> queue = new ArrayList<>(StartCacheKey.jars(here, LaunchSettings.plain("")));
    while (!queue.isEmpty()) {
      Path jar = queue.removeLast();
      if (found.add(jar) && Files.exists(jar)) {
        queue.addAll(namedBy(jar));
      }
    }
    return found;
  }

  private static List<Path> namedBy(Path jar) {
    try (JarFile file = new JarFile(jar.toFile())) {
      Manifest manifest = file.getManifest();
      String named =
          manifest == null
              ? null
              : manifest.getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
      if (named == null) {
        return List.of();
      }
      List<Path> paths = new ArrayList<>();
      for (String each : named.strip().split("\\s+", -1)) {
        paths.add(Path.of(jar.toUri().resolve(each)));
      }
      return paths;
    } catch (IOException | IllegalArgumentException | FileSystemNotFoundException e) {
      return List.of(); // no jar, or an address elsewhere: nothing that a JVM would read
    }
  }
}
