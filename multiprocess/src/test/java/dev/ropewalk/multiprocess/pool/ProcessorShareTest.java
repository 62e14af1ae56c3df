package dev.ropewalk.multiprocess.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ropewalk.threads.internal.Processors;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class ProcessorShareTest {

  private static final String COUNT = "-D" + Processors.PROPERTY + "=" + Processors.count();

  @Test
  void workers_shareWhatThereIs_butHaveAtLeastOne() {
    assertThat(ProcessorShare.ofEach(1, 8)).containsExactly("-XX:ActiveProcessorCount=8", COUNT);
    assertThat(ProcessorShare.ofEach(3, 8)).containsExactly("-XX:ActiveProcessorCount=2", COUNT);
    assertThat(ProcessorShare.ofEach(9, 8)).containsExactly("-XX:ActiveProcessorCount=1", COUNT);
  }

  @Test
  void whoWasToldHowManyThereAre_handsItDown() {
    int ours = Runtime.getRuntime().availableProcessors();
    System.setProperty(Processors.PROPERTY, Integer.toString(ours + 1));
    try {
      assertThat(ProcessorShare.ofEach(1))
          .containsExactly(
              "-XX:ActiveProcessorCount=" + ours, "-D" + Processors.PROPERTY + "=" + (ours + 1));
    } finally {
      System.clearProperty(Processors.PROPERTY);
    }
  }

  /** The JVM takes the last of two. */
  @Test
  void ownOptions_comeAfterIt() {
    LaunchSettings settings = LaunchSettings.plain("-Xmx1g").with("-XX:ActiveProcessorCount=3");
    List<String> share = ProcessorShare.ofEach(1, 8);
    assertThat(settings.forChild(share).jvmOptions())
        .containsExactly(share.get(0), COUNT, "-XX:ActiveProcessorCount=3");
    assertThat(settings.forWorker("-Xmx2g", share, UnaryOperator.identity()).jvmOptions())
        .containsExactly(share.get(0), COUNT, "-XX:ActiveProcessorCount=3");
  }
}
