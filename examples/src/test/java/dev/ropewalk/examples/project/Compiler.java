package dev.ropewalk.examples.project;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Runs javac inside this JVM. */
final class Compiler {

  private Compiler() {}

  /** The class path that this JVM runs on, preceded by these entries. */
  static String classPath(List<Path> first) {
    List<String> entries = first.stream().map(Path::toString).collect(Collectors.toList());
    entries.add(System.getProperty("java.class.path"));
    return String.join(System.getProperty("path.separator"), entries);
  }

  /** Returns what javac complains about; an empty string if it compiled. */
  static String compile(List<Path> sources, Path target, List<Path> firstOnClassPath) {
    JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
    StringWriter errors = new StringWriter();
    List<String> options = new ArrayList<>();
    options.addAll(List.of("--release", "25", "-proc:none", "-nowarn", "-implicit:none"));
    options.addAll(List.of("-d", target.toString(), "-cp", classPath(firstOnClassPath)));
    try (StandardJavaFileManager files = javac.getStandardFileManager(null, null, null)) {
      Files.createDirectories(target);
      boolean compiled =
          javac
              .getTask(
                  errors, files, null, options, null, files.getJavaFileObjectsFromPaths(sources))
              .call();
      return compiled ? "" : "javac: " + errors;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
