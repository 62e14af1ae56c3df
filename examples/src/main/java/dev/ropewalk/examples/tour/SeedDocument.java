package dev.ropewalk.examples.tour;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The document that Ropewalk grew from: its sections, and the Python examples in them with what they print. */
record SeedDocument(List<Section> sections) {

  private static final String RESOURCE = "/quick-links.md";
  private static final Pattern OUTPUT = Pattern.compile("(?:.*\\s)?# Output:(.*)");

  /** What stands under a heading of the second level. */
  record Section(String title, List<CodeBlock> examples) {}

  /** A Python program under a heading of the third level; no output if the document states none. */
  record CodeBlock(String heading, List<ExpectedLine> output) {}

  /** The copy among this module's resources. */
  static SeedDocument load() {
    try (InputStream in = SeedDocument.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException(RESOURCE + " is not on the class path");
      }
      return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static SeedDocument parse(String markdown) {
    List<Section> sections = new ArrayList<>();
    String heading = "";
    List<String> code = new ArrayList<>();
    boolean inCode = false;
    for (String line : markdown.lines().toList()) {
      if (inCode && line.equals("```")) {
        inCode = false;
        if (sections.isEmpty()) {
          throw new IllegalArgumentException("Python code before the first section");
        }
        sections.getLast().examples().add(new CodeBlock(heading, output(code)));
      } else if (inCode) {
        code.add(line);
      } else if (line.equals("```python")) {
        inCode = true;
        code.clear();
      } else if (line.startsWith("### ")) {
        heading = line.substring(4).strip();
      } else if (line.startsWith("## ")) {
        sections.add(new Section(line.substring(3).strip(), new ArrayList<>()));
        heading = "";
      }
    }
    return new SeedDocument(List.copyOf(sections));
  }

  /**
   * What the document says a Python example prints; empty if it doesn't say.
   *
   * @throws IllegalStateException if there is not exactly one example under that heading of that section
   */
  List<ExpectedLine> output(String section, String heading) {
    List<CodeBlock> found =
        sections.stream()
            .filter(candidate -> candidate.title().equals(section))
            .flatMap(candidate -> candidate.examples().stream())
            .filter(block -> block.heading().equals(heading))
            .toList();
    if (found.size() != 1) {
      throw new IllegalStateException(
          "the document has %d examples under '%s' in '%s', not one"
              .formatted(found.size(), heading, section));
    }
    return found.getFirst().output();
  }

  /** What follows {@code # Output:} in its line; if nothing does, the comment lines below it. */
  private static List<ExpectedLine> output(List<String> code) {
    List<String> lines = new ArrayList<>();
    boolean below = false;
    for (String line : code) {
      Matcher output = OUTPUT.matcher(line);
      if (output.matches()) {
        String inline = output.group(1).strip();
        below = inline.isEmpty();
        if (!below) {
          lines.add(inline);
        }
      } else if (below && line.startsWith("# ")) {
        lines.add(line.substring(2));
      } else {
        below = false;
      }
    }
    return ExpectedLine.parseAll(lines);
  }
}
