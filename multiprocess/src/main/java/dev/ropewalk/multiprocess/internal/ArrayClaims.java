package dev.ropewalk.multiprocess.internal;

import java.io.ObjectInputFilter;
import java.lang.foreign.MemorySegment;

/**
 * Refuses arrays that can't be in a message, before the memory for them is taken: each element takes at least a byte of it, and
 * the table of a hash map has at most a few entries for each byte. So what is received takes memory in proportion to its length.
 */
public final class ArrayClaims implements ObjectInputFilter {

  private static final int SMALL = 1024;
  private static final int ENTRIES_PER_BYTE = 4;

  private final long bytes;

  /** For a message of this length. */
  public ArrayClaims(int bytes) {
    this.bytes = bytes;
  }

  /** For a frame and what came beside it. */
  public ArrayClaims(Packet packet) {
    long sum = packet.frame().length;
    for (MemorySegment array : packet.arrays()) {
      sum += array.byteSize();
    }
    this.bytes = sum;
  }

  /** Throws instead of rejecting: the JDK keeps what is thrown as the cause, and tells nothing of why something is rejected. */
  @Override
  public Status checkInput(FilterInfo info) {
    if (info.arrayLength() > SMALL + ENTRIES_PER_BYTE * bytes) {
      throw new IllegalArgumentException(
          "an array of "
              + info.arrayLength()
              + " elements is claimed to be in "
              + bytes
              + " bytes");
    }
    return Status.UNDECIDED;
  }
}
