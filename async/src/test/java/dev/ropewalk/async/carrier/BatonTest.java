package dev.ropewalk.async.carrier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ropewalk.testkit.ThreadStates;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class BatonTest {

  @Test
  void isMine_isTrueForTheHolderOnly() throws Exception {
    Baton baton = new Baton(Thread.currentThread());
    assertThat(baton.isMine()).isTrue();
    AtomicBoolean others = new AtomicBoolean(true);
    Thread.ofPlatform().start(() -> others.set(baton.isMine())).join();
    assertThat(others).isFalse();
  }

  @Test
  void pass_thereAndBack_runsOneAfterTheOther() {
    Baton baton = new Baton(Thread.currentThread());
    Thread main = Thread.currentThread();
    int[] plain = {0};
    Thread other =
        Thread.ofVirtual()
            .unstarted(
                () -> {
                  for (int i = 0; i < 1_000; i++) {
                    plain[0]++;
                    baton.pass(main);
                    if (i < 999) {
                      baton.awaitUninterruptibly();
                    }
                  }
                });
    baton.passToNew(other);
    for (int i = 1; i <= 1_000; i++) {
      baton.await(() -> {});
      assertThat(plain[0]).isEqualTo(i);
      if (i < 1_000) {
        baton.pass(other);
      }
    }
    assertThat(baton.isMine()).isTrue();
  }

  @Test
  void pass_byAThreadThatDoesNotHoldIt_isAnAssertion() throws Exception {
    Baton baton = new Baton(Thread.currentThread());
    AtomicInteger assertions = new AtomicInteger();
    Thread.ofPlatform()
        .start(
            () -> {
              try {
                baton.pass(Thread.currentThread());
              } catch (AssertionError e) {
                assertions.incrementAndGet();
              }
            })
        .join();
    assertThat(assertions).hasValue(1);
    assertThat(baton.isMine()).isTrue();
  }

  @Test
  void passToNew_threadThatCanNotBeStarted_keepsTheBaton() throws Exception {
    Baton baton = new Baton(Thread.currentThread());
    Thread ended = Thread.ofPlatform().start(() -> {});
    ended.join();
    assertThatExceptionOfType(IllegalThreadStateException.class)
        .isThrownBy(() -> baton.passToNew(ended));
    assertThat(baton.isMine()).isTrue();
  }

  @Test
  void awaitUninterruptibly_interrupted_waitsOnAndSetsTheStatus() throws Exception {
    Baton baton = new Baton(Thread.currentThread());
    AtomicBoolean status = new AtomicBoolean();
    Thread waiter =
        Thread.ofVirtual()
            .start(
                () -> {
                  baton.awaitUninterruptibly();
                  status.set(Thread.currentThread().isInterrupted());
                });
    ThreadStates.awaitBlocked(waiter);
    waiter.interrupt();
    ThreadStates.awaitBlocked(waiter);
    assertThat(waiter.isAlive()).isTrue();
    baton.pass(waiter);
    ThreadStates.awaitEnded(waiter);
    assertThat(status).isTrue();
  }

  @Test
  void await_interrupted_runsTheActionAndWaitsOn() throws Exception {
    Baton baton = new Baton(Thread.currentThread());
    AtomicInteger interrupts = new AtomicInteger();
    AtomicBoolean status = new AtomicBoolean(true);
    Thread waiter =
        Thread.ofPlatform()
            .start(
                () -> {
                  baton.await(interrupts::incrementAndGet);
                  status.set(Thread.currentThread().isInterrupted());
                });
    for (int i = 1; i <= 2; i++) {
      ThreadStates.awaitBlocked(waiter);
      waiter.interrupt();
      int expected = i;
      Awaitility.await().until(() -> interrupts.get() == expected);
    }
    baton.pass(waiter);
    ThreadStates.awaitEnded(waiter);
    assertThat(status).isFalse();
  }
}
