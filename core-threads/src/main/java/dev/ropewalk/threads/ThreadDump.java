package dev.ropewalk.threads;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * All threads of this JVM at one moment, virtual ones included, and what each waits for. Python's {@code faulthandler} dumps
 * stacks, without the waiting.
 *
 * <p>On a HotSpot JVM with the module {@code jdk.management} (always there on the class path; on the module path a program asks
 * for it with {@code --add-modules jdk.management}) the JVM's own dump is read, which knows all virtual threads and all
 * monitors; it goes through a file in a private temporary folder. Elsewhere, or where that fails, the dump holds platform
 * threads and those virtual threads that are alive as {@link ChildThread}; then {@link #complete()} is false.
 *
 * <p>A dump takes its time, milliseconds for hundreds of threads, and threads go on meanwhile: entries are of slightly different
 * moments. It does not wait for other threads.
 *
 * @param complete whether virtual threads that are no child threads, and the owners of monitors, are known
 * @param threads the oldest first
 */
public record ThreadDump(boolean complete, List<Entry> threads) {

  /** Keeps a copy. */
  public ThreadDump {
    threads = List.copyOf(threads);
  }

  /**
   * One thread.
   *
   * @param ident as {@link ChildThread#ident()}
   * @param name may be empty
   * @param virtual whether it is a virtual thread
   * @param state as {@link ChildThread#getState()}
   * @param waitsFor the lock, queue or other object that it waits for, as text; null if it waits for none, or that is not
   *     known. Locks of the JDK and of Ropewalk say in it who holds them
   * @param heldBy the ident of the thread that holds the monitor it waits for; null if nobody does or that is not known
   * @param stack the innermost call first
   */
  public record Entry(
      long ident,
      String name,
      boolean virtual,
      Thread.State state,
      @Nullable String waitsFor,
      @Nullable Long heldBy,
      List<String> stack) {

    /** Keeps a copy. */
    public Entry {
      Objects.requireNonNull(name);
      Objects.requireNonNull(state);
      stack = List.copyOf(stack);
    }

    /** One line about the thread and one for each call. */
    @Override
    public String toString() {
      StringBuilder text = new StringBuilder("\"" + name + "\" #" + ident + " " + state);
      if (virtual) {
        text.append(" virtual");
      }
      if (waitsFor != null) {
        text.append(" waits for ").append(waitsFor);
      }
      if (heldBy != null) {
        text.append(" held by #").append(heldBy);
      }
      stack.forEach(call -> text.append("\n    at ").append(call));
      return text.toString();
    }
  }

  /** Dumps all threads. Never fails: what the JVM doesn't tell is missing. */
  public static ThreadDump take() {
    return DumpReader.take();
  }

  /** The entries of threads that wait for something known. */
  public List<Entry> waiting() {
    return threads.stream().filter(entry -> entry.waitsFor() != null).toList();
  }

  /** All entries, with an empty line between them. */
  @Override
  public String toString() {
    return String.join("\n\n", threads.stream().map(Entry::toString).toList());
  }
}
