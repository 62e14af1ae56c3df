package dev.ropewalk.examples.project;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The arrows of the architecture hold: core-threads, sync-primitives, executors, then multiprocess and async. */
final class LayeringTest {

  @TempDir private Path root;

  @Test
  void everyClass_isBelowTheRootPackageOfItsModule() {
    List<String> wrong = new ArrayList<>();
    for (Project.Module module : Project.ofThisBuild().builtModules()) {
      if (!module.classes().isEmpty()) {
        wrong.addAll(LayeringRules.placement(module.name(), Built.mainClasses(module)));
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void mainCode_followsTheArrows() {
    assertThat(Built.mainClasses()).isNotEmpty();
    assertThat(LayeringRules.arrows(Built.mainClasses(), Built.descriptors())).isEmpty();
  }

  @Test
  void internalPackages_areExportedByNameOnly() {
    assertThat(Built.descriptors()).isNotEmpty();
    assertThat(LayeringRules.openInternals(Built.descriptors())).isEmpty();
  }

  @Test
  void packages_haveNoCycles() {
    assertThat(LayeringRules.cycles(Built.mainClasses())).isEmpty();
  }

  @Test
  void mainCode_usesNothingBanned() {
    assertThat(LayeringRules.banned(Built.mainClasses())).isEmpty();
  }

  @Test
  void aMisplacedClassAndAnUnknownModule_areNamed() {
    Fixture fixture = twoClasses("dev.ropewalk.sync", "dev.ropewalk.threads");

    assertThat(LayeringRules.placement("sync-primitives", fixture.classes("classes")))
        .singleElement()
        .asString()
        .contains("dev.ropewalk.threads.Used is in sync-primitives", "move it");
    assertThat(LayeringRules.placement("cluster", fixture.classes("classes")))
        .containsExactly("module cluster is unknown: say in LayeringRules.ROOMS what it may use");
  }

  @ParameterizedTest
  @CsvSource({
    "dev.ropewalk.threads, dev.ropewalk.sync",
    "dev.ropewalk.sync, dev.ropewalk.executors",
    "dev.ropewalk.executors.thread, dev.ropewalk.multiprocess",
    "dev.ropewalk.executors, dev.ropewalk.async",
    "dev.ropewalk.multiprocess, dev.ropewalk.async.sync",
    "dev.ropewalk.async, dev.ropewalk.multiprocess.shared",
    "dev.ropewalk.threads, dev.ropewalk.testkit",
    "dev.ropewalk.examples, dev.ropewalk.testkit",
    "dev.ropewalk.testkit, dev.ropewalk.threads",
    "dev.ropewalk.async, dev.ropewalk.examples",
  })
  void anArrowTheWrongWay_isNamed(String user, String used) {
    Fixture fixture = twoClasses(user, used);

    assertThat(LayeringRules.arrows(fixture.classes("classes"), exporting(used, Set.of())))
        .singleElement()
        .asString()
        .startsWith(user + ".User uses " + used + ".Used: ")
        .contains("may use");
  }

  @Test
  void aPackageThatIsNotExportedToItsUser_isNamed() {
    String internal = "dev.ropewalk.threads.internal";
    Fixture fixture = twoClasses("dev.ropewalk.async", internal);

    assertThat(
            LayeringRules.arrows(
                fixture.classes("classes"), exporting(internal, Set.of("dev.ropewalk.async"))))
        .isEmpty();
    assertThat(
            LayeringRules.arrows(
                fixture.classes("classes"), exporting(internal, Set.of("dev.ropewalk.sync"))))
        .singleElement()
        .asString()
        .contains("core-threads does not export " + internal + " to async; use its public API");
  }

  @ParameterizedTest
  @ValueSource(strings = {"dev.ropewalk.threads.internal.natives", "dev.ropewalk.async.internal"})
  void anInternalPackageExportedToEveryone_isNamed(String internal) {
    assertThat(LayeringRules.openInternals(exporting(internal, Set.of())))
        .containsExactly(
            internal + " is exported to everyone: export it to the modules that need it, by name");
    assertThat(LayeringRules.openInternals(exporting(internal, Set.of("dev.ropewalk.sync"))))
        .isEmpty();
  }

  @Test
  void aCycleOfPackages_isShown() {
    Fixture fixture =
        new Fixture(root)
            .write(
                "a/A.java",
                "package dev.ropewalk.sync; public class A { dev.ropewalk.sync.queue.B b; }")
            .write(
                "a/B.java",
                "package dev.ropewalk.sync.queue; public class B { dev.ropewalk.sync.A a; }")
            .compile("a", "classes");

    assertThat(LayeringRules.cycles(fixture.classes("classes")))
        .singleElement()
        .asString()
        .contains("Cycle detected", "dev.ropewalk.sync.queue");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sync | sun.misc.Unsafe unsafe; | sun.misc.Unsafe",
        "sync | void run(java.lang.reflect.Field f) { f.setAccessible(true); } | reflection hacks",
        "sync | void run(Thread t) { t.stop(); } | interrupt it",
        "sync | void run(Thread.Builder b) throws Exception { b.start(() -> {}).stop(); } | interrupt it",
        "sync | java.lang.foreign.Arena arena; | foreign memory is the business",
        "threads.internal | java.lang.foreign.Arena arena; | foreign memory is the business",
        "multiprocess | java.lang.foreign.Linker linker; | native calls are made in",
        "multiprocess | void run() { java.lang.foreign.SymbolLookup.loaderLookup(); } | native calls are made in",
        "multiprocess | void run(java.lang.foreign.MemorySegment s) { s.reinterpret(8); } | native access is had in",
        "async | void run() { System.loadLibrary(\"c\"); } | native access is had in",
        "executors | native void run(); | native calls go through",
      })
  void aBannedUse_isNamed(String room, String member, String reason) {
    assertThat(LayeringRules.banned(oneClass(room, member)))
        .isNotEmpty()
        .allSatisfy(line -> assertThat(line).contains("Banned", reason));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "threads.internal.natives | void run() { java.lang.foreign.Linker.nativeLinker(); }",
        "multiprocess.shared | java.lang.foreign.MemorySegment segment; java.lang.foreign.Arena arena;",
        "sync | void run(Thread t) { t.interrupt(); }",
      })
  void anAllowedUse_isLeftAlone(String room, String member) {
    assertThat(LayeringRules.banned(oneClass(room, member))).isEmpty();
  }

  private JavaClasses oneClass(String room, String member) {
    return new Fixture(root)
        .write(
            "sources/Banned.java",
            "package dev.ropewalk.%s; class Banned { %s }".formatted(room, member))
        .compile("sources", "classes")
        .classes("classes");
  }

  private Fixture twoClasses(String user, String used) {
    return new Fixture(root)
        .write(
            "sources/User.java",
            "package %s; class User { void run() { new %s.Used(); } }".formatted(user, used))
        .write("sources/Used.java", "package %s; public class Used {}".formatted(used))
        .compile("sources", "classes");
  }

  private static Map<String, ModuleDescriptor> exporting(String name, Set<String> targets) {
    String module = name.replaceAll("^(dev\\.ropewalk\\.[a-z]+).*", "$1");
    ModuleDescriptor.Builder builder = ModuleDescriptor.newModule(module);
    if (targets.isEmpty()) {
      builder.exports(name);
    } else {
      builder.exports(name, targets);
    }
    return Map.of(module, builder.build());
  }
}
