package dev.ropewalk.async;

import org.jspecify.annotations.Nullable;

/** What a future that is made of others does when one of them ends. */
interface PartAction extends LoopAction {

  /** That future; null if none waits for this part at the moment. Called with the baton. */
  @Nullable AsyncFuture<?> whole();
}
