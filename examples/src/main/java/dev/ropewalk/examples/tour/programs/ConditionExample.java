package dev.ropewalk.examples.tour.programs;

import dev.ropewalk.sync.ConditionVariable;
import dev.ropewalk.threads.ChildThread;
import org.jspecify.annotations.Nullable;

/** Two threads wait for each other's conditions: one to be hungry, the other to have cooked. */
public final class ConditionExample {

  static final ConditionVariable condition = new ConditionVariable();
  static boolean hungry = false;
  static boolean cooked = false;

  static @Nullable Void eat() throws InterruptedException {
    try (var _ = condition.hold()) {
      hungry = true;
      IO.println("Waiting for dinner");
      condition.signal();
      condition.awaitUntil(() -> cooked);
      IO.println("Eating");
    }
    return null;
  }

  static void main() throws InterruptedException {
    var guest = ChildThread.of(ConditionExample::eat).start();
    try (var _ = condition.hold()) {
      condition.awaitUntil(() -> hungry);
      IO.println("Cooking");
      cooked = true;
      condition.signal();
    }
    guest.join();
  }
}
