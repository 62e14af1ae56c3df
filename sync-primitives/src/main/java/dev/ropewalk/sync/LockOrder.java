package dev.ropewalk.sync;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Checks, while it is switched on, that threads acquire mutexes in one order, and so finds deadlocks that could happen
 * before they do. Python has nothing like it.
 *
 * <p>Two threads that take the same two mutexes in different orders deadlock one day, though not in every run. While the
 * check is on, every {@link Mutex} and {@link ReentrantMutex} that a thread acquires while it holds another adds to what is
 * known of their order, in the whole JVM. An acquire that contradicts it is reported when it is tried, whether or not
 * anybody waits at that moment: by a {@link LockOrderException} from the acquiring method, the lock then not acquired, or
 * by a warning in the log, once for each pair. Either shows where each of the mutexes was acquired.
 *
 * <p>Off unless asked for, by {@link #check} or by the system property {@code dev.ropewalk.sync.lockOrder} with the value
 * {@code throw} or {@code log}; then it costs a read of one field. On, each acquire takes a stack trace and a lock that all
 * threads share: it is for tests and for looking into something, not for every day.
 *
 * <p>Methods that try without waiting can't deadlock and are not checked; what they acquire counts. Semaphores are left
 * out, because whoever releases a permit need not be the one that acquired it. While the check is on, {@link LockTable}
 * also knows which thread acquired a {@code Mutex}.
 */
public final class LockOrder {

  /** What happens when a thread contradicts the order. */
  public enum Reaction {
    /** The acquiring method throws {@link LockOrderException}; nothing is acquired. */
    THROW,
    /** A warning, once for each pair of mutexes; the thread goes on and acquires. */
    LOG
  }

  private static final String PROPERTY = "dev.ropewalk.sync.lockOrder";

  private static volatile @Nullable LockOrderGraph graph = asked();

  private LockOrder() {}

  /**
   * Switches the check on, knowing nothing of what was acquired before. Threads see it from their next acquire on; what
   * they hold already is not known and doesn't count.
   */
  public static void check(Reaction reaction) {
    graph = new LockOrderGraph(Objects.requireNonNull(reaction, "reaction"));
  }

  /** Switches the check off and forgets what it knows. */
  public static void stop() {
    graph = null;
  }

  /** Whether the check is on. */
  public static boolean isChecked() {
    return graph != null;
  }

  private static @Nullable LockOrderGraph asked() {
    String value = System.getProperty(PROPERTY);
    if (value == null || value.isEmpty()) {
      return null;
    }
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "throw" -> new LockOrderGraph(Reaction.THROW);
      case "log" -> new LockOrderGraph(Reaction.LOG);
      default -> {
        System.getLogger(LockOrder.class.getName())
            .log(
                System.Logger.Level.WARNING,
                "-D{0}={1} is neither throw nor log: the order of locks is not checked",
                PROPERTY,
                value);
        yield null;
      }
    };
  }

  static void beforeAcquire(HoldableSync sync) {
    LockOrderGraph checked = graph;
    if (checked != null) {
      checked.beforeAcquire(sync);
    }
  }

  static void acquired(HoldableSync sync) {
    LockOrderGraph checked = graph;
    if (checked != null) {
      checked.acquired(sync);
    }
  }

  static void releasing(HoldableSync sync) {
    LockOrderGraph checked = graph;
    if (checked != null) {
      checked.releasing(sync);
    }
  }

  /** The thread that acquired this lock, if the check saw it. */
  static List<Thread> holders(HoldableSync sync) {
    LockOrderGraph checked = graph;
    return checked == null ? List.of() : checked.holders(sync);
  }
}
