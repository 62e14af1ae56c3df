package dev.ropewalk.multiprocess.shared;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where things are in the memory of a {@link ShareableList}. CPython's layout on 64-bit Linux, byte for byte; numbers are in
 * the byte order of the machine.
 */
final class ListLayout {
  /*
   *   bytes        what
   *   8            N, the number of slots
   *   8 * (N+1)    where each slot begins within the data, and where the last one ends
   *   K            the data: 8 bytes for a number, a truth value or None, a multiple of 8 for text and bytes
   *   8 * N        for each slot what it holds now, as a format of Python's struct module, padded with zeros
   *   N            for each slot how to read what it holds: 0 number or truth value, 1 text, 2 bytes, 3 None
   *
   * N and the beginnings never change, so they are read once. A slot keeps its size for good.
   */
  static final int WORD = Long.BYTES;

  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

  private final MemorySegment memory;
  private final long[] beginnings;

  private ListLayout(MemorySegment memory, long[] beginnings) {
    this.memory = memory;
    this.beginnings = beginnings;
  }

  /** The size of the memory for slots of these sizes. */
  static long size(List<SlotValue> values) {
    long data = values.stream().mapToLong(SlotValue::slotSize).sum();
    return WORD + (values.size() + 1L) * WORD + data + values.size() * (WORD + 1L);
  }

  /** Writes the slots into memory of that size. */
  static ListLayout write(MemorySegment memory, List<SlotValue> values) {
    long[] beginnings = new long[values.size() + 1];
    for (int i = 0; i < values.size(); i++) {
      beginnings[i + 1] = beginnings[i] + values.get(i).slotSize();
    }
    memory.set(LONG, 0, values.size());
    for (int i = 0; i < beginnings.length; i++) {
      memory.setAtIndex(LONG, i + 1L, beginnings[i]);
    }
    ListLayout layout = new ListLayout(memory, beginnings);
    for (int i = 0; i < values.size(); i++) {
      layout.put(i, values.get(i), values.get(i).format(layout.slotSize(i)));
    }
    return layout;
  }

  /**
   * Reads where the slots are.
   *
   * @return null if this is no list: something in it does not fit
   */
  static @Nullable ListLayout read(MemorySegment memory) {
    long words = memory.byteSize() / WORD;
    long count = words < 2 ? -1 : memory.get(LONG, 0);
    if (count < 0 || count > words - 2) {
      return null;
    }
    long[] beginnings = new long[(int) count + 1];
    for (int i = 0; i <= count; i++) {
      beginnings[i] = memory.getAtIndex(LONG, i + 1L);
      long least = i == 0 ? 0 : beginnings[i - 1] + WORD;
      if ((i == 0 && beginnings[i] != 0)
          || beginnings[i] < least
          || beginnings[i] % WORD != 0
          || beginnings[i] > memory.byteSize()) {
        return null;
      }
    }
    ListLayout layout = new ListLayout(memory, beginnings);
    return layout.code((int) count) > memory.byteSize() ? null : layout;
  }

  int count() {
    return beginnings.length - 1;
  }

  long slotSize(int slot) {
    return beginnings[slot + 1] - beginnings[slot];
  }

  private long slot(int slot) {
    return (count() + 2L) * WORD + beginnings[slot];
  }

  private long formatOf(int slot) {
    return slot(count()) + (long) slot * WORD;
  }

  private long code(int slot) {
    return formatOf(count()) + slot;
  }

  /** What a slot holds, as a format. */
  String format(int slot) {
    return new String(trimmed(formatOf(slot), WORD), StandardCharsets.UTF_8);
  }

  /** What a slot holds. */
  @Nullable Object get(int slot) {
    byte code = memory.get(ValueLayout.JAVA_BYTE, code(slot));
    String format = format(slot);
    return switch (code) {
      case SlotValue.TEXT ->
          new String(trimmed(slot(slot), length(slot, format)), StandardCharsets.UTF_8);
      case SlotValue.BYTES -> trimmed(slot(slot), length(slot, format));
      case SlotValue.NONE -> null;
      case SlotValue.NUMBER ->
          switch (format) {
            case "q" -> memory.get(LONG, slot(slot));
            case "d" -> memory.get(ValueLayout.JAVA_DOUBLE, slot(slot));
            case SlotValue.BOOLEAN_FORMAT ->
                memory.get(ValueLayout.JAVA_BYTE, slot(slot) + WORD - 1) != 0;
            default -> throw unknown(slot, code, format);
          };
      default -> throw unknown(slot, code, format);
    };
  }

  private long length(int slot, String format) {
    if (format.matches("[1-9][0-9]{0,6}s")) {
      long length = Long.parseLong(format.substring(0, format.length() - 1));
      if (length <= slotSize(slot)) {
        return length;
      }
    }
    throw unknown(slot, -1, format);
  }

  private static IllegalStateException unknown(int slot, int code, String format) {
    return new IllegalStateException(
        "slot "
            + slot
            + " of this shareable list holds what cannot be read (format "
            + format
            + (code < 0 ? "" : ", code " + code)
            + "): somebody is writing it, or wrote something else over it");
  }

  /** These bytes without the zeros at the end. */
  private byte[] trimmed(long offset, long length) {
    byte[] bytes = memory.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
    int end = bytes.length;
    while (end > 0 && bytes[end - 1] == 0) {
      end--;
    }
    return Arrays.copyOf(bytes, end);
  }

  /** Puts a value into its slot, in Python's order: format, code, value. */
  void put(int slot, SlotValue value, String format) {
    putPadded(formatOf(slot), WORD, format.getBytes(StandardCharsets.US_ASCII));
    memory.set(ValueLayout.JAVA_BYTE, code(slot), value.code());
    switch (value) {
      case SlotValue.OfLong(long number) -> memory.set(LONG, slot(slot), number);
      case SlotValue.OfDouble(double number) ->
          memory.set(ValueLayout.JAVA_DOUBLE, slot(slot), number);
      case SlotValue.OfBoolean(boolean truth) ->
          putPadded(slot(slot), WORD, new byte[] {0, 0, 0, 0, 0, 0, 0, (byte) (truth ? 1 : 0)});
      case SlotValue.OfNone() -> putPadded(slot(slot), WORD, new byte[0]);
      case SlotValue.OfBytes bytes ->
          putPadded(
              slot(slot),
              Long.parseLong(format.substring(0, format.length() - 1)),
              bytes.encoded());
    }
  }

  private void putPadded(long offset, long length, byte[] bytes) {
    MemorySegment target = memory.asSlice(offset, length);
    MemorySegment.copy(bytes, 0, target, ValueLayout.JAVA_BYTE, 0, bytes.length);
    target.asSlice(bytes.length).fill((byte) 0);
  }
}
