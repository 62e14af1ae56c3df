package dev.ropewalk.examples.project;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchRule;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.module.ModuleDescriptor;
import java.lang.reflect.AccessibleObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Which module may use which, and what no module may use. */
final class LayeringRules {

  private static final String FIELD_PATH = "dev.ropewalk.multiprocess.internal.FieldPath";
  private static final String NATIVES = "dev.ropewalk.threads.internal.natives";
  private static final String SHARED_MEMORY = "dev.ropewalk.multiprocess..";

  /** The arrows: each module with its root package and those it may use. */
  static final List<Room> ROOMS =
      List.of(
          new Room("core-threads", "dev.ropewalk.threads", Set.of()),
          new Room("sync-primitives", "dev.ropewalk.sync", Set.of("core-threads")),
          new Room(
              "executors", "dev.ropewalk.executors", Set.of("core-threads", "sync-primitives")),
          new Room(
              "multiprocess",
              "dev.ropewalk.multiprocess",
              Set.of("core-threads", "sync-primitives", "executors")),
          new Room(
              "async",
              "dev.ropewalk.async",
              Set.of("core-threads", "sync-primitives", "executors")),
          new Room("examples", "dev.ropewalk.examples", Project.PUBLISHED.keySet()),
          new Room("benchmarks", "dev.ropewalk.benchmarks", Project.PUBLISHED.keySet()),
          new Room("testkit", "dev.ropewalk.testkit", Set.of()));

  private LayeringRules() {}

  /** A module, where its code lives, and the modules that its main code may use. */
  record Room(String module, String rootPackage, Set<String> mayUse) {

    boolean holds(JavaClass type) {
      String name = type.getPackageName();
      return name.equals(rootPackage) || name.startsWith(rootPackage + ".");
    }
  }

  static Optional<Room> room(String module) {
    return ROOMS.stream().filter(room -> room.module().equals(module)).findFirst();
  }

  private static Optional<Room> roomOf(JavaClass type) {
    return ROOMS.stream().filter(room -> room.holds(type)).findFirst();
  }

  /** The classes of one module lie below its root package. */
  static List<String> placement(String module, JavaClasses classes) {
    Optional<Room> room = room(module);
    if (room.isEmpty()) {
      return List.of(
          "module " + module + " is unknown: say in LayeringRules.ROOMS what it may use");
    }
    return classes.stream()
        .filter(type -> !room.get().holds(type))
        .map(
            type ->
                "%s is in %s, whose packages start with %s: move it"
                    .formatted(type.getName(), module, room.get().rootPackage()))
        .toList();
  }

  /** Main code follows the arrows, and reaches other modules only through what they export to it. */
  static List<String> arrows(JavaClasses main, Map<String, ModuleDescriptor> descriptors) {
    Map<String, String> wrong = new TreeMap<>();
    for (JavaClass type : main) {
      for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
        JavaClass used = dependency.getTargetClass().getBaseComponentType();
        Optional<Room> from = roomOf(type);
        Optional<Room> to = roomOf(used);
        if (from.isPresent() && to.isPresent() && !from.equals(to)) {
          String fault = fault(from.get(), to.get(), used, descriptors);
          if (!fault.isEmpty()) {
            wrong.putIfAbsent(
                type.getName() + " uses " + used.getName(),
                ": " + fault + " (" + dependency.getDescription() + ")");
          }
        }
      }
    }
    return wrong.entrySet().stream().map(entry -> entry.getKey() + entry.getValue()).toList();
  }

  private static String fault(
      Room from, Room to, JavaClass used, Map<String, ModuleDescriptor> descriptors) {
    if (!from.mayUse().contains(to.module())) {
      return "%s may use %s, not %s"
          .formatted(
              from.module(),
              from.mayUse().isEmpty() ? "no other module" : "only " + from.mayUse(),
              to.module());
    }
    ModuleDescriptor descriptor = descriptors.get(to.rootPackage());
    if (descriptor == null || !exportsTo(descriptor, used.getPackageName(), from.rootPackage())) {
      return "%s does not export %s to %s; use its public API"
          .formatted(to.module(), used.getPackageName(), from.module());
    }
    return "";
  }

  private static boolean exportsTo(ModuleDescriptor descriptor, String name, String user) {
    return descriptor.exports().stream()
        .anyMatch(
            export ->
                export.source().equals(name)
                    && (!export.isQualified() || export.targets().contains(user)));
  }

  /** Internal packages are exported by name only. */
  static List<String> openInternals(Map<String, ModuleDescriptor> descriptors) {
    return descriptors.values().stream()
        .flatMap(descriptor -> descriptor.exports().stream())
        .filter(export -> !export.isQualified())
        .map(ModuleDescriptor.Exports::source)
        .filter(name -> name.matches(".*\\.internal(\\..*)?"))
        .sorted()
        .map(
            name ->
                name + " is exported to everyone: export it to the modules that need it, by name")
        .toList();
  }

  /** Packages do not need each other in a circle. */
  static List<String> cycles(JavaClasses main) {
    return failures(slices().matching("dev.ropewalk.(**)").should().beFreeOfCycles(), main);
  }

  /** What no main class uses, whatever its module. */
  static List<String> banned(JavaClasses main) {
    List<String> wrong = new ArrayList<>();
    for (ArchRule rule : bans()) {
      wrong.addAll(failures(rule, main));
    }
    return wrong;
  }

  private static List<ArchRule> bans() {
    return List.of(
        noClasses()
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("sun.misc.Unsafe")
            .because("VarHandle and the foreign-memory API do the same in the open"),
        noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jdk.internal..", "sun.reflect..")
            .because("the JDK's internals are not API"),
        noClasses()
            .that()
            .doNotHaveFullyQualifiedName(FIELD_PATH)
            .should()
            .callMethodWhere(
                calls(AccessibleObject.class, "setAccessible")
                    .or(calls(AccessibleObject.class, "trySetAccessible")))
            .because(
                "there are no reflection hacks here: ask for what is public; only FieldPath looks into what could not be serialized, to name the culprit"),
        noClasses()
            .should()
            .callMethodWhere(
                calls(Thread.class, "stop")
                    .or(calls(Thread.class, "suspend"))
                    .or(calls(Thread.class, "resume")))
            .because("a thread ends by itself: interrupt it"),
        noClasses()
            .that()
            .resideOutsideOfPackages(NATIVES, SHARED_MEMORY)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.lang.foreign..")
            .because("foreign memory is the business of " + NATIVES + " and of multiprocess"),
        noClasses()
            .that()
            .resideOutsideOfPackage(NATIVES)
            .should()
            .dependOnClassesThat(
                equivalentTo(Linker.class)
                    .or(equivalentTo(Linker.Option.class))
                    .or(equivalentTo(SymbolLookup.class))
                    .or(equivalentTo(FunctionDescriptor.class)))
            .because("native calls are made in " + NATIVES + " only"),
        noClasses()
            .that()
            .resideOutsideOfPackage(NATIVES)
            .should()
            .callMethodWhere(
                calls(MemorySegment.class, "reinterpret")
                    .or(calls(System.class, "load"))
                    .or(calls(System.class, "loadLibrary"))
                    .or(calls(Runtime.class, "load"))
                    .or(calls(Runtime.class, "loadLibrary")))
            .because("native access is had in " + NATIVES + " only"),
        methods()
            .should()
            .notHaveModifier(JavaModifier.NATIVE)
            .because("native calls go through the foreign-function API in " + NATIVES));
  }

  private static DescribedPredicate<JavaAccess<?>> calls(Class<?> owner, String method) {
    return describe(
        owner.getSimpleName() + "." + method,
        access -> access.getName().equals(method) && access.getTargetOwner().isAssignableTo(owner));
  }

  private static List<String> failures(ArchRule rule, JavaClasses classes) {
    return rule.allowEmptyShould(true).evaluate(classes).getFailureReport().getDetails().stream()
        .map(detail -> detail + " <- " + rule.getDescription())
        .toList();
  }
}
