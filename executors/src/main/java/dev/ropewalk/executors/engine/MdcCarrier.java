package dev.ropewalk.executors.engine;

import dev.ropewalk.threads.ContextCarrier;
import java.io.Serializable;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** Carries SLF4J's mapped diagnostic context, so that a task logs with the request id of whoever submitted it. */
final class MdcCarrier implements ContextCarrier {

  private static final Snapshot EMPTY = new MdcSnapshot(null);

  @Override
  public Snapshot capture() {
    Map<String, String> values = MDC.getCopyOfContextMap();
    return values == null ? EMPTY : new MdcSnapshot(values);
  }

  private record MdcSnapshot(@Nullable Map<String, String> values)
      implements Snapshot, Serializable {
    @Override
    public boolean carriesNothing() {
      return values == null;
    }

    @Override
    public Installed install() {
      Map<String, String> before = MDC.getCopyOfContextMap();
      if (before == null && values == null) {
        return MDC::clear; // what the work may have set
      }
      set(values);
      return () -> set(before);
    }
  }

  private static void set(@Nullable Map<String, String> values) {
    if (values == null) {
      MDC.clear();
    } else {
      MDC.setContextMap(values);
    }
  }
}
