package dev.ropewalk.examples.project;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a Markdown file holds that a test can check.
 *
 * @param blocks fenced code, in order
 * @param links targets of links and images, in order
 * @param anchors names that a link may have after its {@code #}
 */
record Markdown(List<Block> blocks, List<Link> links, Set<String> anchors) {

  private static final Pattern FENCE = Pattern.compile("\\s*(```+|~~~+)\\s*(\\S*).*");
  private static final Pattern HEADING = Pattern.compile("#{1,6}\\s+(.*?)\\s*#*\\s*");
  private static final Pattern INLINE_CODE = Pattern.compile("`[^`]*`");
  private static final Pattern INLINE_LINK =
      Pattern.compile("]\\(\\s*<?([^)\\s>]+)>?(?:\\s+\"[^\"]*\")?\\s*\\)");
  private static final Pattern REFERENCE_LINK = Pattern.compile("\\s*\\[[^\\]]+]:\\s+<?(\\S+?)>?");
  private static final Pattern NAMED_ANCHOR = Pattern.compile("<a (?:id|name)=\"([^\"]+)\"");

  /**
   * Fenced code.
   *
   * @param line of the opening fence, counted from 1
   * @param before the line before that fence
   */
  record Block(int line, String language, String before, String text) {}

  /** A link and its line, counted from 1. */
  record Link(int line, String target) {}

  static Markdown parse(String text) {
    Reader reader = new Reader();
    text.lines().forEach(reader::read);
    return new Markdown(reader.blocks, reader.links, reader.anchors);
  }

  private static final class Reader {
    final List<Block> blocks = new ArrayList<>();
    final List<Link> links = new ArrayList<>();
    final Set<String> anchors = new HashSet<>();
    private final Map<String, Integer> sameHeadings = new HashMap<>();
    private final StringBuilder code = new StringBuilder();
    private String fence = "";
    private Block open = new Block(0, "", "", "");
    private String before = "";
    private int line;

    void read(String text) {
      line++;
      Matcher matcher = FENCE.matcher(text);
      if (!fence.isEmpty()) {
        if (text.strip().startsWith(fence)) {
          fence = "";
          blocks.add(new Block(open.line(), open.language(), open.before(), code.toString()));
        } else {
          code.append(text).append('\n');
        }
      } else if (matcher.matches()) {
        fence = matcher.group(1);
        open = new Block(line, matcher.group(2), before, "");
        code.setLength(0);
      } else {
        prose(text);
      }
      before = text;
    }

    private void prose(String text) {
      Matcher heading = HEADING.matcher(text);
      if (heading.matches()) {
        anchors.add(anchor(heading.group(1)));
      }
      NAMED_ANCHOR.matcher(text).results().forEach(found -> anchors.add(found.group(1)));
      String plain = INLINE_CODE.matcher(text).replaceAll("code");
      Matcher reference = REFERENCE_LINK.matcher(plain);
      Stream<String> targets =
          reference.matches()
              ? Stream.of(reference.group(1))
              : INLINE_LINK.matcher(plain).results().map((MatchResult found) -> found.group(1));
      targets.forEach(target -> links.add(new Link(line, target)));
    }

    /** As GitHub does it: letters, digits, hyphens and underscores, blanks as hyphens, a number when repeated. */
    private String anchor(String heading) {
      String name =
          heading
              .replaceAll("!?\\[([^\\]]*)]\\([^)]*\\)", "$1")
              .toLowerCase(Locale.ROOT)
              .replaceAll("[^\\p{L}\\p{N}\\-_ ]", "")
              .replace(' ', '-');
      int earlier = sameHeadings.merge(name, 1, Integer::sum) - 1;
      return earlier == 0 ? name : name + "-" + earlier;
    }
  }
}
