package dev.ropewalk.examples.tour;

import java.util.List;

/**
 * A program of the tour and what it should print.
 *
 * @param name what {@code -Dexample} takes
 * @param section the section of the document that it belongs to
 * @param title the document's heading above the Python original or, for an example of our own, what it is about
 * @param inDocument whether the document has the original
 * @param program the class with {@code main}
 * @param declared what is printed, where the document doesn't say; else empty
 * @param comparison how expected and actual are compared
 */
record Example(
    String name,
    String section,
    String title,
    boolean inDocument,
    Class<?> program,
    List<ExpectedLine> declared,
    Comparison comparison) {

  /** One whose Python original is in the document. Unless told otherwise the document says what it prints. */
  static Example inDocument(String name, String section, String heading, Class<?> program) {
    return new Example(name, section, heading, true, program, List.of(), Comparison.inOrder());
  }

  /** One of our own, for something that the document names and shows no example of. */
  static Example ours(String name, String section, String title, Class<?> program) {
    return new Example(name, section, title, false, program, List.of(), Comparison.inOrder());
  }

  /** The same with what it prints, in the document's notation, for where the document doesn't say. */
  Example printing(String... lines) {
    return new Example(
        name,
        section,
        title,
        inDocument,
        program,
        ExpectedLine.parseAll(List.of(lines)),
        comparison);
  }

  /** The same, compared in another way. */
  Example compared(Comparison other) {
    return new Example(name, section, title, inDocument, program, declared, other);
  }

  /**
   * What the program should print: what the document says or, where it says nothing, what is declared.
   *
   * @throws IllegalStateException if nobody says it, if both do, or if the document lacks the example
   */
  List<ExpectedLine> expected(SeedDocument document) {
    List<ExpectedLine> documented = inDocument ? document.output(section, title) : List.of();
    if (documented.isEmpty() == declared.isEmpty()) {
      throw new IllegalStateException(
          documented.isEmpty()
              ? "the example '%s' has no expected output: declare it".formatted(name)
              : "the document says what '%s' prints: don't declare it".formatted(name));
    }
    return documented.isEmpty() ? declared : documented;
  }
}
