package dev.ropewalk.threads;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The threads that are alive: those started as {@link ChildThread}, and others that were seen. */
final class ThreadRegistry {
  /*
   * own:     from before a child's Thread starts until its body has ended, by ident. The child removes itself as the last
   *          thing it does, which happens-before the return of a join, so whoever has joined does not find it any more. add()
   *          is a putIfAbsent: of several starts of one thread only the one that added it may go on, so that the others
   *          cannot remove what it added.
   * seen:    placeholders for threads that nobody started through us, from when they first asked for themselves. Nothing
   *          tells us of their end; therefore whoever adds one when there are twice as many as were alive after the last sweep
   *          sweeps the dead ones out. At most SWEEP_AT + twice the threads alive are ever kept.
   * sweepAt: racy on purpose: a lost update makes a sweep come earlier or later, the next one corrects it.
   *
   * The maps are ConcurrentHashMaps: adding happens-before finding.
   */
  private static final int SWEEP_AT = 64;

  private final ConcurrentHashMap<Long, ChildThread<?>> own = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<Long, ChildThread<?>> seen = new ConcurrentHashMap<>();
  private final @Nullable ChildThread<?> main;
  private volatile int sweepAt = SWEEP_AT;

  /** A registry that lists this thread, if there is one, as if it had been seen. */
  ThreadRegistry(@Nullable Thread mainThread) {
    main = mainThread == null ? null : ChildThread.placeholder(mainThread);
    if (main != null) {
      seen.put(main.key, main);
    }
  }

  @Nullable ChildThread<?> main() {
    return main;
  }

  /** Whether it was not there. */
  boolean add(ChildThread<?> child) {
    return own.putIfAbsent(child.key, child) == null;
  }

  void remove(ChildThread<?> child) {
    own.remove(child.key);
  }

  /** The child that runs on this thread, if one does. */
  @Nullable ChildThread<?> child(Thread thread) {
    return own.get(thread.threadId());
  }

  /** The child that runs on this thread, or a placeholder for it. */
  ChildThread<?> of(Thread thread) {
    ChildThread<?> child = own.get(thread.threadId());
    return child != null ? child : seen(thread);
  }

  private ChildThread<?> seen(Thread thread) {
    ChildThread<?> placeholder = seen.get(thread.threadId());
    if (placeholder == null) {
      placeholder = seen.computeIfAbsent(thread.threadId(), _ -> ChildThread.placeholder(thread));
      if (seen.size() > sweepAt) {
        seen.values().removeIf(other -> !other.isAlive());
        sweepAt = SWEEP_AT + 2 * seen.size();
      }
    }
    return placeholder;
  }

  /** Those alive, the oldest first. */
  List<ChildThread<?>> alive() {
    List<ChildThread<?>> alive = new ArrayList<>(own.values());
    alive.addAll(seen.values());
    alive.removeIf(thread -> !thread.isAlive());
    alive.sort(Comparator.comparingLong(ChildThread::ident));
    return alive;
  }

  /** How many objects are kept, dead or alive. */
  int kept() {
    return own.size() + seen.size();
  }
}
