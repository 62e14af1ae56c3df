package dev.ropewalk.multiprocess.internal;

import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The large arrays within one object that is encoded: each is taken out, and something small that says which it was put in. */
final class Enclosures {

  private final boolean copies;
  private final List<MemorySegment> arrays = new ArrayList<>(0);

  /** @param copies whether they are to arrive as they are now, whatever becomes of them */
  Enclosures(boolean copies) {
    this.copies = copies;
  }

  /** Stands in a stream for one of them. The stream asks once for each array: one that is there twice is one mark twice. */
  private static final class Mark implements Serializable {
    private static final long serialVersionUID = 1;
    final int index;

    Mark(int index) {
      this.index = index;
    }
  }

  /** What was taken out. */
  List<MemorySegment> arrays() {
    return arrays;
  }

  /** Takes this out, if it is a large array. */
  boolean take(@Nullable Object object) {
    MemorySegment bytes = LargeArrays.find(object);
    return bytes != null && arrays.add(copies ? LargeArrays.copy(bytes) : bytes);
  }

  private Object replace(Object object) {
    return take(object) ? new Mark(arrays.size() - 1) : object;
  }

  /** What stands in a stream, or the array that it stands for. */
  static Object resolve(Object object, List<MemorySegment> arrays) throws InvalidObjectException {
    return object instanceof Mark mark ? get(mark.index, arrays) : object;
  }

  /** One that came with a frame. */
  static Object get(int index, List<MemorySegment> arrays) throws InvalidObjectException {
    if (index < 0 || index >= arrays.size()) {
      throw new InvalidObjectException(
          "a large array is missing: number " + index + " of " + arrays.size());
    }
    return LargeArrays.arrayOf(arrays.get(index));
  }

  /** Writes objects, but the large arrays. */
  static class Stream extends ObjectOutputStream {
    private final Enclosures enclosures;

    @SuppressWarnings("this-escape") // only to the superclass
    Stream(OutputStream out, Enclosures enclosures) throws IOException {
      super(out);
      this.enclosures = enclosures;
      enableReplaceObject(true);
    }

    @Override
    protected Object replaceObject(Object object) {
      return enclosures.replace(object);
    }
  }
}
