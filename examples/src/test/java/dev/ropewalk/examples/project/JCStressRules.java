package dev.ropewalk.examples.project;

import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaEnumConstant;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Mode;
import org.openjdk.jcstress.annotations.Outcome;

/** Every jcstress harness runs on two cores, can fail, and the gate stays short. */
final class JCStressRules {

  static final int MOST_GATE_HARNESSES = 40;

  private static final String SUFFIX = "JCStress";
  private static final int MOST_ACTORS = 2;
  private static final String STALE = "STALE";

  /** Same as jcstress.tests in the root pom: what {@code mvn test} leaves out. */
  private static final Pattern OUTSIDE_THE_GATE = Pattern.compile("(Broken|Long).*");

  private JCStressRules() {}

  /** The harness classes among compiled tests. */
  static List<JavaClass> harnesses(JavaClasses classes) {
    return classes.stream().filter(type -> type.isAnnotatedWith(JCStressTest.class)).toList();
  }

  static List<JavaClass> gateHarnesses(JavaClasses classes) {
    return harnesses(classes).stream().filter(JCStressRules::isInGate).toList();
  }

  /** A module that has the folder has a harness in the gate, in files whose names jcstress.tests matches. */
  static List<String> folder(Project.Module module, JavaClasses classes) {
    List<Path> sources = Project.files(module.jcstressSources(), ".java");
    List<String> wrong = new ArrayList<>();
    for (Path source : sources) {
      String file = source.getFileName().toString();
      if (!file.endsWith(SUFFIX + ".java") && !file.equals("package-info.java")) {
        wrong.add(
            "%s/src/jcstress/java holds %s: let its name end in %s, or mvn test does not run it"
                .formatted(module.name(), file, SUFFIX));
      }
    }
    if (!sources.isEmpty() && gateHarnesses(classes).isEmpty()) {
      wrong.add(
          "%s has src/jcstress/java but no harness that mvn test runs: add one"
              .formatted(module.name()));
    }
    return wrong;
  }

  static List<String> budget(JavaClasses classes) {
    int count = gateHarnesses(classes).size();
    return count <= MOST_GATE_HARNESSES
        ? List.of()
        : List.of(
            "%d harnesses run in mvn test, the limit is %d: merge some, or call the less telling Long..."
                .formatted(count, MOST_GATE_HARNESSES));
  }

  static List<String> check(JavaClasses classes) {
    List<String> wrong = new ArrayList<>();
    for (JavaClass harness : harnesses(classes)) {
      check(harness).forEach(fault -> wrong.add(harness.getName() + ": " + fault));
    }
    return wrong;
  }

  private static List<String> check(JavaClass harness) {
    List<String> faults = new ArrayList<>();
    Optional<JavaClass> outer = harness.getEnclosingClass();
    if (outer.isEmpty() || !outer.get().getSimpleName().endsWith(SUFFIX)) {
      faults.add("nest it in a class whose name ends in " + SUFFIX);
    }
    long actors =
        harness.getAllMethods().stream()
            .filter(method -> method.isAnnotatedWith(Actor.class))
            .count();
    if (actors > MOST_ACTORS) {
      faults.add("has " + actors + " actors, two cores run " + MOST_ACTORS);
    }
    List<JavaAnnotation<?>> outcomes = outcomes(harness).toList();
    if (isBroken(harness)) {
      if (outcomes.stream().noneMatch(found -> expects(found, Expect.ACCEPTABLE_INTERESTING))) {
        faults.add("a broken twin marks the failure it shows as ACCEPTABLE_INTERESTING");
      }
    } else if (isTermination(harness)) {
      if (outcomes.stream()
          .noneMatch(found -> expects(found, Expect.FORBIDDEN) && ids(found).contains(STALE))) {
        faults.add("a termination test forbids the outcome " + STALE);
      }
    } else if (outcomes.stream().noneMatch(found -> expects(found, Expect.FORBIDDEN))) {
      faults.add("cannot fail: add @Outcome(expect = FORBIDDEN) for all other outcomes");
    }
    return faults;
  }

  private static boolean isInGate(JavaClass harness) {
    return !OUTSIDE_THE_GATE.matcher(harness.getSimpleName()).matches();
  }

  private static boolean isBroken(JavaClass harness) {
    return harness.getSimpleName().startsWith("Broken");
  }

  private static boolean isTermination(JavaClass harness) {
    return harness
        .getAnnotationOfType(JCStressTest.class.getName())
        .get("value")
        .map(mode -> ((JavaEnumConstant) mode).name().equals(Mode.Termination.name()))
        .orElse(false);
  }

  /** Its own outcomes, and those of the class that it names for them. */
  private static Stream<JavaAnnotation<?>> outcomes(JavaClass harness) {
    return Stream.concat(
        harness.getAnnotations().stream().flatMap(JCStressRules::flat),
        harness
            .tryGetAnnotationOfType(JCStressMeta.class.getName())
            .flatMap(meta -> meta.get("value"))
            .map(type -> (JavaClass) type)
            .stream()
            .flatMap(JCStressRules::outcomes));
  }

  private static Stream<JavaAnnotation<?>> flat(JavaAnnotation<?> annotation) {
    if (annotation.getRawType().isEquivalentTo(Outcome.class)) {
      return Stream.of(annotation);
    }
    if (annotation.getRawType().isEquivalentTo(Outcome.Outcomes.class)) {
      return Stream.of((JavaAnnotation<?>[]) annotation.getExplicitlyDeclaredProperty("value"));
    }
    return Stream.of();
  }

  private static boolean expects(JavaAnnotation<?> outcome, Expect expected) {
    return ((JavaEnumConstant) outcome.getExplicitlyDeclaredProperty("expect"))
        .name()
        .equals(expected.name());
  }

  private static List<String> ids(JavaAnnotation<?> outcome) {
    return outcome
        .tryGetExplicitlyDeclaredProperty("id")
        .map(ids -> List.of((String[]) ids))
        .orElse(List.of());
  }
}
