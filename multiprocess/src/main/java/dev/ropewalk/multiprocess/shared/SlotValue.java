package dev.ropewalk.multiprocess.shared;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A value as a slot of a {@link ShareableList} holds it. */
sealed interface SlotValue {

  byte NUMBER = 0;
  byte TEXT = 1;
  byte BYTES = 2;
  byte NONE = 3;

  String BOOLEAN_FORMAT = "xxxxxxx?";
  String NONE_FORMAT = "xxxxxx?x";

  /** Formats have at most eight characters. */
  int LARGEST_SLOT = 9_999_992;

  /** Which of the four kinds it is. */
  byte code();

  /** The size of a slot that is made for it. */
  default long slotSize() {
    return ListLayout.WORD;
  }

  /** Its format in a slot of this size. */
  String format(long slotSize);

  /** A number that is whole. */
  record OfLong(long value) implements SlotValue {
    @Override
    public byte code() {
      return NUMBER;
    }

    @Override
    public String format(long slotSize) {
      return "q";
    }
  }

  /** A number that may have a fraction. */
  record OfDouble(double value) implements SlotValue {
    @Override
    public byte code() {
      return NUMBER;
    }

    @Override
    public String format(long slotSize) {
      return "d";
    }
  }

  /** True or false. */
  record OfBoolean(boolean value) implements SlotValue {
    @Override
    public byte code() {
      return NUMBER;
    }

    @Override
    public String format(long slotSize) {
      return BOOLEAN_FORMAT;
    }
  }

  /** Python's None. */
  record OfNone() implements SlotValue {
    @Override
    public byte code() {
      return NONE;
    }

    @Override
    public String format(long slotSize) {
      return NONE_FORMAT;
    }
  }

  /**
   * Text or bytes.
   *
   * @param slotSize Python counts the characters of a text, not its bytes, and cuts what doesn't fit; here the slot is then
   *     larger
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record OfBytes(byte code, byte[] encoded, long slotSize) implements SlotValue {
    @Override
    public String format(long size) {
      return size + "s";
    }
  }

  /**
   * A value of one of the types that a list can hold.
   *
   * @throws IllegalArgumentException if it is of another type, or too large
   */
  static SlotValue of(@Nullable Object value) {
    return switch (value) {
      case null -> new OfNone();
      case Long number -> new OfLong(number);
      case Integer number -> new OfLong(number);
      case Short number -> new OfLong(number);
      case Byte number -> new OfLong(number);
      case Double number -> new OfDouble(number);
      case Float number -> new OfDouble(number);
      case Boolean truth -> new OfBoolean(truth);
      case String text -> text(text);
      case byte[] bytes -> new OfBytes(BYTES, bytes, slotSizeFor(bytes.length, bytes.length));
      default ->
          throw new IllegalArgumentException(
              "a shareable list holds numbers of at most 64 bits, Boolean, String, byte[] and null, not "
                  + value.getClass().getName());
    };
  }

  private static SlotValue text(String text) {
    try {
      ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      byte[] bytes = new byte[encoded.remaining()];
      encoded.get(bytes);
      return new OfBytes(
          TEXT, bytes, slotSizeFor(text.codePointCount(0, text.length()), bytes.length));
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("a text with half a surrogate pair has no UTF-8 form", e);
    }
  }

  private static long slotSizeFor(long length, long bytes) {
    long pythons = (length / ListLayout.WORD + 1) * ListLayout.WORD;
    long needed = (bytes + ListLayout.WORD - 1) / ListLayout.WORD * ListLayout.WORD;
    long size = Math.max(pythons, needed);
    if (size > LARGEST_SLOT) {
      throw new IllegalArgumentException(
          "a slot of a shareable list holds less than "
              + LARGEST_SLOT
              + " bytes, not "
              + bytes
              + ": use SharedMemory");
    }
    return size;
  }
}
