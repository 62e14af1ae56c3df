package dev.ropewalk.multiprocess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ropewalk.executors.PortableRunnable;
import dev.ropewalk.testkit.CoversScenario;
import dev.ropewalk.testkit.Delays;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(NothingLeftBehind.class)
class ProcessOptionsTest {

  private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

  @TempDir Path folder;

  private final List<String> output = Collections.synchronizedList(new ArrayList<>());
  private final List<String> errors = Collections.synchronizedList(new ArrayList<>());

  private ProcessOptions.Builder listening() {
    return ProcessOptions.builder().onOutputLine(output::add).onErrorLine(errors::add);
  }

  private static int run(PortableRunnable body, ProcessOptions options) throws Exception {
    ChildProcess process = ChildProcess.of(body).setOptions(options).start();
    assertThat(process.join(Delays.LONG)).isTrue();
    return process.exitCode().orElseThrow();
  }

  @Test
  void jvmOptionsHeapEnvironmentAndFolder_areThoseAskedFor() throws Exception {
    ProcessOptions options =
        listening()
            .addJvmOptions("-Dstrand=hemp")
            .setHeapLimit(40 << 20)
            .setEnvironment("STRAND", "jute")
            .removeEnvironment("PATH")
            .setDirectory(folder)
            .build();
    assertThat(run(ProcessOptionsTest::describe, options)).isZero();
    assertThat(output)
        .containsExactly("hemp", "true", "jute", "null", folder.toRealPath().toString());
    assertThat(errors).isEmpty();
  }

  private static void describe() {
    System.out.println(System.getProperty("strand"));
    System.out.println(Runtime.getRuntime().maxMemory() <= 40 << 20);
    System.out.println(System.getenv("STRAND"));
    System.out.println(System.getenv("PATH"));
    System.out.println(System.getProperty("user.dir"));
  }

  @Test
  @CoversScenario("_test_multiprocessing._TestProcess.test_set_executable")
  void executable_isAnyLauncherOfAJdk() throws Exception {
    Path launcher =
        Files.writeString(folder.resolve("run"), "#!/bin/sh\nMARK=made exec " + JAVA + " \"$@\"\n");
    assertThat(launcher.toFile().setExecutable(true)).isTrue();
    ProcessOptions options = listening().setExecutable(launcher).build();
    assertThat(run(() -> System.out.println(System.getenv("MARK")), options)).isZero();
    assertThat(output).containsExactly("made");
  }

  @Test
  void executableThatIsNotThere_isNamed() {
    ProcessOptions options =
        ProcessOptions.builder().setExecutable(folder.resolve("nothing")).build();
    ChildProcess process = ChildProcess.of(() -> {}).setOptions(options);
    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(process::start)
        .withMessageContaining(folder.resolve("nothing").toString());
    assertThat(process.isAlive()).isFalse();
    assertThat(Processes.activeChildren()).isEmpty();
  }

  @Test
  void optionsThatNoChildGets_areRefused() {
    ProcessOptions.Builder builder = ProcessOptions.builder();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.addJvmOptions("-cp"))
        .withMessageContaining("addClassPath");
    for (String paths : List.of("--class-path=a", "--module-path=a", "--module=a/b", "-p", "-m")) {
      assertThatIllegalArgumentException().isThrownBy(() -> builder.addJvmOptions(paths));
    }
    builder.addJvmOptions("-Dmodule=--module=a", "--add-modules=java.sql");
    assertThatIllegalArgumentException().isThrownBy(() -> builder.addJvmOptions("some.Main"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.addJvmOptions("-XX:+UseCompactObjectHeaders"))
        .withMessageContaining("corrupt");
    assertThatIllegalArgumentException().isThrownBy(() -> builder.setHeapLimit(1000));
    assertThatIllegalArgumentException().isThrownBy(() -> builder.setOutput(Redirect.PIPE));
    assertThatIllegalArgumentException().isThrownBy(() -> builder.setErrors(Redirect.PIPE));
  }

  @Test
  void output_isRedirectedToFiles() throws Exception {
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessOptions options =
        ProcessOptions.builder()
            .setOutput(Redirect.to(out.toFile()))
            .setErrors(Redirect.to(err.toFile()))
            .build();
    int code =
        run(
            () -> {
              System.out.println("hemp");
              System.err.println("jute");
            },
            options);
    assertThat(code).isZero();
    assertThat(out).hasContent("hemp");
    assertThat(err).hasContent("jute");
  }

  @Test
  void lines_areGivenWhole_alsoTheLastWithoutItsEndAndVeryLongOnesInParts() throws Exception {
    int code =
        run(
            () -> {
              System.out.println("hemp\r\n\nsisal");
              System.out.println("x".repeat((1 << 16) + 3));
              System.out.print("no end");
            },
            listening().build());
    assertThat(code).isZero();
    assertThat(output).containsExactly("hemp", "", "sisal", "x".repeat(1 << 16), "xxx", "no end");
  }

  @Test
  void listenerThatFails_doesNotHoldUpTheProcess() throws Exception {
    ProcessOptions options =
        ProcessOptions.builder()
            .onOutputLine(
                line -> {
                  output.add(line);
                  throw new IllegalStateException("not that");
                })
            .build();
    int code =
        run(
            () -> {
              for (int i = 0; i < 10_000; i++) {
                System.out.println("a line that fills the pipe at last");
              }
            },
            options);
    assertThat(code).isZero();
    assertThat(output).hasSize(10_000);
  }

  @Test
  void whatNativeCodePrints_isOutputAndDisturbsNothing() throws Exception {
    ChildProcess process =
        ChildProcess.of(ProcessOptionsTest::printNatively).setOptions(listening().build()).start();
    process.join();
    assertThat(process.exitCode()).as("an announced exit").hasValue(137);
    assertThat(output).hasSize(1000).allMatch("\u0001\u0002 native"::equals);
    assertThat(errors).hasSize(1000).allMatch("\u0001\u0002 native"::equals);
  }

  @SuppressWarnings("restricted") // native access is what this is about
  private static void printNatively() {
    try (Arena arena = Arena.ofConfined()) {
      Linker linker = Linker.nativeLinker();
      MethodHandle write =
          linker.downcallHandle(
              linker.defaultLookup().find("write").orElseThrow(),
              FunctionDescriptor.of(
                  ValueLayout.JAVA_LONG,
                  ValueLayout.JAVA_INT,
                  ValueLayout.ADDRESS,
                  ValueLayout.JAVA_LONG));
      byte[] bytes = "\u0001\u0002 native\n".getBytes(StandardCharsets.US_ASCII);
      MemorySegment text = arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
      for (int i = 0; i < 1000; i++) {
        for (int descriptor = 0; descriptor <= 2; descriptor++) {
          long _ = (long) write.invokeExact(descriptor, text, (long) bytes.length);
        }
      }
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
    System.exit(137);
  }

  @Test
  void classOfAnotherLoader_isNamedWithItsLoaderAndWhatToDo_andFoundOnceItIsAdded()
      throws Exception {
    Path source =
        Files.writeString(
            folder.resolve("Far.java"),
            """
            public class Far implements dev.ropewalk.executors.PortableRunnable {
              public void run() { System.out.println("far"); }
              public static dev.ropewalk.executors.PortableRunnable lambda() { return () -> System.out.println("lambda"); }
            }
            """);
    int compiled =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-cp", System.getProperty("java.class.path"), source.toString());
    assertThat(compiled).isZero();
    try (URLClassLoader loader =
        new URLClassLoader(
            "afar", new URL[] {folder.toUri().toURL()}, getClass().getClassLoader())) {
      Class<?> far = loader.loadClass("Far");
      PortableRunnable itself = (PortableRunnable) far.getConstructor().newInstance();
      PortableRunnable lambda = (PortableRunnable) far.getMethod("lambda").invoke(null);
      List<ChildProcess> processes = new ArrayList<>();
      for (PortableRunnable body : List.of(itself, lambda, holding(itself))) {
        ChildProcess process = ChildProcess.of(body);
        assertThatExceptionOfType(NotPortableException.class)
            .isThrownBy(process::start)
            .withMessageContainingAll("Far", "afar", "addClassPath");
        assertThat(process.isAlive()).isFalse();
        processes.add(process.setOptions(listening().addClassPath(folder).build()).start());
      }
      for (ChildProcess process : processes) {
        process.join();
        assertThat(process.exitCode()).hasValue(0);
      }
      assertThat(output).containsExactlyInAnyOrder("far", "lambda", "far");
    }
  }

  private static PortableRunnable holding(PortableRunnable other) {
    return () -> other.run();
  }

  @Test
  void classThatTheChildDoesNotFind_isNamedWithItsLoaderAndWhatToDo() throws Exception {
    Path ours = Path.of(getClass().getProtectionDomain().getCodeSource().getLocation().toURI());
    Path launcher =
        Files.writeString(
            folder.resolve("run"),
            "#!/bin/bash\nhidden=%s\nexec %s \"${@//$hidden//nowhere}\"\n".formatted(ours, JAVA));
    assertThat(launcher.toFile().setExecutable(true)).isTrue();
    assertThat(run(new Forgotten(), listening().setExecutable(launcher).build())).isEqualTo(1);
    assertThat(String.join("\n", errors))
        .contains(
            "ClassNotFoundException", "Forgotten", "AppClassLoader", "nowhere", "addClassPath");
  }

  /** A body whose class is on the parent's class path only. */
  static final class Forgotten implements PortableRunnable {
    private static final long serialVersionUID = 1;

    @Override
    public void run() {}
  }

  @Test
  void mistypedJvmOption_endsTheProcessAndIsNamed() throws Exception {
    List<String> errors = Collections.synchronizedList(new ArrayList<>());
    ChildProcess process =
        ChildProcess.of(() -> {})
            .setOptions(
                ProcessOptions.builder()
                    .addJvmOptions("-XX:+UseGarbageColector")
                    .setOutput(Redirect.DISCARD)
                    .onErrorLine(errors::add)
                    .build())
            .start();
    process.join();
    assertThat(process.exitCode()).hasValue(1);
    assertThat(String.join("\n", errors)).contains("UseGarbageColector");
  }

  @RepeatedTest(20) // it may end before, while or after it is told what to do
  void programThatIsNoJava_isNoSuccess() throws Exception {
    ChildProcess process =
        ChildProcess.of(() -> {})
            .setOptions(ProcessOptions.builder().setExecutable(Path.of("/bin/true")).build())
            .start();
    process.join();
    assertThat(process.exitCode()).hasValue(1);
  }
}
