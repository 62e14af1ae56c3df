package dev.ropewalk.examples.project;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.module.ModuleDescriptor;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every public Python name has a row, and a row that claims a Java member has one. */
final class ParityNamesTest {

  static final List<String> SECTIONS = Parity.SECTIONS;

  private static final String HEADER = String.join("\t", Parity.NAMES.header()) + "\n";

  private final JavaMembers members =
      new JavaMembers(ParityNamesTest.class.getClassLoader(), Built.descriptors().values());

  @ParameterizedTest
  @FieldSource("SECTIONS")
  void everySection_keepsItsRowsAndSaysWhatIsSo(String section) {
    Parity names = Parity.read(Project.ofThisBuild(), Parity.NAMES, section);
    System.out.println(names.counts());

    List<String> wrong = new ArrayList<>(names.check(Parity.NAMES.sizes().get(section)));
    wrong.addAll(names.checkRows(row -> memberFault(row, members)));
    assertThat(wrong).isEmpty();
  }

  /** A row that is done names a member that users can reach; others name none. */
  private static String memberFault(Tsv.Row row, JavaMembers members) {
    String status = row.get("status");
    return switch (status) {
      case "ok", "differs" ->
          row.has("java")
              ? members.fault(row.get("java"))
              : status + " needs the member that serves it in the column java";
      case "n/a", "todo" -> row.has("java") ? status + " names no member: say ok or differs" : "";
      default -> "";
    };
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "java.lang.String | gone | note | status gone is none of [ok, differs, n/a, todo]",
        "java.lang.String | test | note | status test is none of [ok, differs, n/a, todo]",
        "java.lang.String | differs | '' | differs needs a note: the reason",
        "'' | n/a | '' | n/a needs a note: the reason",
        "'' | todo | later | todo has no note",
        "java.lang.String | todo | '' | todo names no member",
        "java.lang.String | n/a | a reason | n/a names no member",
        "'' | ok | '' | ok needs the member",
        "'' | differs | a reason | differs needs the member",
        "dev.ropewalk.sync.Nonesuch | ok | '' | there is no class dev.ropewalk.sync.Nonesuch",
      })
  void aRowThatClaimsTooMuchOrTooLittle_isNamed(
      String java, String status, String note, String fault) {
    Parity names = names(row("Lock", java, status, note));

    List<String> wrong = new ArrayList<>(names.check(1));
    wrong.addAll(names.checkRows(row -> memberFault(row, members)));

    assertThat(wrong).singleElement().asString().startsWith("names.tsv:2: ").contains(fault);
  }

  @Test
  void aLostRowAKeyGivenTwiceAndAWrongShape_areNamed() {
    String lock = row("Lock", "", "todo", "");

    assertThat(names(lock).check(2))
        .containsExactly(
            "names.tsv has 1 rows instead of 2: rows are never removed; one that does not apply is n/a");
    assertThat(names(lock + lock).check(2))
        .containsExactly("names.tsv:3: threading.Lock is there twice: remove one");
    assertThat(names(lock.replace("\n", "\t\n")).check(1))
        .containsExactly("names.tsv:2: has 11 columns, the header 10: check its tabs");
    assertThat(names(row("Lock", " java.lang.String", "ok", "")).check(1))
        .containsExactly("names.tsv:2: has a blank at the start or end of a column");
    assertThat(names(lock.replace("sync\t", "queue\t")).check(1))
        .containsExactly("names.tsv:2: belongs to section queue: move it there");
    assertThat(parse("id\tsection\n").check(0)).first().asString().contains("the header must be");
    assertThat(parse(HEADER + lock.strip() + "\t").check(1))
        .containsExactly("names.tsv: end the last line");
  }

  @Test
  void counts_areOneLine() {
    Parity names =
        names(
            row("Lock", "a.B", "ok", "")
                + row("RLock", "a.B", "differs", "why")
                + row("Event", "", "todo", "")
                + row("Barrier", "", "todo", ""));

    assertThat(names.counts()).isEqualTo("parity names sync: 1 ok, 1 differs, 0 n/a, 2 todo");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "java.lang.String",
        "java.util.Map$Entry",
        "java.lang.String#length()",
        "java.lang.String#indexOf(java.lang.String,int)",
        "java.util.ArrayList#addAll(java.util.Collection)",
        "java.util.ArrayList#removeIf(java.util.function.Predicate)",
        "java.lang.String#valueOf(char[])",
        "java.lang.String#format(java.lang.String,java.lang.Object[])",
        "java.lang.String#new(byte[],int,int)",
        "java.lang.Thread$State#NEW",
        "java.lang.Integer#MAX_VALUE",
      })
  void aPublicMember_isFound(String member) {
    assertThat(members.fault(member)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "java.lang.Strings | there is no class java.lang.Strings",
        "java.util.Map.Entry | there is no class java.util.Map.Entry (nested classes are Outer$Inner)",
        "java.lang.String#len() | there is no public member",
        "java.lang.String#indent(Integer) | String has [indent(int)]",
        "java.lang.String#length(int) | String has [length()]",
        "java.lang.String#length | there is no public member",
        "java.lang.String#new(boolean) | there is no public member",
        "java.lang.Object#clone() | there is no public member",
        "java.lang.AbstractStringBuilder#length() | is not public API",
        "jdk.internal.misc.Unsafe | is not public API",
        "dev.ropewalk.threads.internal.Deadline | is not public API",
        "dev.ropewalk.threads.internal.CpuQuota | is not public API",
        "java.lang.String.length() | cannot read",
        "java.lang.String#length() and more | cannot read",
      })
  void aMemberThatUsersCannotReach_isNamed(String member, String fault) {
    assertThat(members.fault(member)).contains(fault);
  }

  @Test
  void aClassOfOurs_isReachableOnceItsPackageIsExportedToEveryone(@TempDir Path root)
      throws Exception {
    Fixture fixture =
        new Fixture(root)
            .write(
                "sources/Lock.java",
                """
                package dev.ropewalk.fixture;
                public class Lock { void hidden() {} public void shown() {} static public class Inner {} }
                """)
            .compile("sources", "classes");
    ModuleDescriptor open = ModuleDescriptor.newModule("m").exports("dev.ropewalk.fixture").build();
    ModuleDescriptor named =
        ModuleDescriptor.newModule("m").exports("dev.ropewalk.fixture", Set.of("x")).build();
    try (var loader =
        new URLClassLoader(new URL[] {fixture.root().resolve("classes/").toUri().toURL()})) {
      JavaMembers exported = new JavaMembers(loader, List.of(open));
      assertThat(exported.fault("dev.ropewalk.fixture.Lock#shown()")).isEmpty();
      assertThat(exported.fault("dev.ropewalk.fixture.Lock$Inner")).isEmpty();
      assertThat(exported.fault("dev.ropewalk.fixture.Lock#hidden()"))
          .startsWith("there is no public member");
      assertThat(new JavaMembers(loader, List.of(named)).fault("dev.ropewalk.fixture.Lock"))
          .contains("is not public API");
    }
  }

  private static Parity names(String rows) {
    return parse(HEADER + rows);
  }

  private static Parity parse(String text) {
    Tsv table = Tsv.parse("names.tsv", text, Parity.NAMES.header());
    return new Parity(Parity.NAMES, "sync", table);
  }

  private static String row(String name, String java, String status, String note) {
    return String.join(
            "\t", "sync", "threading", "", name, "class", "", "What it is", java, status, note)
        + "\n";
  }
}
