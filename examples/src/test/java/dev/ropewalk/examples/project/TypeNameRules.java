package dev.ropewalk.examples.project;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.reflect.AccessFlag;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** No public type is called like one that a user has imported already. */
final class TypeNameRules {

  private static final List<String> TAKEN_PACKAGES =
      List.of("java.lang", "java.util", "java.util.concurrent");

  private TypeNameRules() {}

  static List<String> check(JavaClasses classes) {
    Map<String, String> taken = takenNames();
    return classes.stream()
        .filter(TypeNameRules::isVisible)
        .filter(type -> taken.containsKey(type.getSimpleName()))
        .map(
            type ->
                "%s is called like %s: choose another word"
                    .formatted(type.getName(), taken.get(type.getSimpleName())))
        .sorted()
        .toList();
  }

  private static boolean isVisible(JavaClass type) {
    return type.getModifiers().contains(JavaModifier.PUBLIC)
        && type.getEnclosingClass().map(TypeNameRules::isVisible).orElse(true);
  }

  /** Simple names of public top-level types, each with the full name. */
  static Map<String, String> takenNames() {
    Map<String, String> names = new TreeMap<>();
    Path base = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("modules", "java.base");
    for (String name : TAKEN_PACKAGES) {
      Path folder = base.resolve(name.replace('.', '/'));
      try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.class")) {
        for (Path file : files) {
          String type = file.getFileName().toString().replace(".class", "");
          if (!type.contains("$") && isPublic(file)) {
            names.put(type, name + "." + type);
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return names;
  }

  private static boolean isPublic(Path classFile) throws IOException {
    return ClassFile.of().parse(classFile).flags().has(AccessFlag.PUBLIC);
  }
}
