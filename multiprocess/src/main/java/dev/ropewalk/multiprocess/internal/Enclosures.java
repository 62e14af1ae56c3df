package dev.ropewalk.multiprocess.internal;

import dev.ropewalk.multiprocess.spi.ObjectSerializer;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What within one object that is encoded is not left to Java's serialization. A large array is taken out, and something small that
 * says which it was put in its place; an object that the pool's serializer accepts is written by that.
 */
final class Enclosures {

  /** How the names of classes begin that no serializer is asked for. */
  private static final List<String> NOT_FOR_SERIALIZERS =
      List.of(
          "java.",
          "dev.ropewalk.threads",
          "dev.ropewalk.executors",
          "dev.ropewalk.multiprocess.internal",
          "dev.ropewalk.multiprocess.shared",
          "dev.ropewalk.multiprocess.connection",
          "dev.ropewalk.multiprocess.ProcessLocal");

  private final boolean copies;
  private final @Nullable ObjectSerializer serializer;
  private final List<MemorySegment> arrays = new ArrayList<>(0);

  /**
   * Nothing so far.
   *
   * @param copies whether arrays are to arrive as they are now, whatever becomes of them
   * @param serializer that of the pool, if it has one
   */
  Enclosures(boolean copies, @Nullable ObjectSerializer serializer) {
    this.copies = copies;
    this.serializer = serializer;
  }

  /** Stands in a stream for one of them. The stream asks once for each array: one that is there twice is one mark twice. */
  private static final class Mark implements Serializable {
    private static final long serialVersionUID = 1;
    final int index;

    Mark(int index) {
      this.index = index;
    }
  }

  /** Stands in a stream for an object that the serializer has written. */
  private static final class Written implements Serializable {
    private static final long serialVersionUID = 1;

    final byte[] bytes;

    Written(byte[] bytes) {
      this.bytes = bytes;
    }
  }

  /** The arrays that were taken out. */
  List<MemorySegment> arrays() {
    return arrays;
  }

  /** Takes this out, if it is a large array. */
  boolean take(@Nullable Object object) {
    MemorySegment bytes = LargeArrays.find(object);
    return bytes != null && arrays.add(copies ? LargeArrays.copy(bytes) : bytes);
  }

  private Object replace(Object object) throws IOException {
    if (take(object)) {
      return new Mark(arrays.size() - 1);
    }
    return serializer != null && isFor(serializer, object.getClass())
        ? new Written(serializer.write(object))
        : object;
  }

  private static boolean isFor(ObjectSerializer serializer, Class<?> type) {
    return !type.isArray()
        && !type.isHidden()
        && !Enum.class.isAssignableFrom(type)
        && NOT_FOR_SERIALIZERS.stream().noneMatch(type.getName()::startsWith)
        && serializer.accepts(type);
  }

  /**
   * What stands in a stream, or what it stands for.
   *
   * @param loader for the serializer
   */
  static Object resolve(
      Object object,
      List<MemorySegment> arrays,
      @Nullable ObjectSerializer serializer,
      ClassLoader loader)
      throws IOException {
    return switch (object) {
      case Mark mark -> get(mark.index, arrays);
      case Written written when serializer != null -> read(written.bytes, serializer, loader);
      default -> object;
    };
  }

  private static Object read(byte[] bytes, ObjectSerializer serializer, ClassLoader loader)
      throws IOException {
    try {
      return serializer.read(bytes, loader);
    } catch (ClassNotFoundException e) {
      throw new IOException("a class is unknown here: " + e.getMessage(), e);
    }
  }

  /** One that came with a frame. */
  static Object get(int index, List<MemorySegment> arrays) throws InvalidObjectException {
    if (index < 0 || index >= arrays.size()) {
      throw new InvalidObjectException(
          "a large array is missing: number " + index + " of " + arrays.size());
    }
    return LargeArrays.arrayOf(arrays.get(index));
  }

  /** Writes objects, but what is taken out of them or written otherwise. */
  static class Stream extends ObjectOutputStream {
    private final Enclosures enclosures;

    @SuppressWarnings("this-escape") // only to the superclass
    Stream(OutputStream out, Enclosures enclosures) throws IOException {
      super(out);
      this.enclosures = enclosures;
      enableReplaceObject(true);
    }

    @Override
    protected Object replaceObject(Object object) throws IOException {
      return enclosures.replace(object);
    }
  }
}
