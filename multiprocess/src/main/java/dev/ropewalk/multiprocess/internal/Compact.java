package dev.ropewalk.multiprocess.internal;

import dev.ropewalk.executors.engine.ChunkResults;
import java.io.InvalidObjectException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A compact form of the values that tasks mostly take and return; Java serialization spends more on each of them than a tiny task
 * takes. A tag of one byte, and what follows it, numbers with the highest byte first:
 *
 * <table>
 *   <caption>The form</caption>
 *   <tr><th>tag<th>value<th>follows
 *   <tr><td>0, 1, 2<td>null, false, true<td>nothing
 *   <tr><td>3 to 9<td>Byte, Short, Character, Integer, Long, Float, Double<td>its 1, 2, 2, 4, 8, 4 or 8 bytes
 *   <tr><td>10<td>String without a character above 255<td>length (4 bytes), a byte for each character
 *   <tr><td>11<td>any other String<td>length, two bytes for each character
 *   <tr><td>12 to 19<td>boolean[], byte[], short[], char[], int[], long[], float[], double[]<td>length, the elements as above;
 *       one byte for a boolean
 *   <tr><td>20<td>list of values with tags up to 11<td>number of elements, each with its tag
 *   <tr><td>21<td>the same, results of a chunk of a map<td>nanoseconds that they took (8 bytes), as 20
 *   <tr><td>22<td>a large array, which travels beside the frame<td>nothing
 * </table>
 *
 * <p>No stream of Java serialization begins with one of these. An array within a list is left to Java serialization: two elements
 * may be the same array, which has to arrive as one. So is a list that has a long string more than once: it would be copied for
 * each.
 */
final class Compact {

  static final int NOT_COVERED = -1;

  private static final byte NULL = 0;
  private static final byte FALSE = 1;
  private static final byte TRUE = 2;
  private static final byte BYTE = 3;
  private static final byte SHORT = 4;
  private static final byte CHARACTER = 5;
  private static final byte INTEGER = 6;
  private static final byte LONG = 7;
  private static final byte FLOAT = 8;
  private static final byte DOUBLE = 9;
  private static final byte LATIN_1 = 10;
  private static final byte UTF_16 = 11;
  private static final byte BOOLEANS = 12;
  private static final byte BYTES = 13;
  private static final byte SHORTS = 14;
  private static final byte CHARACTERS = 15;
  private static final byte INTEGERS = 16;
  private static final byte LONGS = 17;
  private static final byte FLOATS = 18;
  private static final byte DOUBLES = 19;
  private static final byte LIST = 20;
  private static final byte RESULTS = 21;

  /** Says that the value is the first array beside the frame. */
  static final byte BESIDE = 22;

  private static final int TAG = 1;
  private static final int LENGTH = Integer.BYTES;
  private static final char HIGHEST_LATIN_1 = 255;
  private static final int LONG_TEXT = 100;

  private Compact() {}

  /** Whether what begins with this byte is in this form. */
  static boolean is(byte first) {
    return first >= NULL && first <= BESIDE;
  }

  // ---- out

  /** How many bytes the value takes in this form, or {@link #NOT_COVERED}. */
  static long size(@Nullable Object value) {
    return switch (value) {
      case boolean[] array -> arraySize(array.length, 1);
      case byte[] array -> arraySize(array.length, Byte.BYTES);
      case short[] array -> arraySize(array.length, Short.BYTES);
      case char[] array -> arraySize(array.length, Character.BYTES);
      case int[] array -> arraySize(array.length, Integer.BYTES);
      case long[] array -> arraySize(array.length, Long.BYTES);
      case float[] array -> arraySize(array.length, Float.BYTES);
      case double[] array -> arraySize(array.length, Double.BYTES);
      case ChunkResults<?> results -> {
        long size = listSize(results);
        yield size == NOT_COVERED ? NOT_COVERED : size + Long.BYTES;
      }
      case null, default -> scalarSize(value);
    };
  }

  /** The same for a list of any class, which arrives as one of another class. */
  static long listSize(Collection<?> values) {
    long sum = TAG + LENGTH;
    Set<Object> longTexts = null;
    for (Object value : values) {
      if (value instanceof String text && text.length() > LONG_TEXT) {
        longTexts = longTexts == null ? newIdentitySet() : longTexts;
        if (!longTexts.add(text)) {
          return NOT_COVERED;
        }
      }
      long size = scalarSize(value);
      if (size == NOT_COVERED) {
        return NOT_COVERED;
      }
      sum += size;
    }
    return sum;
  }

  private static Set<Object> newIdentitySet() {
    return Collections.newSetFromMap(new IdentityHashMap<>());
  }

  private static long arraySize(int length, int each) {
    return TAG + LENGTH + (long) length * each;
  }

  private static long scalarSize(@Nullable Object value) {
    return switch (value) {
      case null -> TAG;
      case Integer _ -> TAG + Integer.BYTES;
      case Long _ -> TAG + Long.BYTES;
      case Double _ -> TAG + Double.BYTES;
      case String text -> TAG + LENGTH + (long) text.length() * (isLatin1(text) ? 1 : 2);
      case Boolean _ -> TAG;
      case Byte _ -> TAG + Byte.BYTES;
      case Short _ -> TAG + Short.BYTES;
      case Character _ -> TAG + Character.BYTES;
      case Float _ -> TAG + Float.BYTES;
      default -> NOT_COVERED;
    };
  }

  private static boolean isLatin1(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > HIGHEST_LATIN_1) {
        return false;
      }
    }
    return true;
  }

  /** Writes a value that {@link #size} covers. */
  static void put(ByteBuffer out, @Nullable Object value) {
    switch (value) {
      case boolean[] array -> {
        out.put(BOOLEANS).putInt(array.length);
        for (boolean each : array) {
          out.put(each ? TRUE : FALSE);
        }
      }
      case byte[] array -> out.put(BYTES).putInt(array.length).put(array);
      case short[] array -> {
        out.put(SHORTS).putInt(array.length).asShortBuffer().put(array);
        skip(out, array.length, Short.BYTES);
      }
      case char[] array -> {
        out.put(CHARACTERS).putInt(array.length).asCharBuffer().put(array);
        skip(out, array.length, Character.BYTES);
      }
      case int[] array -> {
        out.put(INTEGERS).putInt(array.length).asIntBuffer().put(array);
        skip(out, array.length, Integer.BYTES);
      }
      case long[] array -> {
        out.put(LONGS).putInt(array.length).asLongBuffer().put(array);
        skip(out, array.length, Long.BYTES);
      }
      case float[] array -> {
        out.put(FLOATS).putInt(array.length).asFloatBuffer().put(array);
        skip(out, array.length, Float.BYTES);
      }
      case double[] array -> {
        out.put(DOUBLES).putInt(array.length).asDoubleBuffer().put(array);
        skip(out, array.length, Double.BYTES);
      }
      case ChunkResults<?> results -> {
        out.put(RESULTS).putLong(results.nanos());
        putElements(out, results);
      }
      case null, default -> putScalar(out, value);
    }
  }

  /** Writes a list that {@link #listSize} covers. */
  static void putList(ByteBuffer out, Collection<?> values) {
    out.put(LIST);
    putElements(out, values);
  }

  private static void putElements(ByteBuffer out, Collection<?> values) {
    out.putInt(values.size());
    for (Object value : values) {
      putScalar(out, value);
    }
  }

  private static void skip(ByteBuffer buffer, int length, int each) {
    buffer.position(buffer.position() + length * each);
  }

  private static void putScalar(ByteBuffer out, @Nullable Object value) {
    switch (value) {
      case null -> out.put(NULL);
      case Integer number -> out.put(INTEGER).putInt(number);
      case Long number -> out.put(LONG).putLong(number);
      case Double number -> out.put(DOUBLE).putDouble(number);
      case String text -> putText(out, text);
      case Boolean bool -> out.put(bool ? TRUE : FALSE);
      case Byte number -> out.put(BYTE).put(number);
      case Short number -> out.put(SHORT).putShort(number);
      case Character character -> out.put(CHARACTER).putChar(character);
      case Float number -> out.put(FLOAT).putFloat(number);
      default -> throw new IllegalArgumentException("not covered: " + value.getClass());
    }
  }

  private static void putText(ByteBuffer out, String text) {
    if (isLatin1(text)) {
      out.put(LATIN_1).putInt(text.length()).put(text.getBytes(StandardCharsets.ISO_8859_1));
    } else {
      out.put(UTF_16).putInt(text.length()).asCharBuffer().put(text);
      skip(out, text.length(), Character.BYTES);
    }
  }

  // ---- in

  /**
   * Reads a value.
   *
   * @throws InvalidObjectException if it is none; no more memory is taken than the bytes are worth
   */
  static @Nullable Object get(ByteBuffer in) throws InvalidObjectException {
    try {
      byte tag = in.get();
      return switch (tag) {
        case BOOLEANS -> booleans(in);
        case BYTES -> {
          byte[] array = new byte[length(in, Byte.BYTES)];
          in.get(array);
          yield array;
        }
        case SHORTS -> {
          short[] array = new short[length(in, Short.BYTES)];
          in.asShortBuffer().get(array);
          yield array;
        }
        case CHARACTERS -> characters(in);
        case INTEGERS -> {
          int[] array = new int[length(in, Integer.BYTES)];
          in.asIntBuffer().get(array);
          yield array;
        }
        case LONGS -> {
          long[] array = new long[length(in, Long.BYTES)];
          in.asLongBuffer().get(array);
          yield array;
        }
        case FLOATS -> {
          float[] array = new float[length(in, Float.BYTES)];
          in.asFloatBuffer().get(array);
          yield array;
        }
        case DOUBLES -> {
          double[] array = new double[length(in, Double.BYTES)];
          in.asDoubleBuffer().get(array);
          yield array;
        }
        case LIST -> {
          int count = length(in, TAG);
          yield elements(in, count, new ArrayList<>(count));
        }
        case RESULTS -> {
          long nanos = in.getLong();
          int count = length(in, TAG);
          ChunkResults<@Nullable Object> results = new ChunkResults<>(count);
          results.took(nanos);
          yield elements(in, count, results);
        }
        default -> scalar(in, tag);
      };
    } catch (BufferUnderflowException e) {
      throw invalid("a value ends too early");
    }
  }

  private static boolean[] booleans(ByteBuffer in) throws InvalidObjectException {
    boolean[] array = new boolean[length(in, 1)];
    for (int i = 0; i < array.length; i++) {
      array[i] = in.get() == TRUE;
    }
    return array;
  }

  private static char[] characters(ByteBuffer in) throws InvalidObjectException {
    char[] array = new char[length(in, Character.BYTES)];
    in.asCharBuffer().get(array);
    skip(in, array.length, Character.BYTES);
    return array;
  }

  private static List<@Nullable Object> elements(
      ByteBuffer in, int count, List<@Nullable Object> list) throws InvalidObjectException {
    for (int i = 0; i < count; i++) {
      list.add(scalar(in, in.get()));
    }
    return list;
  }

  private static @Nullable Object scalar(ByteBuffer in, byte tag) throws InvalidObjectException {
    return switch (tag) {
      case NULL -> null;
      case FALSE -> false;
      case TRUE -> true;
      case BYTE -> in.get();
      case SHORT -> in.getShort();
      case CHARACTER -> in.getChar();
      case INTEGER -> in.getInt();
      case LONG -> in.getLong();
      case FLOAT -> in.getFloat();
      case DOUBLE -> in.getDouble();
      case LATIN_1 -> {
        byte[] bytes = new byte[length(in, 1)];
        in.get(bytes);
        yield new String(bytes, StandardCharsets.ISO_8859_1);
      }
      case UTF_16 -> new String(characters(in));
      default -> throw invalid("a value has the unknown tag " + tag);
    };
  }

  /** A length that the rest of the bytes is long enough for. */
  private static int length(ByteBuffer in, int each) throws InvalidObjectException {
    int length = in.getInt();
    if (length < 0 || length > in.remaining() / each) {
      throw invalid("a length of " + length + " where " + in.remaining() + " bytes are left");
    }
    return length;
  }

  private static InvalidObjectException invalid(String what) {
    return new InvalidObjectException(what);
  }
}
