package dev.ropewalk.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ropewalk.testkit.Delays;
import dev.ropewalk.testkit.JoinedThreads;
import dev.ropewalk.testkit.JoinedThreads.Started;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The JFR event {@code dev.ropewalk.LockWait}. */
final class LockWaitEventTest {

  private static final String TYPE = "dev.ropewalk.LockWait";

  @AutoClose private final JoinedThreads threads = new JoinedThreads();

  @Test
  void contendedAcquires_areRecorded_withLockLengthAndOutcome() throws Exception {
    Mutex mutex = new Mutex();
    mutex.acquire();
    CountingSemaphore semaphore = new CountingSemaphore(0);

    List<RecordedEvent> events =
        JfrRecording.of(
            TYPE,
            Duration.ZERO,
            () -> {
              Started<Boolean> waiter = threads.start(() -> mutex.lock()).awaitBlocked();
              mutex.release();
              waiter.result();
              assertThat(semaphore.acquire(Delays.SHORT)).isFalse();
            });

    assertThat(events).hasSize(2);
    assertThat(eventOf(mutex, events).getBoolean("acquired")).isTrue();
    assertThat(eventOf(mutex, events).getStackTrace().getFrames()).isNotEmpty();
    assertThat(eventOf(semaphore, events).getBoolean("acquired")).isFalse();
    assertThat(eventOf(semaphore, events).getDuration())
        .isGreaterThanOrEqualTo(Delays.SHORT.minusMillis(1));
  }

  private static RecordedEvent eventOf(Object primitive, List<RecordedEvent> events) {
    String name = primitive.toString().substring(0, primitive.toString().indexOf('['));
    return events.stream()
        .filter(event -> event.getString("lock").equals(name))
        .findAny()
        .orElseThrow();
  }

  /** One of the methods that wait for a mutex. */
  private interface Way {
    void on(Mutex mutex) throws Exception;
  }

  private static final List<Way> INTERRUPTIBLE =
      List.of(
          Mutex::acquire,
          Mutex::hold,
          mutex -> mutex.acquire(Delays.LONG),
          mutex -> mutex.tryLock(Delays.LONG.toNanos(), TimeUnit.NANOSECONDS));

  /** A mutex that a thread waited for in this way until it was released. */
  private Mutex waitedFor(Way way) throws Exception {
    Mutex mutex = new Mutex();
    mutex.acquire();
    Started<Boolean> waiter = threads.start(() -> way.on(mutex)).awaitBlocked();
    mutex.release();
    waiter.result();
    return mutex;
  }

  /** A mutex that a thread waited for in this way until it was interrupted. */
  private Mutex givenUp(Way way) throws Exception {
    Mutex mutex = new Mutex();
    mutex.acquire();
    Started<Boolean> waiter = threads.start(() -> way.on(mutex)).awaitBlocked();
    waiter.interrupt();
    assertThatExceptionOfType(InterruptedException.class).isThrownBy(waiter::result);
    return mutex;
  }

  @Test
  void everyWayToWaitForAMutex_isRecorded_withItsOutcome() throws Exception {
    List<Mutex> acquired = new ArrayList<>();
    List<Mutex> givenUp = new ArrayList<>();

    List<RecordedEvent> events =
        JfrRecording.of(
            TYPE,
            Duration.ZERO,
            () -> {
              acquired.add(waitedFor(Mutex::lock));
              for (Way way : INTERRUPTIBLE) {
                acquired.add(waitedFor(way));
                givenUp.add(givenUp(way));
              }
            });

    assertThat(events).hasSize(acquired.size() + givenUp.size());
    assertThat(acquired).allMatch(mutex -> eventOf(mutex, events).getBoolean("acquired"));
    assertThat(givenUp).noneMatch(mutex -> eventOf(mutex, events).getBoolean("acquired"));
  }

  @Test
  void waitsForAPermit_areRecorded_withTheirOutcome() throws Exception {
    CountingSemaphore acquired = new CountingSemaphore(0);
    CountingSemaphore acquiredInTime = new CountingSemaphore(0);
    CountingSemaphore givenUp = new CountingSemaphore(0);

    List<RecordedEvent> events =
        JfrRecording.of(
            TYPE,
            Duration.ZERO,
            () -> {
              Started<Boolean> first = threads.start(() -> acquired.acquire()).awaitBlocked();
              acquired.release();
              first.result();
              Started<Boolean> second =
                  threads.start(() -> acquiredInTime.acquire(Delays.LONG)).awaitBlocked();
              acquiredInTime.release();
              assertThat(second.result()).isTrue();
              Started<Boolean> third = threads.start(() -> givenUp.acquire()).awaitBlocked();
              third.interrupt();
              assertThatExceptionOfType(InterruptedException.class).isThrownBy(third::result);
            });

    assertThat(events).hasSize(3);
    assertThat(eventOf(acquired, events).getBoolean("acquired")).isTrue();
    assertThat(eventOf(acquiredInTime, events).getBoolean("acquired")).isTrue();
    assertThat(eventOf(givenUp, events).getBoolean("acquired")).isFalse();
  }

  @Test
  void triesInVain_areNot() throws Exception {
    Mutex mutex = new Mutex();
    mutex.acquire();
    CountingSemaphore semaphore = new CountingSemaphore(0);

    List<RecordedEvent> events =
        JfrRecording.of(
            TYPE,
            Duration.ZERO,
            () -> {
              assertThat(mutex.tryLock()).isFalse();
              assertThat(mutex.tryLock(0, TimeUnit.SECONDS)).isFalse();
              assertThat(mutex.tryLock(-1, TimeUnit.SECONDS)).isFalse();
              assertThat(mutex.acquire(Duration.ZERO)).isFalse();
              assertThat(semaphore.tryAcquire()).isFalse();
              assertThat(semaphore.acquire(Duration.ZERO)).isFalse();
            });

    assertThat(events).isEmpty();
  }

  @Test
  void uncontendedAndShortWaits_areNot() throws Exception {
    ReentrantMutex mutex = new ReentrantMutex();
    CountingSemaphore semaphore = new CountingSemaphore(0);

    List<RecordedEvent> events =
        JfrRecording.of(
            TYPE,
            Delays.LONG,
            () -> {
              try (Hold _ = mutex.hold()) {
                assertThat(semaphore.acquire(Delays.SHORT)).isFalse();
              }
            });

    assertThat(events).isEmpty();
  }
}
