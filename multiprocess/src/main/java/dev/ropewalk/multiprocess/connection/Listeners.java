package dev.ropewalk.multiprocess.connection;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Who is to be told that something is ready.
 *
 * <p>Nobody sleeps through it: whoever waits adds a listener and then looks at a volatile flag, and whoever makes it ready
 * sets the flag and then calls the listeners. Both orders are of volatile accesses (the list's array is one), so that at least
 * one of the two sees the other. ListenersJCStress checks it.
 */
final class Listeners {

  private final List<Runnable> all = new CopyOnWriteArrayList<>();

  void add(Runnable listener) {
    all.add(listener);
  }

  void remove(Runnable listener) {
    all.remove(listener);
  }

  void call() {
    for (Runnable listener : all) {
      listener.run();
    }
  }
}
