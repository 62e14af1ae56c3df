package dev.ropewalk.multiprocess.shared;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.lang.ref.Reference;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/**
 * A list of simple values in shared memory, which other processes read and change in place, in Java or in Python: {@code
 * multiprocessing.shared_memory.ShareableList}. The layout is CPython's, byte for byte.
 *
 * <p>Its length is fixed, and so is the room in each slot: 8 bytes for numbers, truth values and null, and for text and
 * bytes those it was made with, rounded up as in Python. Any value may be put into any slot in which it fits.
 *
 * <table>
 *   <caption>Types</caption>
 *   <tr><th>Python</th><th>put</th><th>read</th></tr>
 *   <tr><td>{@code int}</td><td>Byte, Short, Integer, Long</td><td>Long</td></tr>
 *   <tr><td>{@code float}</td><td>Float, Double</td><td>Double</td></tr>
 *   <tr><td>{@code bool}</td><td>Boolean</td><td>Boolean</td></tr>
 *   <tr><td>{@code str}</td><td>String</td><td>String</td></tr>
 *   <tr><td>{@code bytes}</td><td>{@code byte[]}</td><td>{@code byte[]}, a copy</td></tr>
 *   <tr><td>{@code None}</td><td>null</td><td>null</td></tr>
 * </table>
 *
 * <p>Zeros at the end of text and bytes are lost, as in Python. {@code indexOf}, {@code count} and {@code contains} compare
 * values of the types in the last column, arrays by content; what is put as an Integer is found by an Integer.
 *
 * <p>Differences from Python. It is a {@link List}, without negative indexes. {@code indexOf} says -1 where {@code index}
 * raises. Text whose UTF-8 form is longer than Python's slot for it gets a larger slot; Python cuts it off, even within a
 * character. {@code True} is not found as 1, nor 1.0. Made from nothing but a name it attaches, in {@link #attach}; {@code
 * shm} is {@link #sharedMemory()}.
 *
 * <p>Nothing blocks. What is said of {@link SharedMemory} about closing, unlinking, cleaning up after the dead and Python's
 * resource tracker holds here too.
 *
 * <p>Memory consistency effects: none, as in Python. Changing a slot takes three steps (what it holds, how to read it, the
 * value), which another process may see apart or not at all until both have synchronized by other means: a lock, a {@link
 * SharedValue}, the start or the join of a process. Whoever reads a half-written slot gets an old or mixed value or an
 * {@link IllegalStateException}, never anything outside the list.
 */
public final class ShareableList extends AbstractList<@Nullable Object>
    implements RandomAccess, AutoCloseable, Serializable {
  private static final long serialVersionUID = 1;

  private final transient SharedMemory memory;
  private final transient ListLayout layout;

  private ShareableList(SharedMemory memory, ListLayout layout) {
    this.memory = memory;
    this.layout = layout;
  }

  /**
   * A new list of these values, in a segment with a new name.
   *
   * @throws IllegalArgumentException if one of them is of another type, or too large
   * @throws NoSpaceException if there is not so much room
   * @throws SharedMemoryException if it can't be made for another reason
   */
  public static ShareableList of(@Nullable Object... values) {
    return copyOf(Arrays.asList(values));
  }

  /**
   * A new list of these values, in a segment with a new name.
   *
   * @throws IllegalArgumentException if one of them is of another type, or too large
   * @throws NoSpaceException if there is not so much room
   * @throws SharedMemoryException if it can't be made for another reason
   */
  public static ShareableList copyOf(Collection<? extends @Nullable Object> values) {
    List<SlotValue> slots = slots(values);
    return fill(SharedMemory.create(ListLayout.size(slots)), slots);
  }

  /**
   * A new list of these values, in a segment with this name.
   *
   * @throws IllegalArgumentException if one of them is of another type, or too large, or the name is none
   * @throws SegmentExistsException if there is a segment of this name
   * @throws NoSpaceException if there is not so much room
   * @throws SharedMemoryException if it can't be made for another reason
   */
  public static ShareableList copyOf(String name, Collection<? extends @Nullable Object> values) {
    List<SlotValue> slots = slots(values);
    return fill(SharedMemory.create(name, ListLayout.size(slots)), slots);
  }

  private static List<SlotValue> slots(Collection<? extends @Nullable Object> values) {
    return values.stream().map(SlotValue::of).toList();
  }

  private static ShareableList fill(SharedMemory memory, List<SlotValue> slots) {
    return new ShareableList(memory, ListLayout.write(memory.segment(), slots));
  }

  /**
   * Attaches to the list in the segment of this name, whoever made it.
   *
   * @throws IllegalArgumentException if the name is none
   * @throws NoSuchSegmentException if there is none
   * @throws SizeMismatchException if the segment is too small for what it says it holds: it is no list
   * @throws SharedMemoryException if it can't be attached to for another reason
   */
  public static ShareableList attach(String name) {
    SharedMemory memory = SharedMemory.attach(name);
    try {
      return in(memory);
    } catch (SizeMismatchException e) {
      memory.close();
      throw e;
    }
  }

  private static ShareableList in(SharedMemory memory) {
    ListLayout layout = ListLayout.read(memory.segment());
    if (layout == null) {
      throw new SizeMismatchException(
          "the " + memory.size() + " bytes of segment " + memory.name() + " are no shareable list");
    }
    return new ShareableList(memory, layout);
  }

  /** The memory it lies in. */
  public SharedMemory sharedMemory() {
    return memory;
  }

  /** What the slots hold now, in the terms of Python's {@code struct} module. */
  public String format() {
    try {
      StringBuilder formats = new StringBuilder();
      for (int i = 0; i < layout.count(); i++) {
        formats.append(layout.format(i));
      }
      return formats.toString();
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /** How many values it holds. */
  @Override
  public int size() {
    return layout.count();
  }

  /**
   * The value in a slot.
   *
   * @throws IndexOutOfBoundsException if there is no such slot
   * @throws IllegalStateException if the list is closed, or the slot is being written or was overwritten
   */
  @Override
  public @Nullable Object get(int index) {
    try {
      return layout.get(Objects.checkIndex(index, layout.count()));
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /**
   * Puts a value into a slot and returns the one before, in no way as one step.
   *
   * @throws IndexOutOfBoundsException if there is no such slot
   * @throws IllegalArgumentException if the value is of another type, or larger than the slot; then nothing is changed
   * @throws IllegalStateException if the list is closed, or the slot is being written or was overwritten
   */
  @Override
  public @Nullable Object set(int index, @Nullable Object value) {
    Object before = get(index);
    SlotValue put = SlotValue.of(value);
    long room = layout.slotSize(index);
    if (put instanceof SlotValue.OfBytes bytes && bytes.encoded().length > room) {
      throw new IllegalArgumentException(
          "a value of "
              + bytes.encoded().length
              + " bytes exceeds the available storage of slot "
              + index
              + ", "
              + room
              + " bytes");
    }
    try {
      layout.put(index, put, put.format(room));
    } finally {
      Reference.reachabilityFence(this);
    }
    return before;
  }

  /** How often it holds a value. */
  public int count(@Nullable Object value) {
    int count = 0;
    for (Object element : this) {
      if (isSame(element, value)) {
        count++;
      }
    }
    return count;
  }

  @Override
  public int indexOf(@Nullable Object value) {
    for (int i = 0; i < size(); i++) {
      if (isSame(get(i), value)) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public int lastIndexOf(@Nullable Object value) {
    for (int i = size() - 1; i >= 0; i--) {
      if (isSame(get(i), value)) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public boolean contains(@Nullable Object value) {
    return indexOf(value) >= 0;
  }

  private static boolean isSame(@Nullable Object element, @Nullable Object value) {
    Object same =
        switch (value) {
          case Integer number -> number.longValue();
          case Short number -> number.longValue();
          case Byte number -> number.longValue();
          case Float number -> number.doubleValue();
          case null, default -> value;
        };
    return Objects.deepEquals(element, same);
  }

  /** Takes the name of its memory away; see {@link SharedMemory#unlink()}. */
  public void unlink() {
    memory.unlink();
  }

  /** Frees this process's hold on the memory; further calls do nothing. */
  @Override
  public void close() {
    memory.close();
  }

  @Override
  public String toString() {
    Object content = memory.isClosed() ? "closed" : super.toString();
    return "ShareableList[" + content + ", name " + memory.name() + "]";
  }

  private Object writeReplace() {
    return new Handle(memory);
  }

  private void readObject(ObjectInputStream stream) throws InvalidObjectException {
    throw new InvalidObjectException("a shareable list travels as a handle");
  }

  /** What travels in place of it. */
  private record Handle(SharedMemory memory) implements Serializable {
    Object readResolve() {
      return in(memory);
    }
  }
}
