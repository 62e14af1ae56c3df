package dev.ropewalk.examples.sync;

import dev.ropewalk.sync.Event;
import dev.ropewalk.threads.ChildThread;
import java.time.Duration;

/** Threads wait for a signal that stays. */
public final class StartSignal {

  private StartSignal() {}

  // snippet-start
  static final Event ready = new Event();

  public static void main(String[] args) throws Exception {
    System.out.println("set in time: " + ready.await(Duration.ofMillis(10)));
    ChildThread<Boolean> runner = ChildThread.of(() -> ready.await(Duration.ofSeconds(10))).start();
    ready.set();
    System.out.println("set in time: " + runner.result());
    System.out.println("still set: " + ready.isSet());
    ready.clear();
    System.out.println("still set: " + ready.isSet());
  }
  // snippet-end
  // prints: set in time: false
  // prints: set in time: true
  // prints: still set: true
  // prints: still set: false
}
