package dev.ropewalk.multiprocess.connection;

import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;

/** Somebody else's channel. It has no listeners: {@link Waiting} watches the channel itself. */
final class ChannelWaitable implements Waitable {

  private final SelectableChannel channel;

  ChannelWaitable(SelectableChannel channel) {
    if (channel.isBlocking()) {
      throw new IllegalArgumentException(
          "only a non-blocking channel can be waited for: configureBlocking(false) makes it one");
    }
    if (operation(channel) == 0) {
      throw new IllegalArgumentException("nobody reads from " + channel);
    }
    this.channel = channel;
  }

  /** What it means that a channel is ready. */
  static int operation(SelectableChannel channel) {
    return channel.validOps() & (SelectionKey.OP_READ | SelectionKey.OP_ACCEPT);
  }

  SelectableChannel channel() {
    return channel;
  }

  @Override
  public boolean isReady() {
    try (Selector selector = Selector.open()) {
      channel.register(selector, operation(channel));
      return selector.selectNow() > 0;
    } catch (IOException e) {
      return !channel.isOpen();
    }
  }

  @Override
  public void addListener(Runnable listener) {}

  @Override
  public void removeListener(Runnable listener) {}

  @Override
  public String toString() {
    return "Waitable[" + channel + "]";
  }
}
