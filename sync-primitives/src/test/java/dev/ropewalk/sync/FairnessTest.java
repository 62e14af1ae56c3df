package dev.ropewalk.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ropewalk.testkit.Delays;
import dev.ropewalk.testkit.JoinedThreads;
import dev.ropewalk.testkit.JoinedThreads.Started;
import dev.ropewalk.testkit.NotInterrupted;
import dev.ropewalk.testkit.ThreadStates;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who gets a lock or a permit next, of those that wait and those that come. */
final class FairnessTest {

  /** What all that is acquired and released has in common. */
  record Primitive(
      String name,
      NotInterrupted.Action acquire,
      NotInterrupted.Action release,
      Callable<Boolean> tryAcquire) {

    static Primitive of(ExclusiveLock lock) {
      return new Primitive(
          lock.getClass().getSimpleName() + (lock.isFair() ? ", fair" : ""),
          lock::acquire,
          lock::release,
          lock::tryLock);
    }

    static Primitive of(CountingSemaphore semaphore) {
      return new Primitive(
          semaphore.getClass().getSimpleName() + (semaphore.isFair() ? ", fair" : ""),
          semaphore::acquire,
          semaphore::release,
          semaphore::tryAcquire);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Primitive> eventuallyFair() {
    return Stream.of(
        Primitive.of(new Mutex()),
        Primitive.of(new ReentrantMutex()),
        Primitive.of(new CountingSemaphore(1)),
        Primitive.of(new BoundedSemaphore(1)));
  }

  static Stream<Primitive> fair() {
    return Stream.of(
        Primitive.of(new Mutex(true)),
        Primitive.of(new ReentrantMutex(true)),
        Primitive.of(new CountingSemaphore(1, true)),
        Primitive.of(new BoundedSemaphore(1, true)));
  }

  static Stream<Primitive> all() {
    return Stream.concat(eventuallyFair(), fair());
  }

  @AutoClose private final JoinedThreads threads = new JoinedThreads();
  private final List<String> served = Collections.synchronizedList(new ArrayList<>());

  private Started<Boolean> waiter(Primitive primitive, String name) {
    return threads.start(() -> serve(primitive, name)).awaitBlocked();
  }

  private void serve(Primitive primitive, String name) throws Exception {
    primitive.acquire().run();
    served.add(name);
    primitive.release().run();
  }

  /** Longer than a waiter may be overtaken; it is about this length of time itself. */
  private static void letSomeTimePass() {
    long end = System.nanoTime() + 5_000_000;
    while (System.nanoTime() < end) {
      LockSupport.parkNanos(end - System.nanoTime());
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void waiterThatWaitedLong_isServedBeforeNewcomers(Primitive primitive) throws Exception {
    for (int round = 0; round < 20; round++) {
      served.clear();
      primitive.acquire().run();
      Started<Boolean> waiter = waiter(primitive, "waiter");
      letSomeTimePass();

      primitive.release().run();
      serve(primitive, "newcomer");

      waiter.result();
      assertThat(served).containsExactly("waiter", "newcomer");
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void secondInLine_hasItsTurnToo(Primitive primitive) throws Exception {
    primitive.acquire().run();
    Started<Boolean> first =
        threads
            .start(
                () -> {
                  primitive.acquire().run();
                  served.add("first");
                  letSomeTimePass();
                  primitive.release().run();
                  serve(primitive, "first again");
                })
            .awaitBlocked();
    Started<Boolean> second = waiter(primitive, "second");
    letSomeTimePass();

    primitive.release().run();

    first.result();
    second.result();
    assertThat(served).containsExactly("first", "second", "first again");
  }

  @ParameterizedTest
  @MethodSource("eventuallyFair")
  void youngWaiter_mayBeOvertaken(Primitive primitive) throws Exception {
    long end = System.nanoTime() + Delays.LONG.toNanos();
    boolean overtaken = false;
    while (!overtaken && System.nanoTime() < end) {
      served.clear();
      primitive.acquire().run();
      Started<Boolean> waiter = threads.start(() -> serve(primitive, "waiter"));
      while (waiter.thread().getState() != Thread.State.WAITING) {
        Thread.onSpinWait();
      }
      primitive.release().run();
      serve(primitive, "newcomer");
      waiter.result();
      overtaken = served.getFirst().equals("newcomer");
    }

    assertThat(overtaken).isTrue();
  }

  @ParameterizedTest
  @MethodSource("eventuallyFair")
  void waiterThatWasOvertakenAndParkedAgain_isServedBeforeNewcomers(Primitive primitive)
      throws Exception {
    long end = System.nanoTime() + Delays.LONG.toNanos();
    int overtaken = 0;
    while (overtaken < 5 && System.nanoTime() < end) {
      served.clear();
      primitive.acquire().run();
      Started<Boolean> waiter = threads.start(() -> serve(primitive, "waiter"));
      while (waiter.thread().getState() != Thread.State.WAITING) {
        Thread.onSpinWait();
      }
      long waits = ThreadStates.waits(waiter.thread());
      primitive.release().run();
      primitive.acquire().run();
      if (served.isEmpty()) {
        overtaken++;
        ThreadStates.awaitTrue(
            "it to park again", () -> ThreadStates.waits(waiter.thread()) > waits);
        letSomeTimePass();
      }
      primitive.release().run();
      serve(primitive, "newcomer");
      waiter.result();
      assertThat(served).containsExactly("waiter", "newcomer");
    }

    assertThat(overtaken).isEqualTo(5);
  }

  @ParameterizedTest
  @MethodSource("fair")
  void fair_threadsAreServedInTheOrderInWhichTheyCame(Primitive primitive) throws Exception {
    primitive.acquire().run();
    List<String> names = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      names.add("waiter " + i);
      waiter(primitive, names.getLast());
    }

    primitive.release().run();
    serve(primitive, "newcomer");
    names.add("newcomer");

    threads.join();
    assertThat(served).containsExactlyElementsOf(names);
  }

  @ParameterizedTest
  @MethodSource("all")
  void tryWithoutWaiting_takesWhatIsFree_whoeverWaits(Primitive primitive) throws Exception {
    long end = System.nanoTime() + Delays.LONG.toNanos();
    boolean overtaken = false;
    while (!overtaken && System.nanoTime() < end) {
      primitive.acquire().run();
      Started<Boolean> waiter = waiter(primitive, "waiter");
      letSomeTimePass();
      primitive.release().run();
      if (primitive.tryAcquire().call()) {
        overtaken = waiter.isRunning();
        primitive.release().run();
      }
      waiter.result();
    }

    assertThat(overtaken).isTrue();
  }

  @ParameterizedTest
  @MethodSource("all")
  void waiterWhoseTurnItIs_givesUp_newcomersGetIn(Primitive primitive) throws Exception {
    for (int round = 0; round < 20; round++) {
      primitive.acquire().run();
      Started<Boolean> waiter = waiter(primitive, "waiter");
      letSomeTimePass();
      primitive.release().run();
      boolean overtaken = primitive.tryAcquire().call();
      waiter.interrupt();
      try {
        waiter.result();
      } catch (InterruptedException e) {
        // gave up, with the lock reserved for it
      }
      if (overtaken) {
        primitive.release().run();
      }

      assertThat(threads.start(() -> serve(primitive, "newcomer")).result()).isTrue();
    }
  }

  /** Without it a thread that is woken from park loses to one that runs, again and again. */
  @ParameterizedTest
  @MethodSource("eventuallyFair")
  void threadThatNeverPauses_keepsNobodyOutForLong(Primitive primitive) throws Exception {
    Started<Boolean> greedy =
        threads.start(
            () -> {
              while (!Thread.currentThread().isInterrupted()) {
                primitive.acquire().run();
                primitive.release().run();
              }
            });
    for (int i = 0; i < 200; i++) {
      serve(primitive, "modest");
    }

    greedy.interrupt();
    assertThat(served).hasSize(200);
    try {
      greedy.result();
    } catch (InterruptedException e) {
      // interrupted in acquire
    }
  }
}
