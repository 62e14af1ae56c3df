package dev.ropewalk.examples.project;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The folders and files of a Ropewalk source tree. */
record Project(Path root) {

  /** Published modules, each with the name of its Java module, which is also its root package. */
  static final Map<String, String> PUBLISHED =
      Map.of(
          "core-threads", "dev.ropewalk.threads",
          "sync-primitives", "dev.ropewalk.sync",
          "executors", "dev.ropewalk.executors",
          "multiprocess", "dev.ropewalk.multiprocess",
          "async", "dev.ropewalk.async");

  /** The project that is being built. */
  static Project ofThisBuild() {
    String root = System.getProperty("ropewalk.root");
    if (root == null) {
      throw new AssertionError(
          "The system property ropewalk.root is not set: run mvn test from the root");
    }
    return new Project(Path.of(root));
  }

  /** All modules, in the order of the root pom. */
  List<Module> modules() {
    return Pom.parse(text("pom.xml")).modules().stream()
        .map(name -> new Module(name, root.resolve(name)))
        .toList();
  }

  /** The modules whose classes exist while the tests of {@code examples} run: it and those before it. */
  List<Module> builtModules() {
    List<Module> all = modules();
    int examples = all.stream().map(Module::name).toList().indexOf("examples");
    return all.subList(0, examples + 1);
  }

  List<Module> publishedModules() {
    return modules().stream().filter(module -> PUBLISHED.containsKey(module.name())).toList();
  }

  /** The text of a file, named relative to the root. */
  String text(String path) {
    return read(root.resolve(path));
  }

  /** Where a file is, relative to the root, for messages. */
  String relative(Path file) {
    return root.relativize(file).toString();
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The files below a folder whose names have this ending, sorted; none if there is no such folder. */
  static List<Path> files(Path folder, String ending) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    List<Path> found = new ArrayList<>();
    try {
      Files.walkFileTree(
          folder,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path sub, BasicFileAttributes attributes) {
              return !sub.equals(folder) && isGenerated(sub)
                  ? FileVisitResult.SKIP_SUBTREE
                  : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              if (file.toString().endsWith(ending)) {
                found.add(file);
              }
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found.stream().sorted().toList();
  }

  private static boolean isGenerated(Path folder) {
    String name = folder.getFileName().toString();
    return name.equals("target") || name.startsWith(".");
  }

  /** One Maven module. */
  record Module(String name, Path folder) {

    Path mainSources() {
      return folder.resolve("src/main/java");
    }

    Path testSources() {
      return folder.resolve("src/test/java");
    }

    Path jcstressSources() {
      return folder.resolve("src/jcstress/java");
    }

    /** Compiled main classes; an empty list if the module has no main source yet. */
    List<Path> classes() {
      return compiled("target/classes", files(mainSources(), ".java"));
    }

    /** Compiled tests and jcstress harnesses; an empty list if the module has neither yet. */
    List<Path> testClasses() {
      List<Path> sources = new ArrayList<>(files(testSources(), ".java"));
      sources.addAll(files(jcstressSources(), ".java"));
      return compiled("target/test-classes", sources);
    }

    private List<Path> compiled(String path, List<Path> sources) {
      Path classes = folder.resolve(path);
      if (Files.isDirectory(classes)) {
        return List.of(classes);
      }
      if (sources.isEmpty()) {
        return List.of();
      }
      throw new AssertionError(name + " has no " + path + ": run mvn test from the root");
    }
  }
}
