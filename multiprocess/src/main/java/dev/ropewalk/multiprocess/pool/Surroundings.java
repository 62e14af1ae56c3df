package dev.ropewalk.multiprocess.pool;

import dev.ropewalk.threads.internal.natives.NativeCalls;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.lang.module.ModuleFinder;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What of this JVM a child's command line is made from.
 *
 * @param javaHome where {@code bin/java} is
 * @param classPath its entries, as this JVM has them; may be empty
 * @param modulePath likewise
 * @param modules the names of all modules of the running JVM's boot layer
 * @param moduleOptions the options of this JVM that patch, open and connect modules
 * @param ownModule the name of the module this class is in, null on the class path
 * @param nativeModule the name of the module that makes native calls, null on the class path
 * @param bootLauncher the main class that runs what is inside a Spring Boot jar, null outside of one
 */
record Surroundings(
    Path javaHome,
    List<String> classPath,
    List<String> modulePath,
    List<String> modules,
    List<String> moduleOptions,
    @Nullable String ownModule,
    @Nullable String nativeModule,
    @Nullable String bootLauncher) {

  /** Both names that Spring Boot has had for it. Every jar of its making has the class, whatever its own launcher is. */
  private static final List<String> BOOT_LAUNCHERS =
      List.of(
          "org.springframework.boot.loader.launch.PropertiesLauncher",
          "org.springframework.boot.loader.PropertiesLauncher");

  private static final List<String> MODULE_OPTIONS =
      List.of("--patch-module=", "--add-reads=", "--add-exports=", "--add-opens=");

  /** Needed by {@link InterruptSignal}. */
  private static final String SIGNALS = "jdk.unsupported";

  /**
   * Those of this JVM.
   *
   * @throws IllegalStateException if this library was loaded in a way that no child can repeat
   */
  static Surroundings ofThisJvm() {
    ClassLoader ours = Surroundings.class.getClassLoader();
    List<String> classPath = paths(System.getProperty("java.class.path", ""));
    String launcher = null;
    if (!ours.equals(ClassLoader.getSystemClassLoader())
        && !Surroundings.class.getModule().isNamed()) {
      launcher = findBootLauncher();
      if (launcher == null) {
        classPath.addAll(filesOf(ours));
      }
    }
    List<String> modulePath = paths(System.getProperty("jdk.module.path", ""));
    String ownModule = Surroundings.class.getModule().getName();
    boolean modular = ownModule != null || !modulePath.isEmpty();
    return new Surroundings(
        Path.of(System.getProperty("java.home")),
        classPath,
        modulePath,
        modular ? findModules() : List.of(),
        modular ? findModuleOptions() : List.of(),
        ownModule,
        NativeCalls.class.getModule().getName(),
        launcher);
  }

  /** Whether a child needs to be told of modules. */
  boolean isModular() {
    return ownModule != null || !modulePath.isEmpty();
  }

  private static List<String> paths(String joined) {
    return joined.isEmpty()
        ? new ArrayList<>()
        : new ArrayList<>(List.of(joined.split(File.pathSeparator, -1)));
  }

  private static List<String> findModules() {
    List<String> names =
        new ArrayList<>(ModuleLayer.boot().modules().stream().map(Module::getName).toList());
    boolean there = ModuleFinder.ofSystem().find(SIGNALS).isPresent();
    if (there && !names.contains(SIGNALS)) {
      names.add(SIGNALS);
    }
    Collections.sort(names);
    return names;
  }

  /** A test run patches its classes into the module they test, for one. */
  private static List<String> findModuleOptions() {
    if (ModuleLayer.boot().findModule("java.management").isEmpty()) {
      return List.of();
    }
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> MODULE_OPTIONS.stream().anyMatch(argument::startsWith))
        .toList();
  }

  private static @Nullable String findBootLauncher() {
    return BOOT_LAUNCHERS.stream().filter(Surroundings::isOnTheClassPath).findFirst().orElse(null);
  }

  private static boolean isOnTheClassPath(String type) {
    String file = type.replace('.', '/') + ".class";
    return ClassLoader.getSystemClassLoader().getResource(file) != null;
  }

  /** Where a class loader of its own, such as the one of Maven's exec:java, finds classes, if those are plain files. */
  private static List<String> filesOf(ClassLoader loader) {
    List<String> files = new ArrayList<>();
    ClassLoader system = ClassLoader.getSystemClassLoader();
    for (ClassLoader each = loader; each != null && !each.equals(system); each = each.getParent()) {
      if (each instanceof URLClassLoader urls) {
        Arrays.stream(urls.getURLs())
            .map(Surroundings::file)
            .flatMap(Optional::stream)
            .forEach(files::add);
      }
    }
    if (files.isEmpty()) {
      throw new IllegalStateException(
          "cannot start a child JVM: "
              + Surroundings.class.getName()
              + " was loaded by "
              + loader
              + ", which does not say where it finds classes; run the program from a class path, a module"
              + " path or a Spring Boot jar");
    }
    return files;
  }

  private static Optional<String> file(URL url) {
    return url.getProtocol().equals("file")
        ? Optional.of(Path.of(URI.create(url.toString())).toString())
        : Optional.empty();
  }
}
