package dev.ropewalk.async;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Random;

/**
 * Changes the order in which tasks go on that are ready at the same time, and lets some wait for the next iteration; the
 * same seed gives the same order. Callbacks and the loop's own work keep theirs, which asyncio promises. For tests.
 */
final class Permuter {

  /** One task in so many is held back. */
  private static final int HELD_BACK = 4;

  private final Random random;

  Permuter(long seed) {
    random = new Random(seed);
  }

  /**
   * Orders what is ready for the iteration that begins.
   *
   * @return how many of the entries belong to the iteration; at least one, unless there are none
   */
  int permute(ArrayDeque<ReadyEntry> ready) {
    List<ReadyEntry> all = new ArrayList<>(ready);
    List<Task<?>> tasks = new ArrayList<>();
    for (ReadyEntry entry : all) {
      if (entry instanceof Task<?> task) {
        tasks.add(task);
      }
    }
    if (tasks.isEmpty()) {
      return all.size();
    }
    Collections.shuffle(tasks, random);
    int most = tasks.size() == all.size() ? tasks.size() - 1 : tasks.size();
    int held = 0;
    while (held < most && random.nextInt(HELD_BACK) == 0) {
      held++;
    }
    ready.clear();
    int taken = tasks.size() - held;
    Iterator<Task<?>> next = tasks.iterator();
    int size = 0;
    for (ReadyEntry entry : all) {
      if (!(entry instanceof Task<?>)) {
        ready.add(entry);
        size++;
      } else if (taken > 0) {
        ready.add(next.next());
        taken--;
        size++;
      }
    }
    next.forEachRemaining(ready::add);
    return size;
  }
}
