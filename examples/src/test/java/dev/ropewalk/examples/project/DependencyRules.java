package dev.ropewalk.examples.project;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Requires;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** What each module may depend on, and what each published module comes with. */
final class DependencyRules {

  private static final String OURS = "dev.ropewalk:ropewalk-";
  private static final String TESTKIT = OURS + "testkit";
  private static final String JSPECIFY = "org.jspecify:jspecify";
  private static final String GUAVA = "com.google.guava:guava";
  private static final String COMMONS_LANG = "org.apache.commons:commons-lang3";
  private static final String SLF4J = "org.slf4j:slf4j-api";

  /** Optional: for those who want a bar on the console. */
  private static final String PROGRESSBAR = "me.tongfei:progressbar";

  /** What a published module's users get beside Ropewalk's own modules. */
  private static final Map<String, Set<String>> LIBRARIES =
      Map.of(
          "core-threads", Set.of(JSPECIFY),
          "sync-primitives", Set.of(JSPECIFY),
          "executors", Set.of(JSPECIFY, GUAVA, SLF4J, PROGRESSBAR),
          "multiprocess", Set.of(JSPECIFY, GUAVA, SLF4J, COMMONS_LANG),
          "async", Set.of(JSPECIFY, GUAVA, SLF4J));

  private static final Map<String, Set<String>> REQUIRED_MODULES =
      Map.of(
          "dev.ropewalk.threads", Set.of("java.base", "jdk.jfr", "jdk.management", "org.jspecify"),
          "dev.ropewalk.sync",
              Set.of("java.base", "jdk.jfr", "org.jspecify", "dev.ropewalk.threads"));

  /** Needed to compile, or for more than the module promises: an image without them runs. */
  private static final Set<String> OPTIONAL_MODULES = Set.of("org.jspecify", "jdk.management");

  private DependencyRules() {}

  /** What a module's pom.xml asks for. */
  static List<String> dependencies(String module, Pom pom) {
    List<String> wrong = new ArrayList<>();
    for (Pom.Dependency dependency : pom.dependencies()) {
      if (dependency.isOfMainCode()) {
        String fault = fault(module, dependency.id());
        if (!fault.isEmpty()) {
          wrong.add(
              "%s/pom.xml depends on %s (scope %s): %s"
                  .formatted(module, dependency.id(), dependency.scope(), fault));
        }
      }
    }
    return wrong;
  }

  private static String fault(String module, String id) {
    if (id.equals(TESTKIT)) {
      return "give it the scope test";
    }
    if (id.startsWith(OURS)) {
      Set<String> mayUse =
          LayeringRules.room(module).map(LayeringRules.Room::mayUse).orElse(Set.of());
      return mayUse.contains(id.substring(OURS.length()))
          ? ""
          : "against the arrows, it may use " + new TreeSet<>(mayUse);
    }
    if (LIBRARIES.containsKey(module)) {
      Set<String> libraries = LIBRARIES.get(module);
      return libraries.contains(id) ? "" : "its users get only " + new TreeSet<>(libraries);
    }
    if (id.equals(COMMONS_LANG) && !module.equals("examples")) {
      return "Commons Lang serves multiprocess, examples and tests only";
    }
    return "";
  }

  /** The parent hands nothing but test dependencies to all modules. */
  static List<String> inherited(Pom parent) {
    return parent.dependencies().stream()
        .filter(Pom.Dependency::isOfMainCode)
        .map(
            dependency ->
                "the root pom.xml makes every module depend on %s: name it in the modules that need it"
                    .formatted(dependency.id()))
        .toList();
  }

  /**
   * Versions live in the parent. A module may refer to one ({@code ${jmh.version}}) inside a plugin's configuration, where
   * Maven manages nothing; the bill of materials refers to the project's own.
   */
  static List<String> versions(String module, Pom pom) {
    List<String> wrong = new ArrayList<>();
    for (Element version : pom.elements("//version[not(parent::parent)]")) {
      String text = Pom.text(version);
      boolean reference =
          module.equals("bom")
              ? text.equals("${project.version}")
              : text.matches("\\$\\{[\\w.]+}") && isInside(version, "configuration");
      if (!reference) {
        wrong.add(
            "%s/pom.xml has the version %s: move it to the parent's management"
                .formatted(module, text));
      }
    }
    for (Element property : pom.elements("//properties/*")) {
      if (property.getTagName().endsWith(".version")) {
        wrong.add(
            "%s/pom.xml defines %s: move it to the parent"
                .formatted(module, property.getTagName()));
      }
    }
    return wrong;
  }

  private static boolean isInside(Element element, String ancestor) {
    for (Node node = element; node != null; node = node.getParentNode()) {
      if (node.getNodeName().equals(ancestor)) {
        return true;
      }
    }
    return false;
  }

  /** The two lowest modules ask for next to nothing on the module path, too. */
  static List<String> requires(ModuleDescriptor descriptor) {
    Set<String> allowed = REQUIRED_MODULES.get(descriptor.name());
    List<String> wrong = new ArrayList<>();
    if (allowed == null) {
      return wrong;
    }
    for (Requires required : descriptor.requires()) {
      if (!allowed.contains(required.name())) {
        wrong.add(
            "%s requires %s: it may require only %s"
                .formatted(descriptor.name(), required.name(), new TreeSet<>(allowed)));
      } else if (OPTIONAL_MODULES.contains(required.name())
          && !required.modifiers().contains(Requires.Modifier.STATIC)) {
        wrong.add(
            descriptor.name()
                + " requires "
                + required.name()
                + " at run time: make it requires static "
                + required.name());
      }
    }
    return wrong;
  }

  /** What a published module with code has: a null-marked descriptor and, once it is usable, a README.md. */
  static List<String> furniture(Project.Module module) {
    if (Project.files(module.mainSources(), ".java").isEmpty()) {
      return List.of();
    }
    if (!Files.exists(module.mainSources().resolve("module-info.java"))) {
      return List.of(module.name() + " has no src/main/java/module-info.java: add one");
    }
    List<String> wrong = new ArrayList<>();
    for (Path classes : module.classes()) {
      Path compiled = classes.resolve("module-info.class");
      ModuleDescriptor descriptor = Built.descriptor(compiled);
      if (!descriptor.name().equals(Project.PUBLISHED.get(module.name()))) {
        wrong.add(
            "the Java module of %s is called %s: call it %s"
                .formatted(module.name(), descriptor.name(), Project.PUBLISHED.get(module.name())));
      }
      if (!isNullMarked(compiled)) {
        wrong.add("module-info of " + module.name() + " lacks @NullMarked: add it");
      }
      if (isUsable(module, descriptor) && !Files.exists(module.folder().resolve("README.md"))) {
        wrong.add(module.name() + " has no README.md: write one (skeleton: house style)");
      }
    }
    return wrong;
  }

  /** A module that exports packages and tests them is more than a start. */
  private static boolean isUsable(Project.Module module, ModuleDescriptor descriptor) {
    return !descriptor.exports().isEmpty()
        && !Project.files(module.testSources(), ".java").isEmpty();
  }

  private static boolean isNullMarked(Path moduleInfo) {
    try {
      ClassModel model = ClassFile.of().parse(moduleInfo);
      return model
          .findAttribute(Attributes.runtimeVisibleAnnotations())
          .map(
              found ->
                  found.annotations().stream()
                      .anyMatch(
                          annotation ->
                              annotation
                                  .className()
                                  .equalsString("Lorg/jspecify/annotations/NullMarked;")))
          .orElse(false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
