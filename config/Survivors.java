import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Reads PIT's mutations.xml and prints, class by class, how many mutants the tests killed, and each one that they did
 * not. One that only made a test hang counts as not killed: waiting for ever is what most faults in a lock lead to, and a
 * test that says nothing else tells little.
 *
 * <p>Usage: {@code java config/Survivors.java <mutations.xml>}.
 */
public final class Survivors {

  private Survivors() {}

  /** Prints the report. */
  public static void main(String[] args) throws Exception {
    NodeList nodes =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(Path.of(args[0]).toFile())
            .getElementsByTagName("mutation");
    Map<String, int[]> classes = new TreeMap<>();
    IntStream.range(0, nodes.getLength())
        .mapToObj(i -> (Element) nodes.item(i))
        .forEach(
            mutant -> {
              int[] counts = classes.computeIfAbsent(text(mutant, "mutatedClass"), _ -> new int[2]);
              counts[1]++;
              if (mutant.getAttribute("status").equals("KILLED")) {
                counts[0]++;
              } else {
                System.out.println(describe(mutant));
              }
            });
    System.out.println(
        classes.entrySet().stream()
            .map(entry -> killed(entry.getKey(), entry.getValue()))
            .collect(Collectors.joining(System.lineSeparator())));
  }

  private static String killed(String name, int[] counts) {
    return "%s: %d of %d mutants killed".formatted(name, counts[0], counts[1]);
  }

  private static String describe(Element mutant) {
    return "%s %s.%s line %s: %s"
        .formatted(
            mutant.getAttribute("status"),
            text(mutant, "mutatedClass"),
            text(mutant, "mutatedMethod"),
            text(mutant, "lineNumber"),
            text(mutant, "description"));
  }

  private static String text(Element mutant, String tag) {
    return mutant.getElementsByTagName(tag).item(0).getTextContent();
  }
}
