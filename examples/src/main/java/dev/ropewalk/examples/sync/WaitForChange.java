package dev.ropewalk.examples.sync;

import dev.ropewalk.sync.ConditionVariable;
import dev.ropewalk.sync.Hold;
import dev.ropewalk.threads.ChildThread;
import java.util.ArrayList;
import java.util.List;

/** A thread waits until another has changed what they share. */
public final class WaitForChange {

  private WaitForChange() {}

  // snippet-start
  static final ConditionVariable changed = new ConditionVariable();
  static final List<String> letters = new ArrayList<>();

  static String read() throws InterruptedException {
    try (Hold _ = changed.hold()) {
      changed.awaitUntil(() -> letters.size() >= 2);
      return "read " + letters;
    }
  }

  public static void main(String[] args) throws Exception {
    ChildThread<String> reader = ChildThread.of(WaitForChange::read).start();
    for (String letter : List.of("first", "second")) {
      try (Hold _ = changed.hold()) {
        letters.add(letter);
        changed.signal();
      }
    }
    System.out.println(reader.result());
  }
  // snippet-end
  // prints: read [first, second]
}
