package dev.ropewalk.async.testing;

import dev.ropewalk.async.EventLoop;
import dev.ropewalk.async.carrier.IdleWait;
import dev.ropewalk.async.carrier.LoopAccess;
import dev.ropewalk.async.carrier.SelectorIdle;
import dev.ropewalk.threads.internal.Deadline;
import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Lets time jump instead of waiting for it; waits in real time, in a selector, only for the world outside. */
final class VirtualTimeIdle implements IdleWait {
  /*
   * now is written by the loop's thread, which is the only one that idles, and read by any.
   *
   * woken is written true by any thread after it has put something into the loop's inbox, and false by the loop's thread
   * before it looks there; so a wake that is taken back here is followed by a look that finds what it was for, and one that
   * comes later is seen by the next await. (What a thread adds just after a jump it could as well have added later.)
   *
   * keys, expected and told belong to the holder of the baton: see Baton.
   */

  /** For a peer on this machine to answer. */
  private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final SelectorIdle real = new SelectorIdle();
  private final List<SelectionKey> keys = new ArrayList<>();
  private final long patienceNanos;
  private final AtomicLong now = new AtomicLong();
  private volatile boolean woken;
  private int expected;
  private boolean told;

  VirtualTimeIdle(Duration patience) {
    this.patienceNanos = Deadline.toNanos(patience);
  }

  @Override
  public long nanoTime() {
    return now.get();
  }

  @Override
  public void await(long nanos) {
    boolean noTimer = nanos == Long.MAX_VALUE;
    if (hears(noTimer ? realNanos() : realNanosBeforeAJump())) {
      return;
    }
    if (noTimer) {
      throw new LoopDeadlockError(LoopAccess.waits(EventLoop.running()));
    }
    now.addAndGet(nanos);
  }

  /** How long to wait in real time before that counts as a deadlock. */
  private long realNanos() {
    return waitsForChannels() || expected > 0 ? Long.MAX_VALUE : patienceNanos;
  }

  private long realNanosBeforeAJump() {
    return Math.max(expected > 0 ? patienceNanos : 0, waitsForChannels() ? GRACE_NANOS : 0);
  }

  /** Whether the world outside says something within this real time. */
  private boolean hears(long realNanos) {
    long start = System.nanoTime();
    told = false;
    while (!woken && !told && !Thread.currentThread().isInterrupted()) {
      long left = realNanos == Long.MAX_VALUE ? realNanos : realNanos - (System.nanoTime() - start);
      if (left <= 0) {
        return false;
      }
      real.await(left);
    }
    woken = false;
    return true;
  }

  private boolean waitsForChannels() {
    keys.removeIf(key -> !key.isValid());
    return keys.stream().anyMatch(key -> key.interestOps() != 0);
  }

  @Override
  public void poll() {
    real.poll();
  }

  @Override
  public void wake() {
    woken = true;
    real.wake();
  }

  @Override
  public void expect(int more) {
    expected += more;
  }

  @Override
  public SelectionKey watch(SelectableChannel channel, Watcher watcher) {
    SelectionKey key =
        real.watch(
            channel,
            operations -> {
              told = true;
              watcher.ready(operations);
            });
    keys.add(key);
    return key;
  }

  @Override
  public void close(SelectableChannel channel) throws IOException {
    real.close(channel);
  }

  @Override
  public void close() {
    real.close();
  }
}
