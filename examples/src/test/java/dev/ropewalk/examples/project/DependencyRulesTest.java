package dev.ropewalk.examples.project;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Requires;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Users of a module get few libraries with it, and each published module comes with what it needs. */
final class DependencyRulesTest {

  private static final Project PROJECT = Project.ofThisBuild();

  @TempDir private Path root;

  @Test
  void everyModule_dependsOnWhatItMay() {
    List<String> wrong =
        new ArrayList<>(DependencyRules.inherited(Pom.parse(PROJECT.text("pom.xml"))));
    for (Project.Module module : PROJECT.modules()) {
      wrong.addAll(DependencyRules.dependencies(module.name(), pom(module)));
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void versions_liveInTheParent() {
    List<String> wrong = new ArrayList<>();
    for (Project.Module module : PROJECT.modules()) {
      wrong.addAll(DependencyRules.versions(module.name(), pom(module)));
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void theLowestModules_requireNextToNothing() {
    assertThat(Built.descriptors()).containsKeys("dev.ropewalk.threads", "dev.ropewalk.sync");
    assertThat(
            Built.descriptors().values().stream()
                .flatMap(descriptor -> DependencyRules.requires(descriptor).stream()))
        .isEmpty();
  }

  @Test
  void everyPublishedModule_hasItsFurniture() {
    List<Project.Module> published = PROJECT.publishedModules();
    assertThat(published).hasSize(Project.PUBLISHED.size());
    assertThat(published.stream().flatMap(module -> DependencyRules.furniture(module).stream()))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "core-threads, com.google.guava:guava, compile, its users get only [org.jspecify:jspecify]",
    "core-threads, com.google.guava:guava, provided, its users get only [org.jspecify:jspecify]",
    "sync-primitives, org.slf4j:slf4j-api, runtime, its users get only [org.jspecify:jspecify]",
    "executors, org.apache.commons:commons-lang3, '', its users get only",
    "async, org.apache.commons:commons-lang3, compile, its users get only",
    "benchmarks, org.apache.commons:commons-lang3, compile, Commons Lang serves",
    "core-threads, dev.ropewalk:ropewalk-sync-primitives, '', against the arrows",
    "async, dev.ropewalk:ropewalk-multiprocess, '', against the arrows",
    "multiprocess, dev.ropewalk:ropewalk-async, '', against the arrows",
    "executors, dev.ropewalk:ropewalk-testkit, '', give it the scope test",
  })
  void aDependencyTooMany_isNamed(String module, String id, String scope, String fault) {
    assertThat(DependencyRules.dependencies(module, depending(id, scope)))
        .singleElement()
        .asString()
        .startsWith(module + "/pom.xml depends on " + id)
        .contains(fault);
  }

  @ParameterizedTest
  @CsvSource({
    "core-threads, org.jspecify:jspecify, ''",
    "core-threads, com.google.guava:guava-testlib, test",
    "executors, org.apache.commons:commons-lang3, test",
    "executors, com.google.guava:guava, ''",
    "multiprocess, org.apache.commons:commons-lang3, ''",
    "async, dev.ropewalk:ropewalk-executors, ''",
    "examples, org.apache.commons:commons-lang3, ''",
    "examples, dev.ropewalk:ropewalk-async, ''",
  })
  void aDependencyThatIsAllowed_isLeftAlone(String module, String id, String scope) {
    assertThat(DependencyRules.dependencies(module, depending(id, scope))).isEmpty();
  }

  @Test
  void aDependencyInAProfile_countsToo() {
    Pom pom =
        Pom.parse(
            "<project><profiles><profile><dependencies><dependency><groupId>g</groupId>"
                + "<artifactId>a</artifactId></dependency></dependencies></profile></profiles></project>");

    assertThat(DependencyRules.dependencies("core-threads", pom)).hasSize(1);
    assertThat(DependencyRules.inherited(pom))
        .singleElement()
        .asString()
        .contains("every module depend on g:a");
  }

  @Test
  void aVersionInAModule_isNamed() {
    Pom pom =
        Pom.parse(
            """
            <project>
              <parent><version>1</version></parent>
              <version>2</version>
              <properties><jmh.version>3</jmh.version></properties>
              <dependencyManagement><dependencies>
                <dependency><version>4</version></dependency>
              </dependencies></dependencyManagement>
              <dependencies><dependency><version>${jmh.version}</version></dependency></dependencies>
              <build><plugins><plugin>
                <version>5</version>
                <configuration><path><version>${jmh.version}</version></path></configuration>
              </plugin></plugins></build>
            </project>
            """);

    assertThat(DependencyRules.versions("async", pom))
        .containsExactly(
            "async/pom.xml has the version 2: move it to the parent's management",
            "async/pom.xml has the version 4: move it to the parent's management",
            "async/pom.xml has the version ${jmh.version}: move it to the parent's management",
            "async/pom.xml has the version 5: move it to the parent's management",
            "async/pom.xml defines jmh.version: move it to the parent");
  }

  @Test
  void theBillOfMaterials_namesTheProjectsOwnVersionOnly() {
    Pom pom =
        Pom.parse(
            "<project><dependencyManagement><version>${project.version}</version>"
                + "<version>${guava.version}</version></dependencyManagement></project>");

    assertThat(DependencyRules.versions("bom", pom))
        .containsExactly(
            "bom/pom.xml has the version ${guava.version}: move it to the parent's management");
  }

  @Test
  void aRequirementTooMany_isNamed() {
    ModuleDescriptor threads =
        ModuleDescriptor.newModule("dev.ropewalk.threads")
            .requires(Set.of(Requires.Modifier.MANDATED), "java.base")
            .requires("jdk.jfr")
            .requires("java.logging")
            .requires("org.jspecify")
            .build();
    ModuleDescriptor sync =
        ModuleDescriptor.newModule("dev.ropewalk.sync")
            .requires(Set.of(Requires.Modifier.STATIC), "org.jspecify")
            .requires("dev.ropewalk.threads")
            .requires("com.google.common")
            .build();

    assertThat(DependencyRules.requires(threads))
        .containsExactlyInAnyOrder(
            "dev.ropewalk.threads requires java.logging: it may require only"
                + " [java.base, jdk.jfr, jdk.management, org.jspecify]",
            "dev.ropewalk.threads requires org.jspecify at run time: make it requires static"
                + " org.jspecify");
    assertThat(DependencyRules.requires(sync))
        .singleElement()
        .asString()
        .contains("requires com.google.common");
  }

  @Test
  void aPublishedModuleWithoutDescriptor_isNamed() {
    Fixture fixture = new Fixture(root).write("async/src/main/java/a/A.java", "package a;");

    assertThat(DependencyRules.furniture(module("async", fixture)))
        .containsExactly("async has no src/main/java/module-info.java: add one");
  }

  @Test
  void aPublishedModuleWithoutNullMarkedReadmeAndItsName_isNamed() {
    Fixture fixture =
        new Fixture(root)
            .write("async/src/main/java/module-info.java", "module asyncio { exports a; }")
            .write("async/src/main/java/a/A.java", "package a; public class A {}")
            .write("async/src/test/java/a/ATest.java", "package a; class ATest {}")
            .compile("async/src/main/java", "async/target/classes");

    assertThat(DependencyRules.furniture(module("async", fixture)))
        .containsExactly(
            "the Java module of async is called asyncio: call it dev.ropewalk.async",
            "module-info of async lacks @NullMarked: add it",
            "async has no README.md: write one (skeleton: house style)");
  }

  private static Project.Module module(String name, Fixture fixture) {
    return new Project.Module(name, fixture.root().resolve(name));
  }

  private static Pom pom(Project.Module module) {
    return Pom.parse(Project.read(module.folder().resolve("pom.xml")));
  }

  private static Pom depending(String id, String scope) {
    String[] parts = id.split(":", -1);
    return Pom.parse(
        """
        <project><dependencies><dependency>
          <groupId>%s</groupId><artifactId>%s</artifactId>%s
        </dependency></dependencies></project>
        """
            .formatted(parts[0], parts[1], scope.isEmpty() ? "" : "<scope>" + scope + "</scope>"));
  }
}
