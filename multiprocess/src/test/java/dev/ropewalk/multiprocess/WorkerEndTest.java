package dev.ropewalk.multiprocess;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WorkerEndTest {

  private static boolean isHeapExhausted(int exitCode, String... lines) {
    return new WorkerEnd(1, exitCode, Optional.empty(), List.of(lines), List.of(), false)
        .heapExhausted();
  }

  @Test
  void onlyWhatTheJvmItselfOrThisLibrarySaysOfTheHeap_counts() {
    String heap = "java.lang.OutOfMemoryError: Java heap space";
    assertThat(isHeapExhausted(3, "Terminating due to " + heap, "a hook's line")).isTrue();
    assertThat(isHeapExhausted(-6, "Aborting due to " + heap)).isTrue();
    assertThat(isHeapExhausted(1, "This process ends, since its heap is full: " + heap)).isTrue();
    String overhead = "java.lang.OutOfMemoryError: GC overhead limit exceeded";
    assertThat(isHeapExhausted(3, "Terminating due to " + overhead)).isTrue();
    assertThat(isHeapExhausted(3, heap)).isFalse();
    assertThat(isHeapExhausted(3, "handled: Terminating due to " + heap)).isFalse();
    String metaspace = "java.lang.OutOfMemoryError: Metaspace";
    assertThat(isHeapExhausted(4, metaspace)).isFalse();
    assertThat(isHeapExhausted(3, "Terminating due to " + metaspace)).isFalse();
  }
}
