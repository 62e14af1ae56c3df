package dev.ropewalk.async;

import dev.ropewalk.async.carrier.IdleWait;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that stands still while the loop works and jumps to the next timer when it idles. */
final class JumpingIdle implements IdleWait {

  private final List<Long> waits = new ArrayList<>();
  private final AtomicLong now = new AtomicLong(1_000);

  @Override
  public long nanoTime() {
    return now.get();
  }

  @Override
  public void await(long nanos) {
    if (nanos == Long.MAX_VALUE) {
      throw new AssertionError(
          "the loop would wait for ever: nothing is ready and no timer is set");
    }
    waits.add(nanos);
    now.addAndGet(nanos);
  }

  @Override
  public void poll() {}

  @Override
  public void wake() {}

  @Override
  public SelectionKey watch(SelectableChannel channel, Watcher watcher) {
    throw new AssertionError("there are no sockets in jumping time");
  }

  @Override
  public void close(SelectableChannel channel) {}

  @Override
  public void close() {}

  /** Lets time pass while the loop works. */
  void advance(long nanos) {
    now.addAndGet(nanos);
  }

  /** How long each idle wait was asked to last. */
  List<Long> waits() {
    return waits;
  }
}
