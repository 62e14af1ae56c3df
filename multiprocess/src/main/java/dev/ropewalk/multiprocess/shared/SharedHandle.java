package dev.ropewalk.multiprocess.shared;

import java.io.InvalidObjectException;
import java.io.Serializable;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What travels in place of a shared value or array. Where it arrives it becomes the object that stands for that memory in
 * that process: always the same one, as long as it is in use and open, so that a worker to which each of many tasks brings
 * the same array maps it once.
 */
record SharedHandle(Kind kind, String token, String path, long bytes) implements Serializable {

  enum Kind {
    LONG,
    DOUBLE,
    LONGS,
    DOUBLES
  }

  private static final ReentrantLock LOCK = new ReentrantLock();

  /** By token. Guarded by LOCK, so that two tasks that arrive at once do not map the same memory twice. */
  private static final Map<String, InUse> IN_USE = new HashMap<>();

  private static final ReferenceQueue<SharedNumbers> UNREACHABLE = new ReferenceQueue<>();

  private static final class InUse extends WeakReference<SharedNumbers> {
    final String token;

    InUse(SharedNumbers owner) {
      super(owner, UNREACHABLE);
      this.token = owner.block.token();
    }
  }

  static SharedHandle of(Kind kind, SharedBlock block) {
    return new SharedHandle(
        kind, block.token(), block.path().toString(), block.memory().byteSize());
  }

  /** Makes an object known as the one that stands for its memory in this process. */
  static <T extends SharedNumbers> T register(T owner) {
    LOCK.lock();
    try {
      for (var gone = UNREACHABLE.poll(); gone != null; gone = UNREACHABLE.poll()) {
        InUse entry = (InUse) gone;
        IN_USE.remove(entry.token, entry);
      }
      InUse entry = new InUse(owner);
      IN_USE.put(entry.token, entry);
      return owner;
    } finally {
      LOCK.unlock();
    }
  }

  Object readResolve() throws InvalidObjectException {
    LOCK.lock();
    try {
      InUse known = IN_USE.get(token);
      SharedNumbers existing = known == null ? null : known.get();
      if (existing != null && !existing.block.isClosed()) {
        return existing;
      }
      return register(open());
    } finally {
      LOCK.unlock();
    }
  }

  private SharedNumbers open() throws InvalidObjectException {
    SharedBlock block = SharedBlock.attach(token, Path.of(path), bytes);
    return switch (kind) {
      case LONG -> new SharedValue.OfLong(block);
      case DOUBLE -> new SharedValue.OfDouble(block);
      case LONGS -> new SharedArray.OfLong(block);
      case DOUBLES -> new SharedArray.OfDouble(block);
    };
  }
}
