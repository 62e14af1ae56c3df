package dev.ropewalk.multiprocess.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ropewalk.multiprocess.internal.Codec;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** When a worker tells how long it read and wrote. */
class CodecTimeTest {

  private static final Duration PAUSE = Duration.ofMillis(2);

  private final CodecTime time = new CodecTime();

  private void takeAPause() throws InterruptedException {
    time.begin();
    Thread.sleep(PAUSE);
    time.end();
  }

  @Test
  void nothing_isTold_beforeThereIsAMillisecond() {
    assertThat(time.news()).isNull();
    time.begin();
    time.end();
    assertThat(time.news()).isNull();
  }

  @Test
  void all_isTold_andOnce() throws Exception {
    takeAPause();
    byte[] first = time.news();
    assertThat(first).isNotNull();
    assertThat(first[0]).isEqualTo(Wire.CODEC_TIME);
    assertThat(Codec.number(first)).isGreaterThanOrEqualTo(PAUSE.toNanos());
    assertThat(time.news()).isNull();

    Thread.sleep(PAUSE); // between two tasks
    assertThat(time.news()).isNull();
    takeAPause();
    assertThat(Codec.number(time.news()))
        .isGreaterThanOrEqualTo(Codec.number(first) + PAUSE.toNanos());
  }

  @Test
  void whatWasNotForTasks_isForgotten() throws Exception {
    takeAPause();
    time.reset();
    assertThat(time.news()).isNull();
    takeAPause();
    assertThat(time.news()).isNotNull();
  }
}
