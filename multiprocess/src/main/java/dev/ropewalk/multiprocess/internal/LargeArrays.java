package dev.ropewalk.multiprocess.internal;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** Arrays that travel beside a frame rather than in it, as the bytes that they consist of. */
public final class LargeArrays {

  /** From so many bytes on. */
  private static final int LARGE = 1 << 18;

  private LargeArrays() {}

  /** The bytes of an array that is to travel beside its frame; null for anything else. */
  static @Nullable MemorySegment find(@Nullable Object object) {
    if (object == null || !object.getClass().isArray()) {
      return null; // before a new JVM has to link the switch
    }
    MemorySegment bytes =
        switch (object) {
          case byte[] array -> MemorySegment.ofArray(array);
          case short[] array -> MemorySegment.ofArray(array);
          case char[] array -> MemorySegment.ofArray(array);
          case int[] array -> MemorySegment.ofArray(array);
          case long[] array -> MemorySegment.ofArray(array);
          case float[] array -> MemorySegment.ofArray(array);
          case double[] array -> MemorySegment.ofArray(array);
          default -> null;
        };
    return bytes != null && bytes.byteSize() >= LARGE ? bytes : null;
  }

  /** The array that these are the bytes of. */
  public static Object arrayOf(MemorySegment bytes) {
    return bytes.heapBase().orElseThrow();
  }

  /** The letter that the JVM has for the type of its elements. */
  public static char type(MemorySegment bytes) {
    return arrayOf(bytes).getClass().descriptorString().charAt(1);
  }

  /** Whether there can be an array of this type that has so many bytes. */
  public static boolean canBe(char type, long bytes) {
    int width = width(type);
    return width > 0 && bytes >= 0 && bytes % width == 0 && bytes / width <= Integer.MAX_VALUE;
  }

  private static int width(char type) {
    return switch (type) {
      case 'B' -> Byte.BYTES;
      case 'S', 'C' -> Short.BYTES;
      case 'I', 'F' -> Integer.BYTES;
      case 'J', 'D' -> Long.BYTES;
      default -> 0;
    };
  }

  /** The bytes of a new array, which {@link #canBe}. */
  public static MemorySegment newArray(char type, long bytes) {
    int length = (int) (bytes / width(type));
    return switch (type) {
      case 'B' -> MemorySegment.ofArray(new byte[length]);
      case 'S' -> MemorySegment.ofArray(new short[length]);
      case 'C' -> MemorySegment.ofArray(new char[length]);
      case 'I' -> MemorySegment.ofArray(new int[length]);
      case 'F' -> MemorySegment.ofArray(new float[length]);
      case 'J' -> MemorySegment.ofArray(new long[length]);
      default -> MemorySegment.ofArray(new double[length]);
    };
  }

  /** A copy in an array of its own. */
  static MemorySegment copy(MemorySegment bytes) {
    return switch (arrayOf(bytes)) {
      case byte[] array -> MemorySegment.ofArray(array.clone());
      case short[] array -> MemorySegment.ofArray(array.clone());
      case char[] array -> MemorySegment.ofArray(array.clone());
      case int[] array -> MemorySegment.ofArray(array.clone());
      case long[] array -> MemorySegment.ofArray(array.clone());
      case float[] array -> MemorySegment.ofArray(array.clone());
      case Object array -> MemorySegment.ofArray(((double[]) array).clone());
    };
  }
}
