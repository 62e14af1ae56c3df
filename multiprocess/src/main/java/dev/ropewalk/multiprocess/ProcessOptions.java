package dev.ropewalk.multiprocess;

import dev.ropewalk.multiprocess.pool.LaunchSettings;
import dev.ropewalk.multiprocess.pool.LogRoute;
import dev.ropewalk.multiprocess.pool.Outlet;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * How the JVM of a {@link ChildProcess}, or of a worker of a {@link ProcessPool}, is started. Python has {@code set_executable} alone, for all processes together.
 *
 * <p>Whatever is not said here: the {@code java}, class path or module path, environment and folder of this JVM; a heap of at
 * most a quarter of the memory; output and error output where this JVM's go; log records to this JVM's SLF4J; shared memory in
 * the folder that this JVM uses. No other option of this JVM is passed on, and nothing by which options get in from outside: debugger ports, agents, {@code
 * JAVA_TOOL_OPTIONS}, {@code JDK_JAVA_OPTIONS} and {@code _JAVA_OPTIONS} stay here.
 *
 * <p>Immutable; one may serve many processes.
 */
public final class ProcessOptions {

  private static final ProcessOptions DEFAULTS = builder().build();

  private final LaunchSettings settings;

  private ProcessOptions(LaunchSettings settings) {
    this.settings = settings;
  }

  /** Those of a process about which nothing was said. */
  public static ProcessOptions defaults() {
    return DEFAULTS;
  }

  /** Says more. */
  public static Builder builder() {
    return new Builder();
  }

  LaunchSettings settings() {
    return settings;
  }

  /** Makes {@link ProcessOptions}; not for several threads at once. */
  public static final class Builder {
    private static final long LEAST_HEAP = 8 << 20;
    private static final Set<String> OURS =
        Set.of(
            "-cp", "-classpath", "--class-path", "-p", "--module-path", "-jar", "-m", "--module");
    private static final String COMPACT = "UseCompactObjectHeaders";

    private final List<String> jvmOptions = new ArrayList<>();
    private final List<Path> classPath = new ArrayList<>();
    private final Map<String, Optional<String>> environment = new LinkedHashMap<>();
    private @Nullable String heap;
    private @Nullable Path directory;
    private @Nullable Path java;
    private Outlet output = Outlet.INHERITED;
    private Outlet errors = Outlet.INHERITED;
    private LogRoute logs = LogRoute.PARENT;
    private @Nullable Level logLevel;
    private boolean startCache = true;

    private Builder() {}

    /**
     * Adds options of the JVM, such as {@code -Xss2m} or {@code -Dname=value}. They come after those that a child has
     * anyway.
     *
     * @throws IllegalArgumentException if one is no option, names a path or a main class, or asks for compact object
     *     headers, which can corrupt strings on JDK 25
     */
    public Builder addJvmOptions(String... options) {
      for (String option : options) {
        String name = option.replaceFirst("=.*", "");
        if (!option.startsWith("-") || OURS.contains(name)) {
          throw new IllegalArgumentException(
              "not an option that a child JVM can be given: "
                  + option
                  + "; for classes there is addClassPath");
        }
        if (option.equals("-XX:+" + COMPACT)) {
          throw new IllegalArgumentException(
              option + " can corrupt strings on JDK 25, so no child JVM gets it");
        }
        jvmOptions.add(option);
      }
      return this;
    }

    /**
     * Limits the heap to so many bytes.
     *
     * @throws IllegalArgumentException if that is less than 8 MiB, in which no JVM of ours starts
     */
    public Builder setHeapLimit(long bytes) {
      if (bytes < LEAST_HEAP) {
        throw new IllegalArgumentException(
            "a heap of " + bytes + " bytes is too small: at least " + LEAST_HEAP);
      }
      heap = "-Xmx" + bytes;
      return this;
    }

    /** Adds jars and folders at the end of the class path. */
    public Builder addClassPath(Path... paths) {
      classPath.addAll(List.of(paths));
      return this;
    }

    /** Sets an environment variable. */
    public Builder setEnvironment(String name, String value) {
      environment.put(Objects.requireNonNull(name), Optional.of(value));
      return this;
    }

    /** Takes an environment variable away. */
    public Builder removeEnvironment(String name) {
      environment.put(Objects.requireNonNull(name), Optional.empty());
      return this;
    }

    /** Sets the folder that the process runs in. Paths of classes are found wherever that is. */
    public Builder setDirectory(Path folder) {
      directory = Objects.requireNonNull(folder);
      return this;
    }

    /** Sets the {@code java} launcher to run, of a JDK 25 or later. Python: {@code set_executable}. */
    public Builder setExecutable(Path launcher) {
      java = Objects.requireNonNull(launcher).toAbsolutePath();
      return this;
    }

    /**
     * Redirects the output to a file, or away with {@link Redirect#DISCARD}.
     *
     * @throws IllegalArgumentException if it is {@link Redirect#PIPE}: use {@link #onOutputLine}
     */
    public Builder setOutput(Redirect target) {
      output = new Outlet(checked(target), null);
      return this;
    }

    /**
     * Redirects the error output to a file, or away with {@link Redirect#DISCARD}.
     *
     * @throws IllegalArgumentException if it is {@link Redirect#PIPE}: use {@link #onErrorLine}
     */
    public Builder setErrors(Redirect target) {
      errors = new Outlet(checked(target), null);
      return this;
    }

    private static Redirect checked(Redirect target) {
      if (target.equals(Redirect.PIPE)) {
        throw new IllegalArgumentException("nobody would read the pipe: ask for lines instead");
      }
      return target;
    }

    /**
     * Asks for what the process prints, line by line: {@code System.out::println} sends it to where this JVM's output was
     * redirected by {@link System#setOut}. All lines are given before {@link ChildProcess#join()} returns, unless another
     * process, which this one started, keeps the stream open for more than a second.
     *
     * @param action called on a thread of the process's own; the process waits when it prints faster than this returns; what
     *     it throws is logged. A line of more than 65,536 characters comes in parts.
     */
    public Builder onOutputLine(Consumer<String> action) {
      output = new Outlet(Redirect.PIPE, Objects.requireNonNull(action));
      return this;
    }

    /** The same for what the process prints to its error stream. */
    public Builder onErrorLine(Consumer<String> action) {
      errors = new Outlet(Redirect.PIPE, Objects.requireNonNull(action));
      return this;
    }

    /**
     * Sets the level below which the process makes no log records. Without it that is the finest level which the root logger
     * of this JVM lets through at the start of the process; the loggers of this JVM decide about the rest.
     */
    public Builder setLogLevel(Level level) {
      logLevel = Objects.requireNonNull(level);
      return this;
    }

    /** Lets the process print its log records to its error stream. Python: {@code log_to_stderr}. */
    public Builder logToStandardError() {
      logs = LogRoute.STANDARD_ERROR;
      return this;
    }

    /** Lets the process log with the SLF4J provider that it finds on its class path, and with its settings. */
    public Builder logByItself() {
      logs = LogRoute.OWN;
      return this;
    }

    /**
     * Sets whether the JVM may be started with a cache of its classes, which is made in the background, once for each class path,
     * in {@code ~/.cache/ropewalk}. It may unless this says otherwise. Where there can be no cache, as with folders on the class
     * path, the JVM is started without.
     */
    public Builder setStartCache(boolean used) {
      startCache = used;
      return this;
    }

    /** The options. */
    public ProcessOptions build() {
      return new ProcessOptions(
          new LaunchSettings(
              heap,
              List.copyOf(jvmOptions),
              List.copyOf(classPath),
              Map.copyOf(environment),
              directory,
              java,
              output,
              errors,
              logs,
              logLevel,
              startCache));
    }
  }
}
