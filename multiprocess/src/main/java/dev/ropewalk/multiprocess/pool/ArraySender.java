package dev.ropewalk.multiprocess.pool;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.ropewalk.multiprocess.internal.Codec;
import dev.ropewalk.multiprocess.internal.LargeArrays;
import dev.ropewalk.multiprocess.memory.NoRoomException;
import dev.ropewalk.multiprocess.memory.SharedBlock;
import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Sends large arrays: slice by slice through a window, which is memory that both sides map. One thread sends; another, or the same,
 * reads what the other side answers.
 */
final class ArraySender implements Closeable {
  /*
   * The window has SLOTS slots, used in turn. A slice is written into a slot, then a frame says so; the receiver copies it and
   * answers with a frame that says that the slot is free. So while one side writes a slice the other reads the one before, and each
   * byte is copied twice, by two processors at a time. The system calls by which a frame is sent and received order the accesses
   * to the window: no slot is written before it was read, or read before it was written.
   *
   * The window is made for the first array, and kept: new memory costs several times as much as the copying. At first it has no
   * room. The receiver grants that once it has mapped the window, or says that it can't; then slices travel in their frames, as
   * they do if no window can be made.
   */

  /** How long a slice is at most. */
  static final int SLICE = 1 << 20;

  /** How many the window holds. */
  static final int SLOTS = 4;

  /** How a frame gets to the other side. */
  @FunctionalInterface
  interface Out {
    void send(byte[] frame) throws IOException;
  }

  /** Lets the thread that sends read what comes next. */
  @FunctionalInterface
  interface Reading {
    void readNext() throws IOException;
  }

  private final Out out;
  private final Reading reading;
  private @Nullable SharedBlock window;
  private boolean begun;
  private int next;

  @GuardedBy("this")
  private long room;

  @GuardedBy("this")
  private boolean refused;

  /** Where the thread that sends is also the one that reads. */
  ArraySender(Out out, Reading reading) {
    this.out = out;
    this.reading = reading;
  }

  /** Where another thread reads. */
  ArraySender(Out out) {
    this.out = out;
    this.reading = this::awaitAnswer;
  }

  /** The other side has answered. By the thread that reads. */
  synchronized void granted(long slots) {
    room += slots;
    refused |= slots == 0;
    notifyAll();
  }

  private synchronized void awaitAnswer() {
    boolean interrupted = false;
    while (room == 0 && !refused) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Sends an array; returns when the other side has it, or will have. */
  void send(MemorySegment array) throws IOException {
    byte[] head =
        ByteBuffer.allocate(1 + Character.BYTES + Long.BYTES)
            .put(Wire.ARRAY)
            .putChar(LargeArrays.type(array))
            .putLong(array.byteSize())
            .array();
    out.send(head);
    openWindow();
    for (long at = 0; at < array.byteSize(); at += SLICE) {
      sendSlice(array.asSlice(at, Math.min(SLICE, array.byteSize() - at)));
    }
  }

  private void openWindow() throws IOException {
    if (begun) {
      return;
    }
    begun = true;
    try {
      SharedBlock made = SharedBlock.create((long) SLOTS * SLICE);
      window = made;
      out.send(Codec.encode(Wire.WINDOW, new Object[] {made.token(), made.path().toString()}));
    } catch (NoRoomException e) {
      // Then it goes without.
    }
  }

  private void sendSlice(MemorySegment slice) throws IOException {
    SharedBlock shared = window;
    if (shared == null || !takeRoom()) {
      byte[] frame = new byte[1 + (int) slice.byteSize()];
      frame[0] = Wire.SLICE;
      MemorySegment.copy(slice, 0, MemorySegment.ofArray(frame), 1, slice.byteSize());
      out.send(frame);
    } else {
      MemorySegment.copy(slice, 0, shared.memory(), (long) next * SLICE, slice.byteSize());
      next = (next + 1) % SLOTS;
      out.send(Wire.frame(Wire.SLICE));
    }
  }

  /** Waits for a free slot; false if the other side has not got the window. */
  boolean takeRoom() throws IOException {
    while (true) {
      synchronized (this) {
        if (refused) {
          return false;
        }
        if (room > 0) {
          room--;
          return true;
        }
      }
      reading.readNext();
    }
  }

  @Override
  public void close() {
    if (window != null) {
      window.close();
    }
  }
}
