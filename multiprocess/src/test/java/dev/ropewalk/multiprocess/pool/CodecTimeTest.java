package dev.ropewalk.multiprocess.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ropewalk.multiprocess.internal.Codec;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** When a worker tells how long it read and wrote. */
class CodecTimeTest {

  private static final Duration PAUSE = Duration.ofMillis(2);

  /** No pause ever takes so much longer. */
  private static final Duration LONG_PAUSE = Duration.ofMillis(500);

  private final CodecTime time = new CodecTime();

  private void takeAPause() throws InterruptedException {
    pause(PAUSE);
  }

  private void pause(Duration length) throws InterruptedException {
    time.begin();
    Thread.sleep(length);
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
    pause(LONG_PAUSE);
    time.reset();
    assertThat(time.news()).isNull();
    takeAPause();
    byte[] first = time.news();
    assertThat(first).isNotNull();
    pause(LONG_PAUSE);
    time.reset();
    takeAPause();
    assertThat(Codec.number(time.news()))
        .isBetween(
            Codec.number(first) + PAUSE.toNanos(), Codec.number(first) + LONG_PAUSE.toNanos());
  }
}
