package dev.ropewalk.async;

import java.util.Collection;

/** The end of a wait for several awaitables, which knows them, for those who look who waits for what. */
final class JointAlarm extends Alarm {

  private final Parts parts;

  /** Without a time: somebody ends it. */
  JointAlarm(Schedule schedule, Parts parts) {
    this(schedule, Long.MAX_VALUE, parts);
  }

  JointAlarm(Schedule schedule, long when, Parts parts) {
    super(schedule, when);
    this.parts = parts;
  }

  @Override
  Collection<? extends Awaitable<?>> awaited() {
    return parts.parts();
  }
}
