package dev.ropewalk.multiprocess.logging;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;
import org.slf4j.event.Level;
import org.slf4j.event.LoggingEvent;
import org.slf4j.helpers.AbstractLogger;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.spi.LoggingEventAware;

/** Makes records of what is logged. Messages are put together here: their arguments need not travel. */
final class RelayLogger extends AbstractLogger implements LoggingEventAware {

  private static final long serialVersionUID = 1;

  RelayLogger(String name) {
    this.name = name;
  }

  @Override
  protected @Nullable String getFullyQualifiedCallerName() {
    return null; // only a parent whose logging looks at stacks would want it, and the stack is here
  }

  @Override
  protected void handleNormalizedLoggingCall(
      Level level,
      @Nullable Marker marker,
      @Nullable String pattern,
      Object @Nullable [] arguments,
      @Nullable Throwable failure) {
    String message = String.valueOf(MessageFormatter.basicArrayFormat(pattern, arguments));
    accept(level, marker, message, failure);
  }

  /** Of SLF4J's fluent interface. Key-value pairs come before the message, as SLF4J does it; of markers the first one goes. */
  @Override
  public void log(LoggingEvent event) {
    StringBuilder message = new StringBuilder();
    List<KeyValuePair> pairs = event.getKeyValuePairs();
    if (pairs != null) {
      pairs.forEach(pair -> message.append(pair.key).append('=').append(pair.value).append(' '));
    }
    message.append(MessageFormatter.basicArrayFormat(event.getMessage(), event.getArgumentArray()));
    List<Marker> markers = event.getMarkers();
    Marker marker = markers == null || markers.isEmpty() ? null : markers.getFirst();
    accept(event.getLevel(), marker, message.toString(), event.getThrowable());
  }

  private void accept(
      Level level, @Nullable Marker marker, String message, @Nullable Throwable failure) {
    LogRelay.accept(
        new LogRelay.Entry(
            name,
            level,
            marker == null ? null : marker.getName(),
            message,
            Thread.currentThread().getName(),
            MDC.getCopyOfContextMap(),
            failure));
  }

  @Override
  public boolean isTraceEnabled() {
    return LogRelay.isEnabled(Level.TRACE);
  }

  @Override
  public boolean isTraceEnabled(Marker marker) {
    return isTraceEnabled();
  }

  @Override
  public boolean isDebugEnabled() {
    return LogRelay.isEnabled(Level.DEBUG);
  }

  @Override
  public boolean isDebugEnabled(Marker marker) {
    return isDebugEnabled();
  }

  @Override
  public boolean isInfoEnabled() {
    return LogRelay.isEnabled(Level.INFO);
  }

  @Override
  public boolean isInfoEnabled(Marker marker) {
    return isInfoEnabled();
  }

  @Override
  public boolean isWarnEnabled() {
    return LogRelay.isEnabled(Level.WARN);
  }

  @Override
  public boolean isWarnEnabled(Marker marker) {
    return isWarnEnabled();
  }

  @Override
  public boolean isErrorEnabled() {
    return LogRelay.isEnabled(Level.ERROR);
  }

  @Override
  public boolean isErrorEnabled(Marker marker) {
    return isErrorEnabled();
  }
}
