package dev.ropewalk.examples.project;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** The compiled classes of this build, read once for all tests. */
final class Built {

  private static final Project PROJECT = Project.ofThisBuild();

  private Built() {}

  private static final class Main {
    static final JavaClasses CLASSES = importAll(Project.Module::classes);
  }

  private static final class Tests {
    static final JavaClasses CLASSES = importAll(Project.Module::testClasses);
  }

  /** Main classes of all modules up to {@code examples}. */
  static JavaClasses mainClasses() {
    return Main.CLASSES;
  }

  /** Tests and jcstress harnesses of all modules up to {@code examples}. */
  static JavaClasses testClasses() {
    return Tests.CLASSES;
  }

  static JavaClasses mainClasses(Project.Module module) {
    return importer().importPaths(module.classes());
  }

  /** What the module's files of harnesses hold, and nothing else: reading all tests takes seconds. */
  static JavaClasses harnessClasses(Project.Module module) {
    return importer()
        .withImportOption(location -> location.contains("JCStress"))
        .importPaths(module.testClasses());
  }

  /** The compiled descriptors by module name. */
  static Map<String, ModuleDescriptor> descriptors() {
    Map<String, ModuleDescriptor> found = new TreeMap<>();
    for (Project.Module module : PROJECT.builtModules()) {
      for (Path classes : module.classes()) {
        Path file = classes.resolve("module-info.class");
        if (Files.exists(file)) {
          ModuleDescriptor descriptor = descriptor(file);
          found.put(descriptor.name(), descriptor);
        }
      }
    }
    return found;
  }

  static ModuleDescriptor descriptor(Path classFile) {
    try (InputStream in = Files.newInputStream(classFile)) {
      return ModuleDescriptor.read(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JavaClasses importAll(Function<Project.Module, List<Path>> folders) {
    return importer()
        .importPaths(
            PROJECT.builtModules().stream()
                .flatMap(module -> folders.apply(module).stream())
                .toList());
  }

  /** Leaves out what the jcstress processor generates beside each harness. */
  private static ClassFileImporter importer() {
    return new ClassFileImporter().withImportOption(location -> !location.contains("_jcstress"));
  }
}
