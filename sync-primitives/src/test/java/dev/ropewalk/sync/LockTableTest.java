package dev.ropewalk.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ropewalk.testkit.JoinedThreads;
import dev.ropewalk.testkit.JoinedThreads.Started;
import dev.ropewalk.testkit.NotInterrupted;
import dev.ropewalk.testkit.ThreadStates;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** {@link LockTable}: who holds, who waits, and who waits for whom in a circle. */
final class LockTableTest {

  @AutoClose private final JoinedThreads threads = new JoinedThreads();

  private static List<LockTable.Row> rowsOf(Object primitive) {
    String name = primitive.toString();
    String kindAndIdentity = name.substring(0, name.indexOf('['));
    return LockTable.now().rows().stream()
        .filter(row -> row.lock().startsWith(kindAndIdentity + "["))
        .toList();
  }

  private static List<LockTable.Deadlock> deadlocksOf(Thread thread) {
    return LockTable.now().deadlocks().stream()
        .filter(
            deadlock -> deadlock.links().stream().anyMatch(link -> link.waiter().equals(thread)))
        .toList();
  }

  @Test
  void heldButNotWaitedFor_isNotInTheTable() throws Exception {
    ReentrantMutex mutex = new ReentrantMutex();
    try (Hold _ = mutex.hold()) {
      assertThat(rowsOf(mutex)).isEmpty();
    }
  }

  @Test
  void reentrantMutex_showsItsOwnerAndItsWaiters_longestWaitingFirst() throws Exception {
    ReentrantMutex mutex = new ReentrantMutex();
    mutex.acquire();
    Started<Boolean> first = threads.start(() -> mutex.acquire()).awaitBlocked();
    Started<Boolean> second = threads.startVirtual(() -> mutex.acquire()).awaitBlocked();

    List<LockTable.Row> rows = rowsOf(mutex);

    assertThat(rows).hasSize(1);
    assertThat(rows.getFirst().lock()).isEqualTo(mutex.toString());
    assertThat(rows.getFirst().holders()).containsExactly(Thread.currentThread());
    assertThat(rows.getFirst().waiters()).containsExactly(first.thread(), second.thread());
    assertThat(LockTable.now().toString())
        .contains(
            mutex.toString(), "held by thread #" + Thread.currentThread().threadId(), "waiting: ");
  }

  @Test
  void waitersThatGotIt_leaveTheTable() throws Exception {
    Mutex mutex = new Mutex();
    mutex.acquire();
    Started<Boolean> waiter =
        threads.start(
            () -> {
              mutex.acquire();
              mutex.release();
            });
    waiter.awaitBlocked();
    assertThat(rowsOf(mutex)).hasSize(1);

    mutex.release();
    waiter.result();

    assertThat(rowsOf(mutex)).isEmpty();
  }

  @Test
  void mutexAndSemaphore_haveWaitersButNoHolder() throws Exception {
    Mutex mutex = new Mutex();
    mutex.acquire();
    CountingSemaphore semaphore = new CountingSemaphore(0);
    Thread one = threads.start(() -> mutex.acquire()).awaitBlocked().thread();
    Thread other = threads.startVirtual(() -> semaphore.acquire()).awaitBlocked().thread();

    assertThat(rowsOf(mutex))
        .containsExactly(new LockTable.Row(mutex.toString(), List.of(), List.of(one)));
    assertThat(rowsOf(semaphore))
        .containsExactly(new LockTable.Row(semaphore.toString(), List.of(), List.of(other)));
    assertThat(LockTable.now().toString()).contains("held by nobody known");
  }

  /** Each takes one and then waits for the other's. */
  private List<Started<Boolean>> twoThatDeadlock(
      ExclusiveLock left, ExclusiveLock right, boolean virtual) {
    CountDownLatch bothHold = new CountDownLatch(2);
    List<Started<Boolean>> two =
        List.of(
            acquiring(left, right, bothHold, virtual), acquiring(right, left, bothHold, virtual));
    two.forEach(
        started ->
            ThreadStates.awaitTrue(
                "both to wait", () -> bothHold.getCount() == 0 && isWaiting(started.thread())));
    return two;
  }

  private static boolean isWaiting(Thread thread) {
    return LockTable.now().rows().stream().anyMatch(row -> row.waiters().contains(thread));
  }

  private Started<Boolean> acquiring(
      ExclusiveLock first, ExclusiveLock second, CountDownLatch bothHold, boolean virtual) {
    NotInterrupted.Action body =
        () -> {
          try (Hold _ = first.hold()) {
            bothHold.countDown();
            bothHold.await();
            try (Hold _ = second.hold()) {
              assertThat(second.locked()).isTrue();
            }
          }
        };
    return virtual ? threads.startVirtual(body) : threads.start(body);
  }

  @Test
  void deadlock_ofVirtualThreads_isFound() throws Exception {
    ReentrantMutex left = new ReentrantMutex();
    ReentrantMutex right = new ReentrantMutex();
    List<Started<Boolean>> two = twoThatDeadlock(left, right, true);
    Thread one = two.getFirst().thread();
    Thread other = two.getLast().thread();

    List<LockTable.Deadlock> deadlocks = deadlocksOf(one);

    assertThat(deadlocks).hasSize(1);
    assertThat(deadlocks.getFirst().links())
        .extracting(LockTable.Link::waiter)
        .containsExactlyInAnyOrder(one, other);
    assertThat(deadlocks.getFirst().links())
        .extracting(LockTable.Link::holder)
        .containsExactlyInAnyOrder(one, other);
    assertThat(LockTable.now().toString())
        .contains("deadlock: ", "thread #" + one.threadId(), "thread #" + other.threadId());
    assertThat(deadlocks.getFirst())
        .asString()
        .containsPattern(
            "thread #" + one.threadId() + ".* waits for .*, held by .*#" + other.threadId())
        .containsPattern(
            "thread #" + other.threadId() + ".* waits for .*, held by .*#" + one.threadId());

    one.interrupt();
    assertThat(two.getLast().result()).isTrue();
    assertThat(deadlocksOf(other)).isEmpty();
  }

  @Test
  void threadThatWaitsForADeadlockedOne_isNotPartOfTheCircle() throws Exception {
    ReentrantMutex left = new ReentrantMutex();
    ReentrantMutex right = new ReentrantMutex();
    List<Started<Boolean>> two = twoThatDeadlock(left, right, false);
    Thread third = threads.start(() -> left.acquire()).awaitBlocked().thread();

    assertThat(deadlocksOf(two.getFirst().thread())).hasSize(1);
    assertThat(deadlocksOf(third)).isEmpty();
  }

  @Test
  void contendedLocks_areNotKeptAlive() throws Exception {
    WeakReference<Mutex> dropped = new WeakReference<>(contendedMutex());

    ThreadStates.awaitTrue(
        "the mutex to be collected",
        () -> {
          System.gc();
          return dropped.refersTo(null);
        });
  }

  private Mutex contendedMutex() throws Exception {
    Mutex mutex = new Mutex();
    mutex.acquire();
    try (JoinedThreads one = new JoinedThreads()) {
      Started<Boolean> waiter = one.start(() -> mutex.acquire()).awaitBlocked();
      assertThat(rowsOf(mutex)).hasSize(1);
      mutex.release();
      waiter.result();
    }
    return mutex;
  }
}
