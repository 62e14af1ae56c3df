package dev.ropewalk.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ropewalk.testkit.JoinedThreads;
import dev.ropewalk.testkit.JoinedThreads.Started;
import dev.ropewalk.threads.internal.WaitPolicy;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** How often {@link TurnSync#backOff} looks, and when not at all. Who is served when is for {@link FairnessTest}. */
final class TurnSyncTest {

  /** Never to be had, unless it is free; counts the looks and the tries. */
  @SuppressWarnings("serial") // see TurnSync
  private static final class Counting extends TurnSync {
    private int freeFromLook = Integer.MAX_VALUE;
    private int wonAtTry = Integer.MAX_VALUE;
    private int looks;
    private int tries;

    Counting(boolean fair) {
      super(fair);
    }

    @Override
    boolean looksFree() {
      looks++;
      return looks >= freeFromLook;
    }

    @Override
    boolean tryAtOnce() {
      tries++;
      return tries >= wonAtTry;
    }

    @Override
    protected boolean tryAcquire(int unused) {
      return false;
    }
  }

  @AutoClose private final JoinedThreads threads = new JoinedThreads();
  private final Counting sync = new Counting(false);

  /** As many as that if the machine allows any: one processor or a quota of them allows none. */
  private static int allowed(int looks) {
    return WaitPolicy.machineAllows() ? looks : 0;
  }

  @Test
  void backOff_neverFree_looksFiveTimesAndTriesNever() {
    assertThat(sync.backOff()).isFalse();
    assertThat(sync.looks).isEqualTo(allowed(5));
    assertThat(sync.tries).isZero();
  }

  @Test
  void backOff_free_triesOnceAndHasIt() {
    sync.freeFromLook = 3;
    sync.wonAtTry = 1;
    assertThat(sync.backOff()).isEqualTo(WaitPolicy.machineAllows());
    assertThat(sync.looks).isEqualTo(allowed(3));
    assertThat(sync.tries).isEqualTo(allowed(1));
  }

  @Test
  void backOff_freeButSomebodyWasFaster_looksOn() {
    sync.freeFromLook = 2;
    sync.wonAtTry = 3;
    assertThat(sync.backOff()).isEqualTo(WaitPolicy.machineAllows());
    assertThat(sync.looks).isEqualTo(allowed(4));
  }

  @Test
  void backOff_fair_neverLooks() {
    Counting fair = new Counting(true);
    assertThat(fair.backOff()).isFalse();
    assertThat(fair.looks).isZero();
  }

  @Test
  void backOff_onAVirtualThread_neverLooks() throws Exception {
    sync.freeFromLook = 1;
    sync.wonAtTry = 1;
    threads.startVirtual(() -> assertThat(sync.backOff()).isFalse()).result();
    assertThat(sync.looks).isZero();
  }

  @Test
  void backOff_whileSomebodyQueues_neverLooks() throws Exception {
    Started<Boolean> waiter = threads.start(() -> sync.acquireInterruptibly(1)).awaitBlocked();
    assertThat(sync.backOff()).isFalse();
    assertThat(sync.looks).isZero();
    waiter.interrupt();
    try {
      waiter.result();
    } catch (InterruptedException e) {
      // what it was to end with
    }
  }
}
