package dev.ropewalk.multiprocess;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program on the module path, which knows Ropewalk by its descriptors only. */
class ModulePathTest {

  private static final Pattern NEEDED =
      Pattern.compile(
          "ropewalk|/target/classes$|guava|failureaccess|slf4j-api|commons-lang3|jspecify");

  @TempDir Path folder;

  @Test
  void program_onTheModulePath_runsItsTasksInOtherProcesses() throws Exception {
    Path sources = Files.createDirectories(folder.resolve("src/stranger"));
    Path descriptor =
        Files.writeString(
            folder.resolve("src/module-info.java"),
            "module stranger { requires dev.ropewalk.multiprocess; }");
    Path main =
        Files.writeString(
            sources.resolve("Main.java"),
            """
            package stranger;

            import dev.ropewalk.multiprocess.ChildProcess;
            import dev.ropewalk.multiprocess.ProcessPool;
            import dev.ropewalk.multiprocess.shared.SharedValue;
            import java.util.List;

            public class Main {
              public static void main(String[] args) throws Exception {
                try (SharedValue.OfLong value = SharedValue.ofLong(1); ProcessPool pool = new ProcessPool(2)) {
                  ChildProcess process = ChildProcess.of(() -> value.set(41)).start();
                  process.join();
                  List<Integer> squares = pool.map(n -> n * n, List.of(1, 2, 3)).toList();
                  System.out.println(process.exitCode() + " " + value.addAndGet(1) + " " + squares);
                }
              }
            }
            """);
    String modulePath = modulePath();
    Path classes = folder.resolve("classes");
    int compiled =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "--module-path",
                modulePath,
                "-d",
                classes.toString(),
                descriptor.toString(),
                main.toString());
    assertThat(compiled).isZero();

    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Process program =
        new ProcessBuilder(
                java.toString(),
                "--enable-native-access=dev.ropewalk.threads",
                "--module-path",
                modulePath + File.pathSeparator + classes,
                "--module",
                "stranger/stranger.Main")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      String output = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(output.strip()).isEqualTo("OptionalInt[0] 42 [1, 4, 9]");
      assertThat(program.waitFor()).isZero();
    } finally {
      program.destroyForcibly();
    }
  }

  private static String modulePath() {
    List<String> needed = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      if (NEEDED.matcher(entry).find()
          && !entry.contains("testkit")
          && !entry.contains("test-classes")
          && !entry.contains("testlib")) {
        needed.add(entry);
      }
    }
    return String.join(File.pathSeparator, needed);
  }
}
