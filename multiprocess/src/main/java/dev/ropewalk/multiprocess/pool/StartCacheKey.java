package dev.ropewalk.multiprocess.pool;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Which children can share a start cache, and which can't have one. */
final class StartCacheKey {
  /*
   * A JVM takes a cache only if its collector, its module options and the width of its references are those that the cache was
   * made with. Options of a user are taken for harmless only if they are known to be: the JVM that makes the cache is not
   * given them, since it should neither open the port of a debugger nor write to the file of a log.
   */
  private static final List<String> HARMLESS =
      List.of(
          "-D",
          "-Xlog",
          "-Xmn",
          "-Xms",
          "-Xmx",
          "-Xss",
          "-ea",
          "-da",
          "-enableassertions",
          "-disableassertions",
          "-XX:MaxRAMPercentage=",
          "-XX:InitialRAMPercentage=",
          "-XX:MaxDirectMemorySize=",
          "-XX:MaxMetaspaceSize=",
          "-XX:ActiveProcessorCount=",
          "-XX:ErrorFile=",
          "-XX:HeapDumpPath=",
          "-XX:+HeapDumpOnOutOfMemoryError",
          "-XX:+ExitOnOutOfMemoryError",
          "-XX:+CrashOnOutOfMemoryError",
          "-XX:TieredStopAtLevel=");

  private static final String OWN_LOADER = "-Djava.system.class.loader=";
  private static final String PATCH = "--patch-module=";

  /** References to a heap of this size are narrow, as they are below 32 GiB; a JVM with wide ones does not take the cache. */
  private static final String HEAP = "-Xmx1g";

  private StartCacheKey() {}

  /** Why children started like this can't have a start cache. */
  static Optional<String> obstacle(Surroundings jvm, LaunchSettings settings) {
    if (settings.java() != null) {
      return Optional.of("they are given a JVM of their own, " + settings.java());
    }
    if (jvm.bootLauncher() != null) {
      return Optional.of(
          "the JVM makes one of jars only, and not of those within a Spring Boot jar");
    }
    Stream<String> options =
        settings.jvmOptions().stream()
            .filter(StartCacheKey::isUnknown)
            .map(option -> "a cache may not fit the option " + option);
    Stream<String> modules =
        jvm.moduleOptions().stream()
            .filter(option -> option.startsWith(PATCH))
            .map(option -> "modules are patched: " + option);
    Stream<String> folders =
        jars(jvm, settings).stream()
            .filter(Files::isDirectory)
            .map(folder -> "the JVM makes one of jars only, and this is a folder: " + folder);
    return Stream.of(options, modules, folders).flatMap(each -> each).findFirst();
  }

  private static boolean isUnknown(String option) {
    return option.startsWith(OWN_LOADER) || HARMLESS.stream().noneMatch(option::startsWith);
  }

  /** Where classes are found, in absolute terms. */
  static List<Path> jars(Surroundings jvm, LaunchSettings settings) {
    return Stream.of(
            jvm.classPath().stream().map(Path::of),
            settings.classPath().stream(),
            jvm.modulePath().stream().map(Path::of))
        .flatMap(each -> each)
        .map(Path::toAbsolutePath)
        .toList();
  }

  /** What the JVM that makes the cache is started with: nothing of what makes no difference to a cache. */
  static LaunchSettings training(List<Path> classPath) {
    return LaunchSettings.ofTraining(HEAP, classPath, Path.of("").toAbsolutePath());
  }

  /** The same for all children that can share a cache. */
  static String of(Surroundings jvm, LaunchSettings settings) {
    LaunchSettings training = training(settings.classPath());
    List<String> same = new ArrayList<>();
    same.add(System.getProperty("java.vm.vendor") + " " + System.getProperty("java.vm.version"));
    JavaCommand.of(jvm, training).stream()
        .filter(argument -> !argument.startsWith("-D"))
        .forEach(same::add);
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(String.join("\n", same).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
