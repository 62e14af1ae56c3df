package dev.ropewalk.async;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** The end of a wait for several awaitables, which knows them, for those who look who waits for what. */
final class JointCompletion extends Completion<@Nullable Void> {

  private final Parts parts;

  JointCompletion(Schedule schedule, Parts parts) {
    super(schedule, null);
    this.parts = parts;
  }

  @Override
  Collection<? extends Awaitable<?>> awaited() {
    return parts.parts();
  }
}
