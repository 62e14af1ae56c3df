package dev.ropewalk.examples.tour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class CatalogueTest {

  private static final SeedDocument DOCUMENT = SeedDocument.load();

  @Test
  void catalogue_hasEveryExampleOfTheDocumentOnceAndInItsOrder() {
    List<String> inDocument =
        DOCUMENT.sections().stream()
            .flatMap(
                section ->
                    section.examples().stream()
                        .map(block -> section.title() + " / " + block.heading()))
            .toList();

    assertThat(
            Catalogue.EXAMPLES.stream()
                .filter(Example::inDocument)
                .map(example -> example.section() + " / " + example.title()))
        .hasSize(11)
        .containsExactlyElementsOf(inDocument);
  }

  @Test
  void catalogue_hasAnExampleOfEachTermThatTheDocumentOnlyNames() {
    assertThat(Catalogue.EXAMPLES.stream().filter(example -> !example.inDocument()))
        .extracting(Example::section, Example::title)
        .extracting(Object::toString)
        .containsExactlyInAnyOrder(
            "(\"Locks & Synchronization\", \"RLock\")",
            "(\"Locks & Synchronization\", \"Condition\")",
            "(\"Locks & Synchronization\", \"Event\")",
            "(\"Multiprocessing\", \"Value\")",
            "(\"Multiprocessing\", \"Array\")");
  }

  @Test
  void catalogue_saysSomethingInSectionsWithoutExample() {
    Set<String> withExamples =
        Catalogue.EXAMPLES.stream().map(Example::section).collect(Collectors.toSet());

    assertThat(
            DOCUMENT.sections().stream()
                .map(SeedDocument.Section::title)
                .filter(title -> !withExamples.contains(title)))
        .containsExactlyElementsOf(Catalogue.WITHOUT_EXAMPLE.keySet());
  }

  @Test
  void names_areUnlikeAndEasyToType() {
    assertThat(Catalogue.EXAMPLES)
        .extracting(Example::name)
        .doesNotHaveDuplicates()
        .allMatch(name -> name.matches("[a-z]+(-[a-z]+)*"));
  }

  @Test
  void expected_isStatedByExactlyOneSideForEach() {
    assertThat(Catalogue.EXAMPLES)
        .allSatisfy(example -> assertThat(example.expected(DOCUMENT)).isNotEmpty());
  }

  @Test
  void expected_declaredBesideTheDocumentOrNowhere_throws() {
    Example lock = Example.inDocument("x", "Locks & Synchronization", "Lock Example", Object.class);
    Example semaphore =
        Example.inDocument("x", "Locks & Synchronization", "Semaphore Example", Object.class);

    assertThatIllegalStateException()
        .isThrownBy(() -> lock.printing("10000").expected(DOCUMENT))
        .withMessageContaining("don't declare it");
    assertThatIllegalStateException()
        .isThrownBy(() -> semaphore.expected(DOCUMENT))
        .withMessageContaining("declare it");
  }
}
