package dev.ropewalk.threads.internal.natives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ropewalk.testkit.ChildProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class NativeCallsTest {

  @Test
  void threadId_isTheKernelsIdOfTheCallingThread() throws IOException {
    Path self = Files.readSymbolicLink(Path.of("/proc/thread-self"));
    assertThat(self.toString()).endsWith("/task/" + NativeCalls.threadId().getAsLong());
  }

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
    assertThat(program.output()).containsExactly("OptionalLong.empty", "Optional.empty");
    assertThat(program.exitCode()).isZero();
  }

  static final class PrintsWhatThereIs {
    public static void main(String[] args) throws IOException {
      System.out.println(NativeCalls.threadId());
      System.out.println(NativeCalls.memoryFile("ropewalk-test"));
      NativeCalls.close(0);
    }
  }

  @Test
  void memoryFile_refusedByTheKernel_saysWhy() {
    String longerThanTheKernelTakes = "x".repeat(300);
    assertThatThrownBy(() -> NativeCalls.memoryFile(longerThanTheKernelTakes))
        .isInstanceOf(IOException.class)
        .hasMessage("memfd_create failed with errno 22");
  }
}
