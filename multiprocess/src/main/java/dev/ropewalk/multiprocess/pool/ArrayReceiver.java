package dev.ropewalk.multiprocess.pool;

import dev.ropewalk.multiprocess.internal.Codec;
import dev.ropewalk.multiprocess.internal.LargeArrays;
import dev.ropewalk.multiprocess.internal.Packet;
import dev.ropewalk.multiprocess.memory.SharedBlock;
import java.io.Closeable;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.lang.foreign.MemorySegment;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes the large arrays that an {@link ArraySender} sends. For the thread that reads. */
final class ArrayReceiver implements Closeable {

  /** Up to here a length is believed; the memory for a longer array grows with what has come. */
  private static final int BELIEVED = 1 << 24;

  private static final int GROWTH = 8;

  private final ArraySender.Out answers;
  private @Nullable SharedBlock window;
  private int next;
  private List<MemorySegment> arrived = new ArrayList<>(0);
  private @Nullable MemorySegment present;
  private char type;
  private long length;
  private long received;

  /** @param answers sends, without waiting for this side to read on */
  ArrayReceiver(ArraySender.Out answers) {
    this.answers = answers;
  }

  /**
   * Takes a frame, if it is about arrays.
   *
   * @throws IOException if the other side does not keep to the rules, or is gone
   */
  boolean accept(byte[] frame) throws IOException {
    switch (frame[0]) {
      case Wire.WINDOW -> openWindow(frame);
      case Wire.ARRAY -> begin(ByteBuffer.wrap(frame, 1, frame.length - 1));
      case Wire.SLICE -> take(frame);
      default -> {
        return false;
      }
    }
    return true;
  }

  /** A frame that has come, with the arrays that came before it for it. */
  Packet complete(byte[] frame) {
    if (arrived.isEmpty() || !Wire.mayHaveArrays(frame)) {
      return Packet.of(frame);
    }
    Packet whole = new Packet(frame, arrived);
    arrived = new ArrayList<>(0);
    return whole;
  }

  private void openWindow(byte[] frame) throws IOException {
    try {
      Object[] told = Codec.decodeSeveral(Packet.of(frame), null, null, null);
      Path path = Path.of((String) told[1]);
      window =
          SharedBlock.attach((String) told[0], path, (long) ArraySender.SLOTS * ArraySender.SLICE);
      answers.send(Wire.frame(Wire.ROOM, ArraySender.SLOTS));
    } catch (ClassNotFoundException | InvalidObjectException e) {
      answers.send(Wire.frame(Wire.ROOM, 0));
    }
  }

  private void begin(ByteBuffer head) throws ProtocolException {
    type = head.getChar();
    length = head.getLong();
    if (!LargeArrays.canBe(type, length)) {
      throw new ProtocolException("an array of " + length + " bytes and type " + type);
    }
    received = 0;
    present = LargeArrays.newArray(type, Math.min(length, BELIEVED));
  }

  private void take(byte[] frame) throws IOException {
    if (present == null) {
      throw new ProtocolException("a slice of no array");
    }
    long size = Math.min(ArraySender.SLICE, length - received);
    MemorySegment array = withRoomFor(present, received + size);
    SharedBlock shared = window;
    if (frame.length > 1) {
      if (frame.length - 1 != size) {
        throw new ProtocolException("a slice of " + (frame.length - 1) + " bytes");
      }
      MemorySegment.copy(MemorySegment.ofArray(frame), 1, array, received, size);
    } else if (shared == null) {
      throw new ProtocolException("a slice in no window");
    } else {
      MemorySegment.copy(shared.memory(), (long) next * ArraySender.SLICE, array, received, size);
      next = (next + 1) % ArraySender.SLOTS;
      answers.send(Wire.frame(Wire.ROOM, 1));
    }
    received += size;
    present = received == length ? null : array;
    if (present == null) {
      arrived.add(array);
    }
  }

  private MemorySegment withRoomFor(MemorySegment array, long bytes) {
    if (bytes <= array.byteSize()) {
      return array;
    }
    MemorySegment larger = LargeArrays.newArray(type, Math.min(length, GROWTH * array.byteSize()));
    MemorySegment.copy(array, 0, larger, 0, received);
    return larger;
  }

  @Override
  public void close() {
    if (window != null) {
      window.close();
    }
  }
}
