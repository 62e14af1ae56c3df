package dev.ropewalk.multiprocess.pool;

import dev.ropewalk.multiprocess.internal.Codec;
import dev.ropewalk.multiprocess.internal.FrameChannel;
import dev.ropewalk.multiprocess.internal.Packet;
import dev.ropewalk.multiprocess.logging.LogRelay;
import java.io.IOException;
import java.io.InputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A child's connection to its parent. A thread of its own reads it all the time, so that the end of the parent is noticed
 * whatever the program in this process is doing; this process does not outlive its parent.
 */
final class ParentLink {
  /*
   * A JVM that exits waits up to 300 ms for threads that are in native code, as one that reads from a socket is. So once
   * the exit has begun, the reading ends (announceExit shuts the input down), and the same thread looks every PULSE whether
   * the parent is still there.
   *
   * leaving: volatile; set before the input is shut down, so the end of input that follows from that finds it set.
   */

  /** How long the program's shutdown hooks may take once the parent is gone. */
  private static final Duration LAST_WORDS = Duration.ofSeconds(1);

  private static final Duration PULSE = Duration.ofMillis(50);

  private static final int ENDED = 1;

  private final FrameChannel channel;
  private final Identity identity;
  private final LogSender logs;
  private final Orders orders;
  private final Outgoing outgoing;
  private final ArrayReceiver arriving;
  private volatile boolean leaving;

  private ParentLink(FrameChannel channel, Identity identity, Thread main) {
    this.channel = channel;
    this.identity = identity;
    this.orders = new Orders(main);
    this.logs = new LogSender(channel::send);
    this.outgoing = new Outgoing(channel::sendForgettingInterrupts);
    this.arriving = new ArrayReceiver(outgoing::answer);
  }

  /**
   * Connects to whoever started this process, as told on its standard input. Called by the thread that does the work.
   *
   * @throws IOException if the parent is gone, or if whoever answers is not the parent
   */
  static ParentLink open(InputStream standardInput) throws IOException {
    Handover told = Handover.readFrom(standardInput);
    told.key().useForThisTree();
    told.identity().assume();
    SocketChannel connected;
    try {
      connected = SocketChannel.open(UnixDomainSocketAddress.of(told.socket()));
    } finally {
      deleteTracesOf(told.socket());
    }
    FrameChannel channel = new FrameChannel(connected);
    Handshake.connect(channel, told.key(), told.challenge());
    ParentLink link = new ParentLink(channel, told.identity(), Thread.currentThread());
    switch (told.logs()) {
      case PARENT -> LogRelay.to(link.logs, told.logLevel());
      case STANDARD_ERROR -> LogRelay.to(LogPrinter::print, told.logLevel());
      case OWN -> {}
    }
    Thread.ofPlatform().name("ropewalk-parent-link").daemon().start(link::read);
    Runtime.getRuntime().addShutdownHook(new Thread(link::announceExit, "ropewalk-exit"));
    return link;
  }

  private static void deleteTracesOf(Path socket) {
    try {
      Files.deleteIfExists(socket);
      Path folder = socket.getParent();
      if (folder != null) {
        Files.deleteIfExists(folder);
      }
    } catch (IOException e) {
      // The parent deletes them too, unless it died.
    }
  }

  /** What the parent sent. */
  Orders orders() {
    return orders;
  }

  /** Sends something to the parent; if that is gone, this process is about to end. By the main thread. */
  void send(Packet packet) throws IOException {
    outgoing.send(packet);
  }

  private void read() {
    try {
      byte[] frame = channel.receive(FrameChannel.MAX_FRAME);
      while (frame != null) {
        switch (frame[0]) {
          case Wire.INTERRUPT -> giveBack(orders.interrupt(Codec.number(frame)));
          case Wire.RECALL -> giveBack(orders.recall());
          case Wire.ROOM -> outgoing.granted(Codec.number(frame));
          default -> {
            if (!arriving.accept(frame)) {
              orders.add(arriving.complete(frame));
            }
          }
        }
        frame = channel.receive(FrameChannel.MAX_FRAME);
      }
    } catch (IOException e) {
      // As good as its end: only the parent's death breaks a connection between local processes.
    } catch (OutOfMemoryError e) {
      System.err.println(
          "This process ends, since its heap has no room for what its parent sent: " + e);
    } finally {
      if (leaving) {
        awaitEndOfParent();
      }
      end();
    }
  }

  /** The last one first: each becomes the first of the queue that it came from. */
  private void giveBack(List<Long> tasks) {
    for (long task : tasks.reversed()) {
      outgoing.answer(Wire.frame(Wire.RETURNED, task));
    }
  }

  private void awaitEndOfParent() {
    try {
      while (identity.parentIsAlive()) {
        Thread.sleep(PULSE);
      }
    } catch (InterruptedException e) {
      // Nobody interrupts this thread but a program that looks for all; then the exit is cut short.
    }
  }

  /** Exits, and if the program's shutdown hooks don't come to an end, without them. */
  private static void end() {
    try {
      Thread.ofPlatform().name("ropewalk-last-words").daemon().start(ParentLink::haltSoon);
    } catch (Throwable failure) { // out of threads, or of memory
      Runtime.getRuntime().halt(ENDED);
    }
    System.exit(ENDED);
  }

  private static void haltSoon() {
    try {
      Thread.sleep(LAST_WORDS);
    } catch (InterruptedException e) {
      // Then there is no time for last words.
    }
    Runtime.getRuntime().halt(ENDED);
  }

  /** Runs in a shutdown hook. */
  private void announceExit() {
    boolean signalled = isToldByASignal();
    logs.beginExit();
    try {
      channel.send(Wire.frame(signalled ? Wire.SIGNALLED : Wire.EXITING));
      leaving = true;
      channel.shutdownInput();
    } catch (IOException e) {
      // The parent is gone and nobody asks.
    }
  }

  /*
   * That the program itself asked for the exit can't be seen directly; but if a signal did, the thread that handles it is
   * there, waiting for the hooks to end. A loop, since streams cost several times as much in a JVM that has used none.
   */
  private static boolean isToldByASignal() {
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      String name = thread.getName();
      if (name.startsWith("SIG") && name.endsWith(" handler")) {
        return true;
      }
    }
    return false;
  }
}
