package dev.ropewalk.threads.internal.natives;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ropewalk.testkit.ChildProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeCallsTest {

  @Test
  void memoryFile_isWrittenAndReadThroughItsDescriptor_andGoneAfterClose() throws IOException {
    int descriptor = NativeCalls.memoryFile("ropewalk-test").orElseThrow();
    Path file = Path.of("/proc/self/fd/" + descriptor);
    try {
      Files.writeString(file, "hemp");
      assertThat(Files.readString(file)).isEqualTo("hemp");
      assertThat(Files.readSymbolicLink(file).toString()).contains("memfd:ropewalk-test");
    } finally {
      NativeCalls.close(descriptor);
    }
    assertThat(Files.exists(file)).isFalse();
  }

  @Test
  void jvmThatDeniesNativeAccess_hasNoneOfThem() throws Exception {
    ChildProgram program =
        ChildProgram.run(List.of("--illegal-native-access=deny"), PrintsWhatThereIs.class);
    assertThat(program.output()).containsExactly("Optional.empty", "OptionalInt.empty", "false");
    assertThat(program.exitCode()).isZero();
  }

  static final class PrintsWhatThereIs {
    public static void main(String[] args) throws IOException {
      System.out.println(NativeCalls.memoryFile("ropewalk-test"));
      System.out.println(NativeCalls.open(Path.of("/dev/null")));
      System.out.println(NativeCalls.reserve(0, 1));
      NativeCalls.close(0);
    }
  }

  @Test
  void reserve_takesTheRoomNow(@TempDir Path folder) throws Exception {
    long bytes = (16 << 20) + 1; // more than is reserved at once
    Path file = Files.createFile(folder.resolve("file"));
    int descriptor = NativeCalls.open(file).orElseThrow();
    try {
      assertThat(NativeCalls.reserve(descriptor, bytes)).isTrue();
    } finally {
      NativeCalls.close(descriptor);
    }
    assertThat(file).hasSize(bytes);
    Process stat = new ProcessBuilder("stat", "-c", "%b", file.toString()).start();
    String blocksOf512 = new String(stat.getInputStream().readAllBytes(), UTF_8).strip();
    assertThat(Long.parseLong(blocksOf512) * 512).isGreaterThanOrEqualTo(bytes);
  }

  @Test
  void refusals_nameTheErrorOfTheKernel(@TempDir Path folder) {
    assertThatThrownBy(() -> NativeCalls.open(folder.resolve("missing")))
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith("missing failed with errno 2");
    assertThatThrownBy(() -> NativeCalls.reserve(-1, 1))
        .isInstanceOf(IOException.class)
        .hasMessage("posix_fallocate failed with errno 9");
  }

  @Test
  void memoryFile_refusedByTheKernel_saysWhy() {
    String longerThanTheKernelTakes = "x".repeat(300);
    assertThatThrownBy(() -> NativeCalls.memoryFile(longerThanTheKernelTakes))
        .isInstanceOf(IOException.class)
        .hasMessage("memfd_create failed with errno 22");
  }
}
