package dev.ropewalk.multiprocess.internal;

import dev.ropewalk.multiprocess.spi.ObjectSerializer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InvalidObjectException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Objects to frames and back, by Java serialization or, where a method says value, in the form of {@link Compact} if that covers
 * it. Each frame has a stream of its own: on a shared one the second task
 * would be handed a stale copy of an object that the first had carried too.
 */
public final class Codec {

  private static final int KIND = 1;
  private static final int NUMBER = Long.BYTES;

  private Codec() {}

  /**
   * A frame of this kind that carries an object.
   *
   * @throws IOException if it can't be serialized, or is larger than a frame may be
   */
  public static byte[] encode(byte kind, @Nullable Object object) throws IOException {
    return encode(new byte[] {kind}, object, ObjectOutputStream::new);
  }

  /**
   * A frame of this kind that carries a task, and something else, to a child; large arrays in them beside it, as they are now.
   *
   * @throws UnreachableClassException if a class of it is one that a child can't find
   * @throws IOException if it can't be serialized, or is larger than a frame may be
   */
  public static Packet encodeTask(
      byte kind, Object task, @Nullable Object more, @Nullable ObjectSerializer serializer)
      throws IOException {
    return encodeForChild(new byte[] {kind}, new Object[] {task, more}, serializer);
  }

  /**
   * A frame of this kind that carries a number, and an object to a child; large arrays in it beside it, as they are now.
   *
   * @throws UnreachableClassException if a class of it is one that a child can't find
   * @throws IOException if it can't be serialized, or is larger than a frame may be
   */
  public static Packet encodeNumbered(
      byte kind, long number, @Nullable Object object, @Nullable ObjectSerializer serializer)
      throws IOException {
    return encodeForChild(start(kind, number), object, serializer);
  }

  private static Packet encodeForChild(
      byte[] start, @Nullable Object object, @Nullable ObjectSerializer serializer)
      throws IOException {
    Enclosures enclosures = new Enclosures(true, serializer);
    byte[] frame = encode(start, object, out -> new Reach.Stream(out, enclosures));
    return new Packet(frame, enclosures.arrays());
  }

  private static byte[] start(byte kind, long number) {
    return ByteBuffer.allocate(KIND + NUMBER).put(kind).putLong(number).array();
  }

  /**
   * A frame of this kind that carries a value; large arrays in it beside it, which are not to be changed until that is sent.
   *
   * @throws IOException if it can't be serialized, or is larger than a frame may be
   */
  public static Packet encodeValue(
      byte kind, @Nullable Object value, @Nullable ObjectSerializer serializer) throws IOException {
    byte[] start = {kind};
    Enclosures enclosures = new Enclosures(false, serializer);
    Packet compact = encodeCompactly(start, value, enclosures);
    return compact == null
        ? new Packet(
            encode(start, value, out -> new Enclosures.Stream(out, enclosures)),
            enclosures.arrays())
        : compact;
  }

  /**
   * A frame of this kind that carries a number, and a value to a child; large arrays in it beside it, as they are now.
   *
   * @throws UnreachableClassException if a class of it is one that a child can't find
   * @throws IOException if it can't be serialized, or is larger than a frame may be
   */
  public static Packet encodeNumberedValue(
      byte kind, long number, @Nullable Object value, @Nullable ObjectSerializer serializer)
      throws IOException {
    byte[] start = start(kind, number);
    Packet compact = encodeCompactly(start, value, new Enclosures(true, serializer));
    return compact == null ? encodeForChild(start, value, serializer) : compact;
  }

  /** Null if {@link Compact} does not cover the value. */
  private static @Nullable Packet encodeCompactly(
      byte[] start, @Nullable Object value, Enclosures enclosures) {
    if (enclosures.take(value)) {
      byte[] frame = Arrays.copyOf(start, start.length + 1);
      frame[start.length] = Compact.BESIDE;
      return new Packet(frame, enclosures.arrays());
    }
    long size = Compact.size(value);
    if (size == Compact.NOT_COVERED) {
      return null;
    }
    byte[] frame = new byte[checked(start.length + size)];
    Compact.put(ByteBuffer.wrap(frame).put(start), value);
    return Packet.of(frame);
  }

  /** A frame of this kind that carries a number and a list of values; null if {@link Compact} does not cover one of them. */
  public static @Nullable Packet encodeNumberedList(byte kind, long number, List<?> values) {
    long size = Compact.listSize(values);
    if (size == Compact.NOT_COVERED) {
      return null;
    }
    byte[] frame = new byte[checked(KIND + NUMBER + size)];
    Compact.putList(ByteBuffer.wrap(frame).put(kind).putLong(number), values);
    return Packet.of(frame);
  }

  private static int checked(long size) {
    LimitedBuffer.check(size);
    return (int) size;
  }

  private interface StreamMaker {
    ObjectOutputStream on(OutputStream out) throws IOException;
  }

  private static byte[] encode(byte[] start, @Nullable Object object, StreamMaker maker)
      throws IOException {
    try (LimitedBuffer buffer = new LimitedBuffer()) {
      buffer.write(start);
      try (ObjectOutputStream stream = maker.on(buffer)) {
        stream.writeObject(object);
      }
      return buffer.toByteArray();
    } catch (StackOverflowError e) {
      throw new IOException("it is nested too deeply to be serialized", e);
    }
  }

  /**
   * The object that a frame carries.
   *
   * @param loader finds its classes; null means the system's
   * @throws IOException if the bytes are no such object
   * @throws ClassNotFoundException if one of its classes is unknown on this side
   */
  public static @Nullable Object decode(byte[] frame, @Nullable ClassLoader loader)
      throws IOException, ClassNotFoundException {
    return decode(frame, loader, null);
  }

  /**
   * The object that a frame carries, if this filter lets it pass.
   *
   * @param loader finds its classes; null means the system's
   * @param filter null lets everything pass
   * @throws IOException if the bytes are no such object, or the filter is against it
   * @throws ClassNotFoundException if one of its classes is unknown on this side
   */
  public static @Nullable Object decode(
      byte[] frame, @Nullable ClassLoader loader, @Nullable ObjectInputFilter filter)
      throws IOException, ClassNotFoundException {
    return decode(Packet.of(frame), KIND, loader, filter, null);
  }

  /**
   * The value that a frame carries, if this filter lets it pass.
   *
   * @param loader finds its classes; null means the system's
   * @param filter null lets everything pass
   * @throws IOException if the bytes are no such value, or the filter is against it
   * @throws ClassNotFoundException if one of its classes is unknown on this side
   */
  public static @Nullable Object decodeValue(
      Packet packet,
      @Nullable ClassLoader loader,
      @Nullable ObjectInputFilter filter,
      @Nullable ObjectSerializer serializer)
      throws IOException, ClassNotFoundException {
    return decodeValue(packet, KIND, loader, filter, serializer);
  }

  private static @Nullable Object decodeValue(
      Packet packet,
      int start,
      @Nullable ClassLoader loader,
      @Nullable ObjectInputFilter filter,
      @Nullable ObjectSerializer serializer)
      throws IOException, ClassNotFoundException {
    byte[] frame = packet.frame();
    if (frame.length <= start || !Compact.is(frame[start])) {
      return decode(packet, start, loader, filter, serializer);
    }
    return frame[start] == Compact.BESIDE
        ? Enclosures.get(0, packet.arrays())
        : Compact.get(ByteBuffer.wrap(frame, start, frame.length - start));
  }

  /** The number that a frame carries. */
  public static long number(byte[] frame) {
    return ByteBuffer.wrap(frame).getLong(KIND);
  }

  /**
   * What a frame carries behind a number.
   *
   * @param loader finds its classes; null means the system's
   * @throws IOException if the bytes are no such object
   * @throws ClassNotFoundException if one of its classes is unknown on this side
   */
  public static @Nullable Object decodeNumbered(
      Packet packet, @Nullable ClassLoader loader, @Nullable ObjectSerializer serializer)
      throws IOException, ClassNotFoundException {
    return decodeValue(packet, KIND + NUMBER, loader, null, serializer);
  }

  private static @Nullable Object decode(
      Packet packet,
      int start,
      @Nullable ClassLoader loader,
      @Nullable ObjectInputFilter filter,
      @Nullable ObjectSerializer serializer)
      throws IOException, ClassNotFoundException {
    ClassLoader classes = loader == null ? ClassLoader.getSystemClassLoader() : loader;
    byte[] frame = packet.frame();
    try (ObjectInputStream stream =
        new LoaderInputStream(
            new ByteArrayInputStream(frame, start, frame.length - start),
            classes,
            packet.arrays(),
            serializer)) {
      if (filter != null) {
        stream.setObjectInputFilter(filter);
      }
      return stream.readObject();
    } catch (StackOverflowError e) {
      InvalidObjectException failure =
          new InvalidObjectException("it is nested too deeply to be deserialized");
      failure.initCause(e);
      throw failure;
    }
  }

  /**
   * The array of objects that a frame carries, if this filter lets it pass.
   *
   * @param loader finds its classes; null means the system's
   * @param filter null lets everything pass
   * @throws IOException if the bytes are no such array, or the filter is against it
   * @throws ClassNotFoundException if one of its classes is unknown on this side
   */
  public static Object[] decodeSeveral(
      Packet packet,
      @Nullable ClassLoader loader,
      @Nullable ObjectInputFilter filter,
      @Nullable ObjectSerializer serializer)
      throws IOException, ClassNotFoundException {
    if (decode(packet, KIND, loader, filter, serializer) instanceof Object[] several) {
      return several;
    }
    throw new InvalidObjectException("a frame of kind " + packet.kind() + " carries an array");
  }

  /** Refuses more than one frame holds before the memory for it is taken. */
  private static final class LimitedBuffer extends ByteArrayOutputStream {
    LimitedBuffer() {
      super(512);
    }

    @Override
    public synchronized void write(int b) {
      check(count + 1L);
      super.write(b);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
      check((long) count + length);
      super.write(bytes, offset, length);
    }

    static void check(long size) {
      if (size > FrameChannel.MAX_FRAME) {
        throw new IllegalArgumentException(
            "it takes more than the "
                + FrameChannel.MAX_FRAME
                + " bytes that one message may have: share it instead (SharedArray), or send it in parts");
      }
    }
  }

  private static final class LoaderInputStream extends ObjectInputStream {
    private final ClassLoader loader;
    private final List<MemorySegment> arrays;
    private final @Nullable ObjectSerializer serializer;

    LoaderInputStream(
        InputStream in,
        ClassLoader loader,
        List<MemorySegment> arrays,
        @Nullable ObjectSerializer serializer)
        throws IOException {
      super(in);
      this.loader = loader;
      this.arrays = arrays;
      this.serializer = serializer;
      if (!arrays.isEmpty() || serializer != null) {
        enableResolveObject(true);
      }
    }

    @Override
    protected Object resolveObject(Object object) throws IOException {
      return Enclosures.resolve(object, arrays, serializer, loader);
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass description)
        throws IOException, ClassNotFoundException {
      try {
        return Class.forName(description.getName(), false, loader);
      } catch (ClassNotFoundException e) {
        return super.resolveClass(
            description); // primitive types, and what only our own loader sees
      }
    }
  }
}
