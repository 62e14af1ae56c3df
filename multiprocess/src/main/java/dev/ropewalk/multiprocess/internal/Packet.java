package dev.ropewalk.multiprocess.internal;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * A frame, and large arrays that what it carries refers to and that travel beside it.
 *
 * @param frame its first byte says what it is
 * @param arrays each an array of this heap
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Packet(byte[] frame, List<MemorySegment> arrays) {

  /** A frame alone. */
  public static Packet of(byte... frame) {
    return new Packet(frame, List.of());
  }

  /** What it is; only of one that is not empty. */
  public byte kind() {
    return frame[0];
  }

  /** Whether there is not even a frame. */
  public boolean isEmpty() {
    return frame.length == 0;
  }
}
