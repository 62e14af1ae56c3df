package dev.ropewalk.async;

import dev.ropewalk.threads.internal.Recordings;
import java.lang.System.Logger.Level;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Looks at all loops of the JVM from time to time, and logs a warning about one that stands still. */
final class Watchdog {
  /*
   * One platform thread for all loops: it must run when no carrier is free. It looks several times within the shortest
   * slow-callback duration of the loops, and is parked without a limit when there is none. A loop pays one opaque write for
   * each step, see Progress, and no look at the clock.
   *
   * What counts as standing still: see Standstill. A look that comes late counts no more than one in time, since what kept
   * this thread from running kept the loop from it, too.
   *
   * Loops are held weakly: a runner that nobody closes can be collected.
   */

  private static final System.Logger LOGGER = System.getLogger("dev.ropewalk.async");
  private static final int LOOKS_WITHIN_SLOW = 4;
  private static final long LONGEST_TICK = TimeUnit.MILLISECONDS.toNanos(250);
  private static final long SHORTEST_TICK = TimeUnit.MILLISECONDS.toNanos(5);

  static final Set<Watch> WATCHED = ConcurrentHashMap.newKeySet();
  private static final Thread THREAD =
      Thread.ofPlatform().daemon().name("ropewalk-loop-watchdog").start(Watchdog::run);

  private Watchdog() {}

  static void watch(EventLoop loop) {
    WATCHED.add(new Watch(loop));
    look();
  }

  static void forget(EventLoop loop) {
    WATCHED.removeIf(watch -> watch.loop.refersTo(loop));
  }

  /** Looks now, and again after a time that fits what the loops ask for by now. */
  static void look() {
    LockSupport.unpark(THREAD); // add, then unpark: the thread looks again after it took the permit
  }

  private static void run() {
    long last = System.nanoTime();
    while (true) {
      try {
        last = lookOnce(last);
      } catch (Throwable failure) {
        // Most likely memory is out, perhaps only for now. There is no other watchdog, so this one
        // goes on.
        LockSupport.parkNanos(WATCHED, LONGEST_TICK);
      }
    }
  }

  private static long lookOnce(long last) {
    long tick = tick();
    if (tick == 0) {
      LockSupport.park(WATCHED);
    } else {
      LockSupport.parkNanos(WATCHED, tick);
    }
    long now = System.nanoTime();
    long elapsed = Math.min(now - last, tick);
    for (Watch watch : WATCHED) {
      watch.look(elapsed);
    }
    return now;
  }

  /** The time to the next look; zero if there is nothing to look at. */
  private static long tick() {
    WATCHED.removeIf(watch -> watch.loop.refersTo(null));
    long tick = 0;
    for (Watch watch : WATCHED) {
      EventLoop loop = watch.loop.get();
      if (loop != null) {
        long wanted = loop.slowCallbackDuration().toNanos() / LOOKS_WITHIN_SLOW;
        tick = tick == 0 ? wanted : Math.min(tick, wanted);
      }
    }
    return tick == 0 ? 0 : Math.clamp(tick, SHORTEST_TICK, LONGEST_TICK);
  }

  /** Nanoseconds in which collections stopped the JVM; cycles that run beside the program do not count. */
  private static long collections() {
    long millis = 0;
    for (GarbageCollectorMXBean bean : ManagementFactory.getGarbageCollectorMXBeans()) {
      if (!bean.getName().endsWith("Cycles")) {
        millis += Math.max(0, bean.getCollectionTime());
      }
    }
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }

  /** What is known of one loop. Touched by the watchdog's thread only. */
  static class Watch {
    private final WeakReference<EventLoop> loop;
    private final Standstill standstill = new Standstill();

    Watch(EventLoop loop) {
      this.loop = new WeakReference<>(loop);
    }

    void look(long elapsed) {
      EventLoop watched = loop.get();
      if (watched == null) {
        return;
      }
      long seen = watched.dispatcher().progress().word();
      long slow = watched.slowCallbackDuration().toNanos();
      long still = standstill.look(seen, elapsed, slow, Watchdog::collections);
      if (still > 0) {
        warn(watched, seen, Duration.ofNanos(still));
      }
    }

    private void warn(EventLoop watched, long seen, Duration still) {
      Progress.State state = Progress.stateOf(seen);
      Thread thread = watched.dispatcher().holder();
      StackSample sample = new StackSample(thread);
      if (watched.dispatcher().progress().word() != seen) {
        return; // it went on meanwhile, and the sample may be another step's
      }
      try {
        if (Recordings.any()) {
          BlockedLoopEvent.record(watched, thread, state, still, sample.getStackTrace());
        }
        LOGGER.log(Level.WARNING, message(watched, state, thread, still.toMillis()), sample);
      } catch (Throwable nobodyLeftToTell) {
        // The logging system or the recording itself failed; the next stall may fare better.
      }
    }

    private static String message(
        EventLoop watched, Progress.State state, Thread thread, long millis) {
      String what = thread.isVirtual() ? "the coroutine " + thread.getName() : "a callback";
      return state == Progress.State.RUNNING
          ? "blocked by a step: on %s %s has been running for at least %d ms without suspending, now as in this stack. Nothing else of the loop runs meanwhile: let it await, or do that work on another thread"
              .formatted(watched, what, millis)
          : "not scheduled: on %s the thread of %s has been ready to run for at least %d ms and gets no processor. Virtual threads share %s carriers, and work that computes for long keeps them: move such work to platform threads"
              .formatted(watched, what, millis, carriers());
    }

    private static String carriers() {
      String set = System.getProperty("jdk.virtualThreadScheduler.parallelism");
      return set == null ? String.valueOf(Runtime.getRuntime().availableProcessors()) : set;
    }
  }

  /** Where a thread was at one moment; never thrown. */
  private static final class StackSample extends Throwable {
    private static final long serialVersionUID = 1L;

    StackSample(Thread thread) {
      super("the stack of " + thread.getName(), null, false, true);
      setStackTrace(thread.getStackTrace());
    }
  }
}
