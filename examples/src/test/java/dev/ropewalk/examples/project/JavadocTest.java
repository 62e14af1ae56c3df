package dev.ropewalk.examples.project;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What users see is documented, and called by a name of its own. */
final class JavadocTest {

  @TempDir private Path root;

  @Test
  void everythingUsersSee_hasADocComment() {
    Project project = Project.ofThisBuild();
    assertThat(
            project.publishedModules().stream()
                .flatMap(module -> JavadocRules.check(project, module).stream()))
        .isEmpty();
  }

  @Test
  void noPublicType_isCalledLikeOneOfTheJdk() {
    List<Project.Module> published = Project.ofThisBuild().publishedModules();
    assertThat(
            published.stream()
                .flatMap(module -> TypeNameRules.check(Built.mainClasses(module)).stream()))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "public class A { } | type A",
        "/** */ public class A { } | type A",
        "/* not a doc comment */ public class A { } | type A",
        "/** A. */ public class A { public void run() {} } | method A.run",
        "/** A. */ public class A { protected void run() {} } | method A.run",
        "/** A. */ public class A { public A() {} } | constructor of A",
        "/** A. */ public class A { protected static class B {} } | type B",
        "/** A. */ public class A { /** B. */ public static class B { public B() {} } } | constructor of B",
        "/** A. */ public interface A { void run(); } | method A.run",
        "/** A. */ public interface A { static void run() {} } | method A.run",
        "/** A. */ public interface A { class B {} } | type B",
        "/** A. */ public @interface A { int value(); } | method A.value",
        "/** A. */ public record A(int x) { public int y() { return x; } } | method A.y",
        "/** A. */ public record A(int x) { public A {} } | constructor of A",
        "/** A. */ public enum A { X; public void run() {} } | method A.run",
        "/** A. */ public class A { /** Only tags. */ public void a() {} /** @return it */ public int b() { return 1; } } | method A.b",
      })
  void aPublicMemberWithoutDocComment_isNamed(String source, String what) {
    assertThat(check("exports a;", source))
        .singleElement()
        .asString()
        .startsWith("async/src/main/java/a/A.java:2: " + what + " has no doc comment")
        .contains("say what it is");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "class A { public void run() {} }",
        "/** A. */ public class A { void run() {} private A() {} A(int x) {} }",
        "/** A. */ public class A { private static class B { public void run() {} } }",
        "/** A. */ public class A { static class B { public void run() {} } }",
        "/** A. */ public class A { @Override public String toString() { return \"\"; } }",
        "/** A. */ public record A(int x) { public int x() { return x; } }",
        "/** A. */ public enum A { X }",
        "/** A. */ public interface A { private void run() {} }",
        "/** A. */ public class A { /** Runs. */ @Deprecated public void run() {} }",
      })
  void whatUsersDoNotSeeOrReadElsewhere_needsNoDocComment(String source) {
    assertThat(check("exports a;", source)).isEmpty();
  }

  @Test
  void aPackageExportedByNameOrNotAtAll_needsNoDocComments() {
    assertThat(check("exports a to b;", "public class A {}")).isEmpty();
    assertThat(check("", "public class A {}")).isEmpty();
  }

  @Test
  void aPackageWithoutPackageInfo_isNamed() {
    Fixture fixture = new Fixture(root).write("async/src/main/java/a/b/A.java", "package a.b;");

    assertThat(JavadocRules.check(fixture.project(), module()))
        .containsExactly(
            "async/src/main/java/a/b has no package-info.java: add one that says what belongs there");
  }

  @ParameterizedTest
  @CsvSource({
    "Process, java.lang.Process",
    "Queue, java.util.Queue",
    "Semaphore, java.util.concurrent.Semaphore",
    "CancellationException, java.util.concurrent.CancellationException",
  })
  void aPublicTypeCalledLikeOneOfTheJdk_isNamed(String name, String jdk) {
    assertThat(
            TypeNameRules.check(
                compile(
                    "public class %s { public class Outer { public interface %s {} } }"
                        .formatted(name, name.equals("Queue") ? "Set" : "Queue"),
                    name)))
        .contains("a." + name + " is called like " + jdk + ": choose another word")
        .hasSize(2);
  }

  @Test
  void aHiddenTypeOrOneNamedApart_isLeftAlone() {
    assertThat(
            TypeNameRules.check(
                compile(
                    "public class WorkQueue { class Entry {} public class Builder {}"
                        + " static class Hidden { public class Queue {} } private class Map {} }",
                    "WorkQueue")))
        .isEmpty();
  }

  private List<String> check(String directives, String source) {
    Fixture fixture =
        new Fixture(root)
            .write("async/src/main/java/module-info.java", "module m { %s }".formatted(directives))
            .write("async/src/main/java/a/package-info.java", "package a;")
            .write("async/src/main/java/a/A.java", "package a;\n" + source);
    return JavadocRules.check(fixture.project(), module());
  }

  private JavaClasses compile(String source, String name) {
    return new Fixture(root)
        .write("names/" + name + ".java", "package a; " + source)
        .compile("names", "classes")
        .classes("classes");
  }

  private Project.Module module() {
    return new Project.Module("async", root.resolve("async"));
  }
}
