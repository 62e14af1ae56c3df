package dev.ropewalk.examples.project;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The documents show code that is compiled, link to what is there, and tell the commands. */
final class ReadmeSnippetsTest {

  private static final Project PROJECT = Project.ofThisBuild();

  @TempDir private Path root;

  @Test
  void everyJavaBlock_isCopiedFromAnExample() {
    assertThat(MarkdownRules.snippets(PROJECT)).isEmpty();
  }

  @Test
  void everyLink_leadsSomewhere() {
    assertThat(MarkdownRules.links(PROJECT)).isEmpty();
  }

  @Test
  void theRootReadme_tellsTheCommands() {
    assertThat(MarkdownRules.commands(PROJECT)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "async/README.md", "docs/a.md", "docs/b/c.md"})
  void aBlockThatIsTheRegionIndentedOtherwise_isLeftAlone(String page) {
    assertThat(
            snippets(
                page,
                """
                <!-- snippet: A.java -->
                ```java
                int x = 1;
                  int y = 2;
                ```
                - in a list:
                  <!-- snippet: A.java -->
                  ```java
                  int x = 1;
                    int y = 2;
                  ```
                ```python
                x = 1
                ```
                """))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | int x = 1; | Java that nobody compiles: put <!-- snippet:",
        "<!-- snippet: B.java --> | int x = 1; | there is no file B.java",
        "<!-- snippet: A.java --> | int x = 1; | differs from A.java: copy the lines between // snippet-start",
        "<!-- snippet: Twice.java --> | int x = 1; | Twice.java needs one line // snippet-start",
        "<!-- snippet: None.java --> | int x = 1; | None.java needs one line // snippet-start",
        "<!-- snippet: Open.java --> | int x = 1; | Open.java needs one line // snippet-start",
      })
  void aBlockThatNobodyCompiles_isNamed(String before, String code, String fault) {
    assertThat(snippets("async/README.md", before + "\n```java\n" + code + "\n```\n"))
        .singleElement()
        .asString()
        .startsWith("async/README.md:2: ")
        .contains(fault);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[a](b.md) [site](https://x.org/y) [mail](mailto:a@b.c)",
        "[a](b.md#first--second) [b](b.md#first--second-1) [c](b.md#code-x) [d](b.md#named)",
        "[here](#start) ![picture](b.md \"title\") [folder](../docs)",
        "`[code](nowhere.md)`",
        "[text][ref]\n\n[ref]: b.md",
        "```\n[code](nowhere.md)\n```",
      })
  void aLinkThatLeadsSomewhere_isLeftAlone(String text) {
    assertThat(links(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[a](c.md) | c.md leads nowhere: there is no docs/c.md",
        "[a](b.md#third) | there is no heading #third in docs/b.md",
        "[a](#third) | there is no heading #third in docs/a.md",
        "[a](../../shared/b.md) | ../../shared/b.md leads out of the project",
        "[ref]: c.md | c.md leads nowhere",
        "![picture](c.png) | c.png leads nowhere",
      })
  void aLinkThatLeadsNowhere_isNamed(String text, String fault) {
    assertThat(links(text)).singleElement().asString().startsWith("docs/a.md:3: ").contains(fault);
  }

  @Test
  void aCommandThatTheRootReadmeDoesNotTell_isNamed() {
    Fixture fixture = new Fixture(root);
    assertThat(MarkdownRules.commands(fixture.project())).isEmpty();

    fixture.write("README.md", "Run `mvn -q -Ptour`.");
    assertThat(MarkdownRules.commands(fixture.project()))
        .containsExactly("README.md does not tell the command mvn test: add it");

    fixture.write("README.md", "Run `mvn -q -Ptour` and `mvn test`.");
    assertThat(MarkdownRules.commands(fixture.project())).isEmpty();
  }

  private List<String> snippets(String page, String text) {
    String region =
        "class A {\n    // snippet-start\n    int x = 1;\n      int y = 2;\n    // snippet-end\n}\n";
    Fixture fixture =
        new Fixture(root)
            .write("A.java", region)
            .write("Twice.java", region + region)
            .write("None.java", "int x = 1;")
            .write("Open.java", region.replace("snippet-end", ""))
            .write(page, text);
    return MarkdownRules.snippets(fixture.project());
  }

  private List<String> links(String text) {
    Fixture fixture =
        new Fixture(root)
            .write("docs/a.md", "# Start\n\n" + text + "\n")
            .write(
                "docs/b.md",
                "# First & second\n## First & second\n### `Code` x\n<a id=\"named\"></a>\n");
    return MarkdownRules.links(fixture.project());
  }
}
