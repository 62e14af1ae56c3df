package dev.ropewalk.async;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Claims for {@link Task}: see each nested class. Run: mvn test -pl async -am -Djcstress.tests=TaskJCStress */
public final class TaskJCStress {

  private TaskJCStress() {}

  /**
   * A cancellation sent by another thread, against the end of the task and of the whole run: the task is cancelled if and
   * only if cancel said so, the sender is never left without an answer, and the run ends.
   */
  @JCStressTest
  @Outcome(id = "2, 3", expect = ACCEPTABLE, desc = "Cancelled in time.")
  @Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "Reached the loop after the task had ended.")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Accepted as the loop was closing, not run.")
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "Refused by the closed loop.")
  @Outcome(expect = FORBIDDEN, desc = "The answer and what became of the task do not fit.")
  @State
  public static class CrossThreadCancel {
    private volatile EventLoop loop;
    private volatile Task<?> main;
    private volatile int ended;
    private volatile int answer;

    @Actor
    public void run() {
      try {
        Async.run(
            () -> {
              main = Async.currentTask().orElseThrow();
              loop = EventLoop.running();
              for (int i = 0; i < 3; i++) {
                Async.sleep(Duration.ZERO);
              }
            });
        ended = 1;
      } catch (CancellationException e) {
        ended = 2;
      } catch (InterruptedException e) {
        ended = 9;
      }
    }

    @Actor
    public void cancel() {
      EventLoop target;
      while ((target = loop) == null) {
        Thread.onSpinWait();
      }
      try {
        target.callSoonThreadsafe(() -> answer = main.cancel() ? 3 : 2);
        accepted = true;
      } catch (IllegalStateException e) {
        accepted = false;
      }
    }

    private boolean accepted;

    @Arbiter
    public void result(II_Result r) {
      r.r1 = ended;
      r.r2 = answer != 0 ? answer : accepted ? 1 : 0;
    }
  }

  /**
   * Whoever sees that a task is done also sees what its coroutine wrote, on any thread. Long: x86 hardware does not show
   * the failure, so a short run proves little there.
   */
  @JCStressTest
  @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "Not done yet.")
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "Not done yet, the write is visible early.")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Done, and the write is visible.")
  @Outcome(expect = FORBIDDEN, desc = "Done, but the write is not visible.")
  @State
  public static class LongDonePublishes {
    private final Completion<String> completion =
        new Completion<>(new Schedule(new IdleWaitJCStress.NoIdle()), null);
    private int plain;

    private static final dev.ropewalk.async.Outcome<String> ENDED =
        new dev.ropewalk.async.Outcome.Value<>("value");

    @Actor
    public void coroutine() {
      plain = 1;
      completion.complete(ENDED);
    }

    @Actor
    public void observer(II_Result r) {
      r.r1 = completion.isDone() ? 1 : 0;
      r.r2 = plain;
    }
  }
}
