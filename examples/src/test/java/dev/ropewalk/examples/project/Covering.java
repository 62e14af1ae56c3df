package dev.ropewalk.examples.project;

import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import dev.ropewalk.testkit.CoversScenario;
import java.lang.annotation.Annotation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Tags;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;

/**
 * The test methods that name parity scenarios.
 *
 * @param id the scenario
 * @param test the method, as {@code pkg.Class#method}
 * @param fault why {@code mvn test} does not run that method; empty if it does
 */
record Covering(String id, String test, String fault) {

  private static final List<Class<? extends Annotation>> TESTS =
      List.of(Test.class, ParameterizedTest.class, RepeatedTest.class, TestFactory.class);

  /** The names that Surefire looks for unless told otherwise. */
  private static final Pattern SUREFIRE = Pattern.compile("Test.*|.*(Test|Tests|TestCase)");

  static List<Covering> find(JavaClasses classes) {
    List<Covering> found = new ArrayList<>();
    for (JavaClass type : classes) {
      for (JavaMethod method : type.getMethods()) {
        List<String> ids = ids(method);
        if (!ids.isEmpty()) {
          runs(type, method)
              .forEach(
                  (runner, fault) ->
                      ids.forEach(
                          id ->
                              found.add(new Covering(id, runner + "#" + method.getName(), fault))));
        }
      }
    }
    return found;
  }

  private static List<String> ids(JavaMethod method) {
    return method
        .tryGetAnnotationOfType(CoversScenario.class)
        .map(covers -> List.of(covers.value()))
        .orElse(List.of());
  }

  /**
   * The classes in which the method runs, without fault: its own or, as a test in an abstract class or an interface runs
   * in those that extend it, others. If there is none, one class with the fault.
   */
  private static Map<String, String> runs(JavaClass type, JavaMethod method) {
    String fault = fault(method);
    if (!fault.isEmpty()) {
      return Map.of(type.getName(), fault);
    }
    Map<String, String> good = new TreeMap<>();
    Map<String, String> bad = new TreeMap<>();
    Stream.concat(Stream.of(type), type.getAllSubclasses().stream())
        .filter(runner -> !runner.getModifiers().contains(JavaModifier.ABSTRACT))
        .forEach(
            runner -> (fault(runner).isEmpty() ? good : bad).put(runner.getName(), fault(runner)));
    if (good.isEmpty() && bad.isEmpty()) {
      return Map.of(type.getName(), "is in an abstract class that no test extends");
    }
    return good.isEmpty() ? bad : good;
  }

  private static String fault(JavaMethod method) {
    if (TESTS.stream().noneMatch(method::isAnnotatedWith)) {
      return "is no @Test: put @CoversScenario on the test method itself";
    }
    if (method.isAnnotatedWith(Disabled.class)) {
      return "is @Disabled";
    }
    return tags(method.getAnnotations().stream()).contains("stress")
        ? "is tagged stress, which mvn test leaves out"
        : "";
  }

  private static String fault(JavaClass runner) {
    if (runner.isAnnotatedWith(Disabled.class)) {
      return "is in a class that is @Disabled";
    }
    if (tags(runner.getAnnotations().stream()).contains("stress")) {
      return "is in a class tagged stress, which mvn test leaves out";
    }
    Optional<JavaClass> outer = runner.getEnclosingClass();
    if (outer.isPresent()) {
      return runner.isAnnotatedWith(Nested.class)
          ? faultOfOuter(outer.get())
          : "is in a nested class without @Nested";
    }
    return SUREFIRE.matcher(runner.getSimpleName()).matches()
        ? ""
        : "is in a class that Surefire does not run: let its name end in Test";
  }

  /** The nested tests of an abstract class run in those that extend it. */
  private static String faultOfOuter(JavaClass outer) {
    if (!outer.getModifiers().contains(JavaModifier.ABSTRACT)) {
      return fault(outer);
    }
    return outer.getAllSubclasses().stream()
        .filter(heir -> !heir.getModifiers().contains(JavaModifier.ABSTRACT))
        .map(Covering::fault)
        .min(Comparator.comparingInt(String::length)) // the empty one, if there is one
        .orElse("is nested in an abstract class that no test extends");
  }

  private static Set<String> tags(Stream<? extends JavaAnnotation<?>> annotations) {
    List<String> tags = new ArrayList<>();
    annotations.forEach(
        annotation -> {
          if (annotation.getRawType().isEquivalentTo(Tag.class)) {
            tags.add(annotation.as(Tag.class).value());
          } else if (annotation.getRawType().isEquivalentTo(Tags.class)) {
            for (Tag tag : annotation.as(Tags.class).value()) {
              tags.add(tag.value());
            }
          }
        });
    return Set.copyOf(tags);
  }
}
