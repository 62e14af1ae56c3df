package dev.ropewalk.threads;

import dev.ropewalk.threads.ThreadDump.Entry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Makes dumps out of what the JVM tells. */
final class DumpReader {

  /** The threads at hand, for what the JVM's dump shows by class and hash only. */
  private final Map<Long, Thread> known = new HashMap<>();

  /** By monitor, the ident of the thread that owns it. */
  private final Map<String, Long> owners = new HashMap<>();

  private DumpReader() {}

  static ThreadDump take() {
    String json;
    try {
      json = HotSpotDump.json();
    } catch (IOException | RuntimeException | LinkageError e) {
      return plain(); // no such module, another JVM, or no temporary folder
    }
    try {
      return read(json);
    } catch (ClassCastException | IllegalArgumentException | NullPointerException e) {
      return plain(); // another JVM's format
    }
  }

  /** What every JVM tells. */
  static ThreadDump plain() {
    DumpReader reader = new DumpReader();
    reader.learnThreads();
    List<Entry> entries = new ArrayList<>();
    reader.known.values().forEach(thread -> entries.add(reader.entry(thread)));
    return dump(false, entries);
  }

  private static ThreadDump dump(boolean complete, List<Entry> entries) {
    entries.sort(Comparator.comparingLong(Entry::ident));
    return new ThreadDump(complete, entries);
  }

  private void learnThreads() {
    Thread.getAllStackTraces().keySet().forEach(thread -> known.put(thread.threadId(), thread));
    ChildThread.REGISTRY.alive().forEach(child -> known.put(child.ident(), child.thread()));
  }

  private Entry entry(Thread thread) {
    List<String> stack = Arrays.stream(thread.getStackTrace()).map(Object::toString).toList();
    return new Entry(
        thread.threadId(),
        thread.getName(),
        thread.isVirtual(),
        thread.getState(),
        blocker(thread),
        null,
        stack);
  }

  private static @Nullable String blocker(@Nullable Thread thread) {
    Object blocker = thread == null ? null : LockSupport.getBlocker(thread);
    try {
      return blocker == null ? null : blocker.toString();
    } catch (RuntimeException e) {
      return blocker.getClass().getName(); // a toString that fails must not end the dump
    }
  }

  /** Reads the JVM's format. */
  static ThreadDump read(String json) {
    DumpReader reader = new DumpReader();
    reader.learnThreads();
    List<Map<?, ?>> threads = new ArrayList<>();
    for (Object container :
        list(map(map(Json.parse(json)).get("threadDump")).get("threadContainers"))) {
      list(map(container).get("threads")).forEach(thread -> threads.add(map(thread)));
    }
    threads.forEach(reader::learnMonitors);
    List<Entry> entries = new ArrayList<>();
    threads.forEach(thread -> entries.add(reader.entry(thread)));
    return dump(true, entries);
  }

  private void learnMonitors(Map<?, ?> thread) {
    for (Object frame : list(thread.get("monitorsOwned"))) {
      for (Object monitor : list(map(frame).get("locks"))) {
        // One that the thread waits on is listed as well, but is released meanwhile.
        if (monitor != null && !monitor.equals(thread.get("waitingOn"))) {
          owners.put(monitor.toString(), ident(thread));
        }
      }
    }
  }

  private Entry entry(Map<?, ?> thread) {
    long ident = ident(thread);
    String monitor = text(thread.get("blockedOn"));
    String waitsFor = monitor == null ? text(thread.get("waitingOn")) : monitor;
    if (waitsFor == null && thread.get("parkBlocker") instanceof Map<?, ?> park) {
      String shown = blocker(known.get(ident));
      waitsFor = shown == null ? text(park.get("object")) : shown;
    }
    return new Entry(
        ident,
        String.valueOf(thread.get("name")),
        "true".equals(text(thread.get("virtual"))),
        Thread.State.valueOf(String.valueOf(thread.get("state"))),
        waitsFor,
        monitor == null ? null : owners.get(monitor),
        list(thread.get("stack")).stream().map(String::valueOf).toList());
  }

  private static long ident(Map<?, ?> thread) {
    return Long.parseLong(String.valueOf(thread.get("tid")));
  }

  private static @Nullable String text(@Nullable Object value) {
    return value == null ? null : value.toString();
  }

  private static Map<?, ?> map(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      return map;
    }
    throw new IllegalArgumentException("no JSON object: " + value);
  }

  private static List<?> list(@Nullable Object value) {
    return value instanceof List<?> list ? list : List.of();
  }
}
