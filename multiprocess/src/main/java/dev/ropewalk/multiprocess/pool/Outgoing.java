package dev.ropewalk.multiprocess.pool;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.ropewalk.multiprocess.internal.Packet;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What a child sends to its parent, but its log: packets of the main thread, and answers of the thread that reads. That one must not
 * wait until the parent reads: the parent may be waiting for it to read on. So another thread sends answers, started by the first
 * one, or the main thread before a packet of its own.
 */
final class Outgoing {
  /*
   * An answer goes before each packet that is sent after it was given: a task's RETURNED before the beginning and the outcome of
   * each later task. For the reader gives it before it reads on, so before the main thread can take a later task and send
   * anything of it. Answers are taken out and sent under one monitor, so a flush does not return while another thread is about
   * to send one.
   */
  private final ArraySender.Out channel;
  private final ArraySender arrays;
  private final Object sending = new Object();

  @GuardedBy("this")
  private final Deque<byte[]> answers = new ArrayDeque<>();

  @GuardedBy("this")
  private boolean started;

  /** @param channel may wait */
  Outgoing(ArraySender.Out channel) {
    this.channel = channel;
    this.arrays = new ArraySender(channel);
  }

  /** Sends an answer soon. By the thread that reads. */
  synchronized void answer(byte[] frame) {
    answers.add(frame);
    if (started) {
      notifyAll();
    } else {
      started = true;
      Thread.ofPlatform().name("ropewalk-answers").daemon().start(this::run);
    }
  }

  /** There is so much more room for large arrays. By the thread that reads. */
  void granted(long slots) {
    arrays.granted(slots);
  }

  /** Sends all answers that were given, and a packet. By the main thread. */
  void send(Packet packet) throws IOException {
    flush();
    for (MemorySegment array : packet.arrays()) {
      arrays.send(array);
    }
    channel.send(packet.frame());
  }

  private void flush() throws IOException {
    synchronized (sending) {
      for (byte[] frame = next(); frame != null; frame = next()) {
        channel.send(frame);
      }
    }
  }

  private synchronized byte @Nullable [] next() {
    return answers.poll();
  }

  private void run() {
    try {
      while (true) {
        awaitAnswer();
        flush();
      }
    } catch (IOException e) {
      // The parent is gone, and this process about to end.
    }
  }

  private synchronized void awaitAnswer() {
    while (answers.isEmpty()) {
      try {
        wait();
      } catch (InterruptedException e) {
        // By a program that interrupts all threads.
      }
    }
  }
}
