package dev.ropewalk.examples.project;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the documents say is so: their Java compiles and runs as shown, their links lead somewhere. */
final class MarkdownRules {

  static final String SNIPPET_START = "// snippet-start";
  private static final String SNIPPET_END = "// snippet-end";
  private static final Pattern SOURCE = Pattern.compile("\\s*<!-- snippet: (\\S+) -->\\s*");
  private static final Pattern ELSEWHERE = Pattern.compile("[a-z][a-z0-9+.-]*:.*");

  private final Project project;
  private final List<String> wrong = new ArrayList<>();

  private MarkdownRules(Project project) {
    this.project = project;
  }

  /** Each Java block of a README or a page below docs is the marked region of a file that is compiled. */
  static List<String> snippets(Project project) {
    MarkdownRules rules = new MarkdownRules(project);
    for (Path file : Project.files(project.root(), ".md")) {
      if (project.relative(file).matches("([^/]+/)?README\\.md|docs/.*")) {
        for (Markdown.Block block : Markdown.parse(Project.read(file)).blocks()) {
          if (block.language().equals("java")) {
            rules.checkSnippet(project.relative(file) + ":" + block.line() + ": ", block);
          }
        }
      }
    }
    return rules.wrong;
  }

  private void checkSnippet(String where, Markdown.Block block) {
    Matcher source = SOURCE.matcher(block.before());
    if (!source.matches()) {
      wrong.add(
          where
              + "Java that nobody compiles: put <!-- snippet: path/of/File.java --> on the line before");
      return;
    }
    Path file = project.root().resolve(source.group(1));
    if (!Files.exists(file)) {
      wrong.add(where + "there is no file " + source.group(1));
      return;
    }
    List<String> lines = Project.read(file).lines().toList();
    int start = onlyLine(lines, SNIPPET_START);
    int end = onlyLine(lines, SNIPPET_END);
    if (start < 0 || end < start) {
      wrong.add(
          "%s%s needs one line %s and, below it, one line %s"
              .formatted(where, source.group(1), SNIPPET_START, SNIPPET_END));
    } else if (!normal(lines.subList(start + 1, end))
        .equals(normal(block.text().lines().toList()))) {
      wrong.add(
          "%sdiffers from %s: copy the lines between %s and %s"
              .formatted(where, source.group(1), SNIPPET_START, SNIPPET_END));
    }
  }

  private static int onlyLine(List<String> lines, String mark) {
    List<String> stripped = lines.stream().map(String::strip).toList();
    int first = stripped.indexOf(mark);
    return first == stripped.lastIndexOf(mark) ? first : -1;
  }

  private static String normal(List<String> lines) {
    return String.join("\n", lines).stripIndent().strip();
  }

  /** Each link to a file of the project leads to one, and to a heading that is there. */
  static List<String> links(Project project) {
    MarkdownRules rules = new MarkdownRules(project);
    for (Path file : Project.files(project.root(), ".md")) {
      for (Markdown.Link link : Markdown.parse(Project.read(file)).links()) {
        if (!ELSEWHERE.matcher(link.target()).matches()) {
          rules.checkLink(file, link);
        }
      }
    }
    return rules.wrong;
  }

  private void checkLink(Path file, Markdown.Link link) {
    String where = project.relative(file) + ":" + link.line() + ": ";
    String[] parts = link.target().split("#", 2);
    Path target = parts[0].isEmpty() ? file : file.resolveSibling(parts[0]).normalize();
    if (!target.startsWith(project.root())) {
      wrong.add(
          where + link.target() + " leads out of the project: a clone has only its own files");
    } else if (!Files.exists(target)) {
      wrong.add(where + link.target() + " leads nowhere: there is no " + project.relative(target));
    } else if (parts.length == 2
        && target.toString().endsWith(".md")
        && !Markdown.parse(Project.read(target)).anchors().contains(parts[1])) {
      wrong.add(
          "%sthere is no heading #%s in %s".formatted(where, parts[1], project.relative(target)));
    }
  }

  /** The two commands with which everyone starts are in the root README. */
  static List<String> commands(Project project) {
    if (!Files.exists(project.root().resolve("README.md"))) {
      return List.of();
    }
    String readme = project.text("README.md");
    return List.of("mvn -q -Ptour", "mvn test").stream()
        .filter(command -> !readme.contains(command))
        .map(command -> "README.md does not tell the command " + command + ": add it")
        .toList();
  }
}
