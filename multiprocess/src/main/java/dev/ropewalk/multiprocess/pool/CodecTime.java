package dev.ropewalk.multiprocess.pool;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How long this worker has taken to read what it was sent and to write results. It tells its parent when there is a millisecond more:
 * a frame for each tiny task would cost more than what it tells. Confined to the main thread.
 */
final class CodecTime {

  private static final long WORTH_TELLING = TimeUnit.MILLISECONDS.toNanos(1);

  private long nanos;
  private long told;
  private long began;

  /** Reading or writing begins; {@link #end} follows. */
  void begin() {
    began = System.nanoTime();
  }

  /** It has ended. */
  void end() {
    nanos += System.nanoTime() - began;
  }

  /** What came since it was last told was not for tasks. */
  void reset() {
    nanos = told;
  }

  /** What the parent is to be told now; null if it is not worth it. */
  byte @Nullable [] news() {
    if (nanos - told < WORTH_TELLING) {
      return null;
    }
    told = nanos;
    return Wire.frame(Wire.CODEC_TIME, nanos);
  }
}
