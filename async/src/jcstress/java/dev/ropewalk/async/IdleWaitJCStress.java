package dev.ropewalk.async;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.ropewalk.async.carrier.IdleWait;
import dev.ropewalk.async.carrier.SelectorIdle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Claims for callSoonThreadsafe against an idle loop: see each nested class. Run: mvn test -pl async -am
 * -Djcstress.tests=IdleWaitJCStress
 */
public final class IdleWaitJCStress {

  private IdleWaitJCStress() {}

  /** What a loop does while it has nothing to run; 0 if the wait ran out and only then something was there. */
  private static int idleUntilPosted(Schedule schedule, IdleWait idle, long nanos) {
    while (schedule.take(false) == null) {
      long start = System.nanoTime();
      idle.await(nanos);
      if (System.nanoTime() - start >= nanos) {
        return 0;
      }
    }
    return 1;
  }

  /** A post by another thread ends the idle wait, however it falls between looking and waiting. */
  @JCStressTest
  @Outcome(
      id = "1",
      expect = ACCEPTABLE,
      desc = "The loop found the entry, before or after waiting.")
  @Outcome(expect = FORBIDDEN, desc = "The wakeup was lost: the wait ran out.")
  @State
  public static class NoLostWakeup {
    private static final long NANOS = TimeUnit.SECONDS.toNanos(10);

    private volatile Schedule schedule;

    @Actor
    public void loop(I_Result r) {
      SelectorIdle idle = new SelectorIdle(); // here, to be closed here: it holds files
      Schedule mine = new Schedule(idle);
      schedule = mine;
      r.r1 = idleUntilPosted(mine, idle, NANOS);
      idle.close();
    }

    @Actor
    public void poster() {
      Schedule target;
      while ((target = schedule) == null) {
        Thread.onSpinWait();
      }
      target.post((LoopAction) () -> {});
    }
  }

  /** Two threads post at once: none of the entries is lost. */
  @JCStressTest
  @Outcome(id = "2", expect = ACCEPTABLE, desc = "Both are there.")
  @Outcome(expect = FORBIDDEN, desc = "An entry was lost, or came twice.")
  @State
  public static class NoLostPost {
    private final Schedule schedule = new Schedule(new NoIdle());

    @Actor
    public void first() {
      schedule.post((LoopAction) () -> {});
    }

    @Actor
    public void second() {
      schedule.post((LoopAction) () -> {});
    }

    @Arbiter
    public void loop(I_Result r) {
      while (schedule.take(false) != null) {
        r.r1++;
      }
    }
  }

  /** The protocol of {@link NoLostWakeup} with release and acquire instead of volatile: each side may read before its write is seen. */
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "Lucky: the writes were seen in time.")
  @Outcome(id = "0", expect = ACCEPTABLE_INTERESTING, desc = "The wakeup was lost.")
  @State
  public static class BrokenWeakFlags {
    private static final long NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final WeakIdle idle = new WeakIdle();

    @Actor
    public void loop(I_Result r) {
      long start = System.nanoTime();
      idle.await(NANOS);
      r.r1 = System.nanoTime() - start >= NANOS ? 0 : 1;
    }

    @Actor
    public void poster() {
      idle.wake();
    }
  }

  /** {@link SelectorIdle}, broken; without a queue in between, whose own fences would hide it. */
  private static final class WeakIdle {
    private static final VarHandle WOKEN;
    private static final VarHandle SLEEPER;

    static {
      try {
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        WOKEN = lookup.findVarHandle(WeakIdle.class, "woken", boolean.class);
        SLEEPER = lookup.findVarHandle(WeakIdle.class, "sleeper", Thread.class);
      } catch (ReflectiveOperationException e) {
        throw new ExceptionInInitializerError(e);
      }
    }

    @SuppressWarnings("unused") // through the handles
    private boolean woken;

    @SuppressWarnings("unused")
    private Thread sleeper;

    void await(long nanos) {
      Thread me = Thread.currentThread();
      long start = System.nanoTime();
      SLEEPER.setRelease(this, me);
      while (!(boolean) WOKEN.getAcquire(this)) {
        long left = nanos - (System.nanoTime() - start);
        if (left <= 0) {
          break;
        }
        LockSupport.parkNanos(this, left);
      }
    }

    void wake() {
      WOKEN.setRelease(this, true);
      Thread thread = (Thread) SLEEPER.getAcquire(this);
      if (thread != null) {
        LockSupport.unpark(thread);
      }
    }
  }

  /** For harnesses that never wait: a selector for each of thousands of states would run out of files. */
  static final class NoIdle implements IdleWait {

    @Override
    public long nanoTime() {
      return System.nanoTime();
    }

    @Override
    public void await(long nanos) {
      throw new UnsupportedOperationException("nothing waits here");
    }

    @Override
    public void poll() {}

    @Override
    public void wake() {}

    @Override
    public SelectionKey watch(SelectableChannel channel, Watcher watcher) {
      throw new UnsupportedOperationException("there are no channels here");
    }

    @Override
    public void close(SelectableChannel channel) {}

    @Override
    public void close() {}
  }
}
