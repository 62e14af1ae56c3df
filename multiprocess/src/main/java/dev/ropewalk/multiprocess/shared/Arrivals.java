package dev.ropewalk.multiprocess.shared;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The objects that stand for shared memory in this process. For each memory always the same one, as long as it is in use
 * and open, so that a worker to which each of many tasks brings the same memory maps it once.
 */
final class Arrivals {

  private static final ReentrantLock LOCK = new ReentrantLock();

  /** By token. Guarded by LOCK, so that two tasks that arrive at once do not map the same memory twice. */
  private static final Map<String, InUse> IN_USE = new HashMap<>();

  private static final ReferenceQueue<Travelling> UNREACHABLE = new ReferenceQueue<>();

  private static final class InUse extends WeakReference<Travelling> {
    final String token;

    InUse(Travelling object) {
      super(object, UNREACHABLE);
      this.token = object.token();
    }
  }

  private Arrivals() {}

  /** Makes an object known as the one that stands for its memory in this process. */
  static <T extends Travelling> T register(T object) {
    LOCK.lock();
    try {
      for (var gone = UNREACHABLE.poll(); gone != null; gone = UNREACHABLE.poll()) {
        InUse entry = (InUse) gone;
        IN_USE.remove(entry.token, entry);
      }
      InUse entry = new InUse(object);
      IN_USE.put(entry.token, entry);
      return object;
    } finally {
      LOCK.unlock();
    }
  }

  /** How to open memory that arrives. */
  interface Opening<T, E extends Exception> {
    /** Opens it. */
    T open() throws E;
  }

  /** The one that stands for this memory; opened and registered if there is none. */
  static <T extends Travelling, E extends Exception> T find(
      String token, Class<T> type, Opening<T, E> opening) throws E {
    LOCK.lock();
    try {
      InUse known = IN_USE.get(token);
      Travelling existing = known == null ? null : known.get();
      if (type.isInstance(existing) && !existing.isClosed()) {
        return type.cast(existing);
      }
      return register(opening.open());
    } finally {
      LOCK.unlock();
    }
  }
}
