package dev.ropewalk.examples.project;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** What the rules need to know of a pom.xml, as written (nothing inherited or interpolated). */
record Pom(Document document) {

  static Pom parse(String xml) {
    try {
      return new Pom(
          DocumentBuilderFactory.newDefaultInstance()
              .newDocumentBuilder()
              .parse(new InputSource(new StringReader(xml))));
    } catch (ParserConfigurationException | SAXException | IOException e) {
      throw new IllegalArgumentException("not a pom.xml", e);
    }
  }

  List<String> modules() {
    return elements("/project/modules/module").stream().map(Pom::text).toList();
  }

  /** Dependencies of the project and of its profiles, with the scope that they have without management. */
  List<Dependency> dependencies() {
    List<Dependency> found = new ArrayList<>();
    for (Element element :
        elements(
            "/project/dependencies/dependency | /project/profiles/*/dependencies/dependency")) {
      String scope = child(element, "scope");
      found.add(
          new Dependency(
              child(element, "groupId") + ":" + child(element, "artifactId"),
              scope.isEmpty() ? "compile" : scope));
    }
    return found;
  }

  /** Where the path expression leads, in document order. */
  List<Element> elements(String path) {
    try {
      NodeList nodes =
          (NodeList)
              XPathFactory.newDefaultInstance()
                  .newXPath()
                  .evaluate(path, document, XPathConstants.NODESET);
      List<Element> found = new ArrayList<>(nodes.getLength());
      for (int i = 0; i < nodes.getLength(); i++) {
        found.add((Element) nodes.item(i));
      }
      return found;
    } catch (XPathExpressionException e) {
      throw new IllegalArgumentException(path, e);
    }
  }

  static String text(Element element) {
    return element.getTextContent().strip();
  }

  /** The text of the child element of that name, or an empty string. */
  static String child(Element element, String name) {
    for (Node node = element.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node instanceof Element found && found.getTagName().equals(name)) {
        return text(found);
      }
    }
    return "";
  }

  /** A dependency by {@code groupId:artifactId}. */
  record Dependency(String id, String scope) {

    /** Whether users of the module get it too, or the module is compiled with it. */
    boolean isOfMainCode() {
      return !scope.equals("test");
    }
  }
}
