package dev.ropewalk.multiprocess.pool;

import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * How a child JVM is started.
 *
 * @param heap the option that limits its heap; null for that of a process on its own
 * @param jvmOptions added to the command line
 * @param classPath added to the class path
 * @param environment variables to set, or with an empty value to remove
 * @param directory where it runs; null for this process's
 * @param java the launcher; null for this JVM's
 * @param output where its output goes
 * @param errors where its error output goes
 * @param logs where its log records go
 * @param logLevel below which it makes no log records; null for that of this process's root logger
 * @param startCache whether it may be started with a {@link StartCache}
 */
public record LaunchSettings(
    @Nullable String heap,
    List<String> jvmOptions,
    List<Path> classPath,
    Map<String, Optional<String>> environment,
    @Nullable Path directory,
    @Nullable Path java,
    Outlet output,
    Outlet errors,
    LogRoute logs,
    @Nullable Level logLevel,
    boolean startCache) {

  /** Those of a child that nobody said anything about, with this limit of its heap. */
  public static LaunchSettings plain(String heap) {
    return new LaunchSettings(
        heap,
        List.of(),
        List.of(),
        Map.of(),
        null,
        null,
        Outlet.INHERITED,
        Outlet.INHERITED,
        LogRoute.PARENT,
        null,
        true);
  }

  /** Those of a child that does what others will do, to be quicker then; nobody hears of it. */
  static LaunchSettings ofTraining(String heap, List<Path> classPath, Path directory) {
    Outlet nowhere = new Outlet(Redirect.DISCARD, null);
    return new LaunchSettings(
        heap,
        List.of(),
        classPath,
        Map.of(),
        directory,
        null,
        nowhere,
        nowhere,
        LogRoute.PARENT,
        null,
        false);
  }

  /** These with more options. */
  LaunchSettings with(String... options) {
    return withJvmOptions(joined(jvmOptions, List.of(options)));
  }

  /** These for a child of its own, with this {@link ProcessorShare}. */
  public LaunchSettings forChild(List<String> processors) {
    return withJvmOptions(joined(processors, jvmOptions));
  }

  /** Of two options that say different things a JVM takes the last. */
  private static List<String> joined(List<String> first, List<String> last) {
    return Stream.of(first, last).flatMap(List::stream).toList();
  }

  private LaunchSettings withJvmOptions(List<String> options) {
    return new LaunchSettings(
        heap,
        options,
        classPath,
        environment,
        directory,
        java,
        output,
        errors,
        logs,
        logLevel,
        startCache);
  }

  /**
   * These for a worker of a pool.
   *
   * @param ownHeap the option that limits its heap, if these have none
   * @param processors its {@link ProcessorShare}
   * @param tap put on its error output
   */
  public LaunchSettings forWorker(
      String ownHeap, List<String> processors, UnaryOperator<Outlet> tap) {
    return new LaunchSettings(
        heap == null ? ownHeap : heap,
        joined(processors, jvmOptions),
        classPath,
        environment,
        directory,
        java,
        output,
        tap.apply(errors),
        logs,
        logLevel,
        startCache);
  }

  /** Changes an environment as this asks for. */
  void adjust(Map<String, String> variables) {
    environment.forEach(
        (name, value) ->
            value.ifPresentOrElse(text -> variables.put(name, text), () -> variables.remove(name)));
  }
}
