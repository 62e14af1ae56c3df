package dev.ropewalk.multiprocess.shared;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Compare-and-set for numbers of one or two bytes, which memory segments don't offer. */
final class NarrowCas {
  /*
   * The number is compared and set within the four aligned bytes it lies in; shared blocks are padded to whole words. When
   * only a neighbour has changed meanwhile, once more: a failure must mean that this number was another. A neighbour that is
   * set by a store of its own width is not lost: the store is atomic, and the word changes under the compare-and-set, which
   * then fails.
   */
  private static final VarHandle WORD = ValueLayout.JAVA_INT.varHandle();
  private static final boolean LITTLE = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

  private NarrowCas() {}

  /** At an offset that is a multiple of the width, which is 1 or 2. */
  static boolean compareAndSet(
      MemorySegment memory, long offset, int width, int expected, int value) {
    long word = offset & -Integer.BYTES;
    int place = (int) (offset - word);
    int shift = Byte.SIZE * (LITTLE ? place : Integer.BYTES - width - place);
    int mask = (1 << (Byte.SIZE * width)) - 1;
    while (true) {
      int before = (int) WORD.getVolatile(memory, word);
      if (((before >>> shift) & mask) != (expected & mask)) {
        return false;
      }
      int after = (before & ~(mask << shift)) | ((value & mask) << shift);
      if (WORD.compareAndSet(memory, word, before, after)) {
        return true;
      }
    }
  }
}
