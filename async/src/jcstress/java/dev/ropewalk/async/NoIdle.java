package dev.ropewalk.async;

import dev.ropewalk.async.carrier.IdleWait;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;

/** For harnesses that never wait: a selector for each of thousands of states would run out of files. */
final class NoIdle implements IdleWait {

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public void await(long nanos) {
    throw new UnsupportedOperationException("nothing waits here");
  }

  @Override
  public void poll() {}

  @Override
  public void wake() {}

  @Override
  public SelectionKey watch(SelectableChannel channel, Watcher watcher) {
    throw new UnsupportedOperationException("there are no channels here");
  }

  @Override
  public void close(SelectableChannel channel) {}

  @Override
  public void close() {}
}
