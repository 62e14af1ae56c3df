package dev.ropewalk.examples.project;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A small source tree made up by a test, to show a rule something that breaks it. */
record Fixture(Path root) {

  Project project() {
    return new Project(root);
  }

  /** Writes a file, named relative to the root. */
  Fixture write(String path, String text) {
    try {
      Path file = root.resolve(path);
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /** Compiles all Java files below one folder into another, with the class path of this test. */
  Fixture compile(String sources, String classes) {
    return compile(List.of(sources), classes);
  }

  Fixture compile(List<String> sources, String classes) {
    List<Path> files = new ArrayList<>();
    sources.forEach(folder -> files.addAll(Project.files(root.resolve(folder), ".java")));
    String errors = Compiler.compile(files, root.resolve(classes), List.of(root.resolve(classes)));
    if (!errors.isEmpty()) {
      throw new IllegalArgumentException("the fixture does not compile: " + errors);
    }
    return this;
  }

  /** What {@link #compile} made. */
  JavaClasses classes(String folder) {
    return new ClassFileImporter().importPath(root.resolve(folder));
  }
}
