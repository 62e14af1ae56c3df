package dev.ropewalk.async.testing;

import java.util.List;

/**
 * Nothing can happen on a loop any more: nothing is ready, no timer is going to fire, no channel is waited for, and no other thread
 * has given it anything. The message says of each task where it waits and for what. An {@link AssertionError}, since it
 * ends a test.
 */
public final class LoopDeadlockError extends AssertionError {

  private static final long serialVersionUID = 1L;

  private final String[] waits;

  LoopDeadlockError(List<String> waits) {
    super(
        "nothing can happen any more: nothing is ready, no timer is going to fire, and these wait:\n  "
            + String.join("\n  ", waits));
    this.waits = waits.toArray(new String[0]);
  }

  /** What each task waits for, in the order of their making; a line of text each, for people. */
  public List<String> waits() {
    return List.of(waits);
  }
}
