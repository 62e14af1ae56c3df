package dev.ropewalk.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.ropewalk.testkit.ChildProgram;
import dev.ropewalk.testkit.JoinedThreads;
import dev.ropewalk.testkit.JoinedThreads.Started;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.Condition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@link LockOrder}: what contradicts an order, what doesn't, and what is said of it. */
@SuppressWarnings("WaitNotInLoop") // one signal is what is tested
final class LockOrderTest {

  @AutoClose private final JoinedThreads threads = new JoinedThreads();
  private final Mutex a = new Mutex();
  private final ReentrantMutex b = new ReentrantMutex();
  private final Mutex c = new Mutex();

  @BeforeEach
  void on() {
    LockOrder.check(LockOrder.Reaction.THROW);
  }

  @AfterEach
  void off() {
    LockOrder.stop();
  }

  private static void takeBoth(ExclusiveLock first, ExclusiveLock second) throws Exception {
    try (Hold _ = first.hold()) {
      try (Hold _ = second.hold()) {
        assertThat(second.locked()).isTrue();
      }
    }
  }

  private static String nameOf(Object lock) {
    return lock.toString().substring(0, lock.toString().indexOf('['));
  }

  @Test
  void sameOrder_inAllThreads_isFine() throws Exception {
    takeBoth(a, b);
    threads.start(() -> takeBoth(a, b)).result();
    takeBoth(b, c);
    takeBoth(a, c);

    assertThat(a.locked() || b.locked() || c.locked()).isFalse();
  }

  @Test
  void check_withoutAReaction_isRefusedAndChangesNothing() throws Exception {
    assertThatNullPointerException()
        .isThrownBy(() -> LockOrder.check(null))
        .withMessage("reaction");

    takeBoth(a, b);
    assertThatExceptionOfType(LockOrderException.class).isThrownBy(() -> takeBoth(b, a));
  }

  @Test
  void otherOrder_throwsWithBothStacks_andAcquiresNothing() throws Exception {
    threads.start(() -> takeBoth(a, b)).result();

    assertThatExceptionOfType(LockOrderException.class)
        .isThrownBy(() -> takeBoth(b, a))
        .withMessageContaining(nameOf(a))
        .withMessageContaining(nameOf(b))
        .withMessageContaining("thread #" + Thread.currentThread().threadId())
        .satisfies(
            e -> {
              assertThat(methodsOf(e)).contains("takeBoth");
              assertThat(e.getCause()).hasMessageContaining(nameOf(b));
              assertThat(methodsOf(e.getCause())).contains("takeBoth");
              assertThat(e.getSuppressed()).hasSize(2);
              assertThat(e.getSuppressed()[0]).hasMessageContaining(nameOf(a));
              assertThat(e.getSuppressed()[1]).hasMessageContaining(nameOf(b));
              assertThat(methodsOf(e.getSuppressed()[1])).contains("takeBoth");
            });

    assertThat(a.locked()).isFalse();
    assertThat(b.locked()).isFalse();
  }

  private static List<String> methodsOf(Throwable thrown) {
    return Arrays.stream(thrown.getStackTrace()).map(StackTraceElement::getMethodName).toList();
  }

  @Test
  void otherOrder_throwsEachTime_byWhicheverMethod() throws Exception {
    takeBoth(a, b);
    b.acquire();

    assertThatExceptionOfType(LockOrderException.class).isThrownBy(a::lock);
    assertThatExceptionOfType(LockOrderException.class).isThrownBy(a::acquire);
    assertThatExceptionOfType(LockOrderException.class).isThrownBy(a::lockInterruptibly);
    assertThatExceptionOfType(LockOrderException.class).isThrownBy(a::hold);
    assertThatExceptionOfType(LockOrderException.class)
        .isThrownBy(() -> a.acquire(Duration.ofSeconds(1)));
    assertThat(a.locked()).isFalse();
  }

  @Test
  void tryWithoutWaiting_mayContradict_butWhatItTookCounts() throws Exception {
    takeBoth(a, b);
    b.acquire();
    assertThat(a.tryLock()).isTrue();
    c.acquire();
    c.release();
    a.release();
    b.release();

    assertThatExceptionOfType(LockOrderException.class).isThrownBy(() -> takeBoth(c, a));
  }

  @Test
  void orderOverAThirdLock_isContradictedToo() throws Exception {
    takeBoth(a, b);
    takeBoth(b, c);

    assertThatExceptionOfType(LockOrderException.class)
        .isThrownBy(() -> takeBoth(c, a))
        .satisfies(e -> assertThat(e.getSuppressed()).hasSize(4));
  }

  @Test
  void nestedAcquires_ofTheSameLock_areFine() throws Exception {
    try (Hold _ = b.hold()) {
      takeBoth(a, b);
      try (Hold _ = b.hold()) {
        assertThat(b.holdCount()).isEqualTo(2);
      }
    }
    takeBoth(b, a);
  }

  @Test
  void releaseByAnotherThread_countsForTheOneThatAcquired() throws Exception {
    takeBoth(a, c);
    c.acquire();
    threads.start(() -> c.release()).result();

    assertThatNoException().isThrownBy(() -> a.acquire());
  }

  @Test
  void releaseOfOne_leavesTheOtherHeld() throws Exception {
    a.acquire();
    try (Hold _ = b.hold()) {
      assertThat(b.locked()).isTrue();
    }
    try (Hold _ = c.hold()) {
      a.release();
    }

    assertThatExceptionOfType(LockOrderException.class).isThrownBy(() -> takeBoth(c, a));
  }

  @Test
  void waitOnACondition_releasesAndAcquiresAgain() throws Exception {
    Condition changed = b.newCondition();
    Started<Boolean> waiter =
        threads
            .start(
                () -> {
                  try (Hold _ = b.hold()) {
                    changed.awaitUninterruptibly();
                    try (Hold _ = c.hold()) {
                      assertThat(c.locked()).isTrue();
                    }
                  }
                })
            .awaitBlocked();
    try (Hold _ = b.hold()) {
      changed.signal();
    }
    waiter.result();

    assertThatExceptionOfType(LockOrderException.class).isThrownBy(() -> takeBoth(c, b));
  }

  @Test
  void log_warnsOnceForEachPair_andGoesOn() throws Exception {
    ChildProgram program =
        ChildProgram.run(List.of("-Ddev.ropewalk.sync.lockOrder=log"), Contradiction.class);

    assertThat(program.output()).containsExactly("checked: true");
    assertThat(program.errors())
        .filteredOn(line -> line.startsWith("WARNING") && line.contains("other way round"))
        .hasSize(1);
    assertThat(program.errors()).anyMatch(line -> line.contains("was acquired by thread #"));
  }

  @Test
  void property_unknownValue_isSaidAndNothingIsChecked() throws Exception {
    ChildProgram program =
        ChildProgram.run(List.of("-Ddev.ropewalk.sync.lockOrder=yes"), Contradiction.class);

    assertThat(program.output()).containsExactly("checked: false");
    assertThat(program.errors()).anyMatch(line -> line.contains("neither throw nor log"));
  }

  @Test
  void property_throw_throws() throws Exception {
    ChildProgram program =
        ChildProgram.run(List.of("-Ddev.ropewalk.sync.lockOrder=throw"), Contradiction.class);

    assertThat(program.exitCode()).isEqualTo(1);
    assertThat(program.errors()).anyMatch(line -> line.contains("LockOrderException"));
  }

  /** Takes two mutexes in both orders, twice, and then a third before them, which contradicts nothing. */
  static final class Contradiction {
    private Contradiction() {}

    public static void main(String[] args) throws Exception {
      Mutex one = new Mutex();
      Mutex other = new Mutex();
      for (int i = 0; i < 2; i++) {
        takeBoth(one, other);
        takeBoth(other, one);
      }
      takeBoth(new Mutex(), one); // from one the circle is walked, and leads nowhere else
      System.out.println("checked: " + LockOrder.isChecked());
    }
  }

  @Test
  void checked_theTableKnowsWhoAcquiredAMutex_andFindsItsDeadlocks() throws Exception {
    a.acquire();
    threads.start(() -> a.acquire()).awaitBlocked();

    assertThat(LockTable.now().rows())
        .filteredOn(row -> row.lock().startsWith(nameOf(a)))
        .singleElement()
        .satisfies(row -> assertThat(row.holders()).containsExactly(Thread.currentThread()));
    Thread alone = threads.start(() -> twice(c)).awaitBlocked().thread();
    assertThat(LockTable.now().deadlocks())
        .singleElement()
        .satisfies(
            deadlock ->
                assertThat(deadlock.links())
                    .containsExactly(new LockTable.Link(alone, nameOf(c), alone)));
  }

  private static void twice(Mutex mutex) throws InterruptedException {
    mutex.acquire();
    mutex.acquire();
  }

  @Test
  void stopped_nothingIsChecked() throws Exception {
    takeBoth(a, b);
    LockOrder.stop();

    assertThat(LockOrder.isChecked()).isFalse();
    assertThatNoException().isThrownBy(() -> takeBoth(b, a));
  }
}
