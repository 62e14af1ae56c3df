package dev.ropewalk.examples.tour.programs;

import dev.ropewalk.sync.Event;
import dev.ropewalk.threads.ChildThread;
import org.jspecify.annotations.Nullable;

/** A runner reports that it is ready and waits for the starting signal. */
public final class EventExample {

  static final Event ready = new Event();
  static final Event go = new Event();

  static @Nullable Void run() throws InterruptedException {
    IO.println("On your marks");
    ready.set();
    go.await();
    IO.println("Running");
    return null;
  }

  static void main() throws InterruptedException {
    var runner = ChildThread.of(EventExample::run).start();
    ready.await();
    IO.println("Go: " + go.isSet());
    go.set();
    runner.join();
    IO.println("Go: " + go.isSet());
  }
}
