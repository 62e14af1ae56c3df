package dev.ropewalk.async;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ropewalk.testkit.CoversScenario;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScheduleTest {

  private static final String LOOP = "test_asyncio.test_base_events.BaseEventLoopTests.";

  private final JumpingIdle idle = new JumpingIdle();
  private final Schedule schedule = new Schedule(idle);

  private static LoopAction entry() {
    return () -> {};
  }

  private Alarm alarm(long nanos) {
    Alarm alarm = new Alarm(schedule, schedule.after(nanos));
    schedule.add(alarm.timer());
    return alarm;
  }

  private static void drop(Alarm alarm) {
    alarm.cancel(null);
  }

  @Test
  void take_whatIsAddedDuringAnIteration_comesInTheNext() {
    LoopAction a = entry();
    LoopAction b = entry();
    LoopAction late = entry();
    schedule.add(a);
    schedule.add(b);
    assertThat(schedule.take(false)).isSameAs(a);
    schedule.add(late);
    assertThat(schedule.take(true)).isSameAs(b); // of the iteration that has begun
    assertThat(schedule.take(true)).isNull(); // and that was the last one
    assertThat(schedule.take(false)).isSameAs(late);
    assertThat(schedule.take(false)).isNull();
  }

  @Test
  void take_anIterationBegins_postedComesBeforeDueTimers() {
    Alarm due = alarm(10);
    LoopAction posted = entry();
    LoopAction added = entry();
    schedule.add(added);
    schedule.post(posted);
    idle.advance(10);
    assertThat(List.of(schedule.take(false), schedule.take(false), schedule.take(false)))
        .containsExactly(added, posted, due);
  }

  @Test
  void post_unpost_isGone() {
    LoopAction entry = entry();
    schedule.post(entry);
    assertThat(schedule.unpost(entry)).isTrue();
    assertThat(schedule.take(false)).isNull();
  }

  @Test
  void post_thatTheLoopHasTaken_canNotBeTakenBack() {
    LoopAction entry = entry();
    schedule.post(entry);
    assertThat(schedule.take(false)).isSameAs(entry);
    assertThat(schedule.unpost(entry)).isFalse();
  }

  @Test
  void timer_isNotReadyBeforeItsTime() {
    Alarm alarm = alarm(10);
    idle.advance(9);
    assertThat(schedule.take(false)).isNull();
    assertThat(schedule.nanosToNextTimer()).isEqualTo(1);
    idle.advance(1);
    assertThat(schedule.nanosToNextTimer()).isZero();
    assertThat(schedule.take(false)).isSameAs(alarm);
    assertThat(schedule.nanosToNextTimer()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  @CoversScenario(LOOP + "test__add_callback_cancelled_handle")
  void timer_cancelledBeforeItsTime_isNeverQueued() {
    EventLoop loop = new EventLoop(idle, Thread.ofVirtual().factory());
    TimerHandle handle = loop.callLater(Duration.ofNanos(5), () -> {});
    handle.cancel();
    idle.advance(20);
    assertThat(loop.schedule().take(false)).isNull();
  }

  @Test
  void timer_droppedBeforeItsTime_isNeverQueued() {
    Alarm dropped = alarm(5);
    Alarm live = alarm(10);
    drop(dropped);
    idle.advance(20);
    assertThat(schedule.take(false)).isSameAs(live);
    assertThat(schedule.take(false)).isNull();
  }

  @Test
  @CoversScenario(LOOP + "test__run_once_cancelled_event_cleanup")
  void timers_mostAreDropped_arePurgedAndOtherwiseOnlyTheFirstOnes() {
    List<Alarm> alarms = new ArrayList<>();
    int count = 3 * Schedule.PURGE_AT_LEAST;
    for (int i = 0; i < count; i++) {
      alarms.add(alarm(1_000 + i));
    }
    Alarm last = alarm(10_000);

    // A few: only those at the front go, when the loop looks.
    for (Alarm alarm : List.of(alarms.get(0), alarms.get(1), alarms.get(3))) {
      drop(alarm);
      schedule.dropped(alarm.timer());
    }
    assertThat(schedule.timers()).isEqualTo(count + 1);
    assertThat(schedule.nanosToNextTimer()).isEqualTo(1_002);
    assertThat(schedule.timers()).isEqualTo(count - 1);

    // More than half: all go at once.
    for (Alarm alarm : alarms.subList(4, count)) {
      drop(alarm);
      schedule.dropped(alarm.timer());
    }
    assertThat(schedule.timers()).isLessThan(count / 2);
    drop(alarms.get(2));
    schedule.dropped(alarms.get(2).timer());
    assertThat(schedule.nanosToNextTimer()).isEqualTo(10_000);
    assertThat(schedule.timers()).isEqualTo(1);
    idle.advance(10_000);
    assertThat(schedule.take(false)).isSameAs(last);
  }

  @Test
  void timers_droppedAfterTheyFired_doNotCount() {
    List<Alarm> fired = new ArrayList<>();
    for (int i = 0; i <= Schedule.PURGE_AT_LEAST; i++) {
      fired.add(alarm(1));
    }
    alarm(10);
    Alarm behind = alarm(20);
    drop(behind);
    schedule.dropped(behind.timer());
    idle.advance(1);
    schedule.beginIteration();
    fired.forEach(alarm -> schedule.dropped(alarm.timer()));
    assertThat(schedule.timers()).isEqualTo(2); // one dropped timer is not worth a purge
  }

  @Test
  void timers_droppedAndMadeForEver_doNotPileUp() {
    int most = 0;
    for (int i = 0; i < 100_000; i++) {
      Alarm alarm = alarm(1_000_000_000L);
      drop(alarm);
      schedule.dropped(alarm.timer());
      most = Math.max(most, schedule.timers());
    }
    assertThat(most).isLessThanOrEqualTo(Schedule.PURGE_AT_LEAST + 1);
  }

  @Test
  void after_beyondWhatTheClockCounts_isTheEndOfTime() {
    idle.advance(5);
    assertThat(schedule.after(Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
    assertThat(schedule.after(10)).isEqualTo(15);
  }

  @Test
  void clear_forgetsEverything_butLeavesWhatWasPostedToBeTakenBack() {
    LoopAction posted = entry();
    alarm(0);
    schedule.add(entry());
    schedule.post(posted);
    schedule.clear();
    assertThat(schedule.timers()).isZero();
    assertThat(schedule.unpost(posted)).isTrue();
    assertThat(schedule.take(false)).isNull();
  }
}
