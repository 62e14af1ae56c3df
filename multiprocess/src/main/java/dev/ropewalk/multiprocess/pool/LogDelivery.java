package dev.ropewalk.multiprocess.pool;

import dev.ropewalk.multiprocess.internal.ArrayClaims;
import dev.ropewalk.multiprocess.internal.Codec;
import dev.ropewalk.multiprocess.internal.Packet;
import dev.ropewalk.multiprocess.internal.SafeText;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.Marker;
import org.slf4j.MarkerFactory;
import org.slf4j.event.Level;

/**
 * Gives the log records of a child to the logging of this process, which decides by the name of the logger and the level as it
 * does for its own.
 */
final class LogDelivery {

  private LogDelivery() {}

  /**
   * Logs what a frame of {@link Wire#LOG} carries. The thread is called {@code process/thread} meanwhile, as the record's
   * thread is, because that is where every kind of logging gets the name from. The logging may leave it interrupted, which is taken
   * back: it would close the channel to the child.
   *
   * @return the record in one line or more
   */
  static String deliver(byte[] frame, String process) {
    Thread thread = Thread.currentThread();
    String name = thread.getName();
    boolean interrupted = Thread.interrupted();
    Map<String, String> context = MDC.getCopyOfContextMap();
    try {
      ClassLoader ours = LogDelivery.class.getClassLoader();
      Object[] entry =
          Codec.decodeSeveral(Packet.of(frame), ours, new ArrayClaims(frame.length), null);
      thread.setName(process + "/" + entry[4]);
      setContext(context((Map<?, ?>) entry[5]));
      log(entry);
      return Level.intToLevel((Integer) entry[1]) + " " + entry[0] + " - " + entry[3];
    } catch (IOException | ClassNotFoundException | RuntimeException | Error e) {
      // Of whatever kind: whoever serves the child goes on, and says so where logging can't.
      String told = "A log record of " + process + " could not be logged here: " + SafeText.of(e);
      System.err.println(told);
      return told;
    } finally {
      thread.setName(name);
      setContext(context);
      boolean _ = Thread.interrupted();
      if (interrupted) {
        thread.interrupt();
      }
    }
  }

  private static void log(Object[] entry) {
    Logger logger = LoggerFactory.getLogger((String) entry[0]);
    Marker marker = entry[2] == null ? null : MarkerFactory.getMarker((String) entry[2]);
    String message = (String) entry[3];
    RemoteFailure failure = RemoteFailure.ofNullable((Object[]) entry[6]);
    switch (Level.intToLevel((Integer) entry[1])) {
      case TRACE -> logger.trace(marker, message, failure);
      case DEBUG -> logger.debug(marker, message, failure);
      case INFO -> logger.info(marker, message, failure);
      case WARN -> logger.warn(marker, message, failure);
      case ERROR -> logger.error(marker, message, failure);
    }
  }

  @SuppressWarnings("unchecked") // texts, as the child's MDC has nothing else
  private static @Nullable Map<String, String> context(@Nullable Map<?, ?> sent) {
    return (Map<String, String>) sent;
  }

  private static void setContext(@Nullable Map<String, String> context) {
    if (context == null) {
      MDC.clear();
    } else {
      MDC.setContextMap(context);
    }
  }
}
