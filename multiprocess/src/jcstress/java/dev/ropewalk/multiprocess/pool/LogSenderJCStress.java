package dev.ropewalk.multiprocess.pool;

import dev.ropewalk.multiprocess.logging.LogRelay;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.slf4j.event.Level;

/** Claims checked for {@link LogSender}: see each nested class. */
public final class LogSenderJCStress {

  private LogSenderJCStress() {}

  /** A record that is made while the exit begins. */
  public abstract static class Exit {
    private final AtomicInteger sent = new AtomicInteger();
    private volatile @Nullable Thread sending;
    private volatile boolean accepted;

    final LogSender sender =
        new LogSender(
            frame -> {
              sending = Thread.currentThread();
              sent.incrementAndGet();
            });

    void log() {
      sender.accept(new LogRelay.Entry("rope", Level.INFO, null, "last", "strand", null, null));
      accepted = true;
    }

    int isAccepted() {
      return accepted ? 1 : 0;
    }

    int sent() {
      return sent.get();
    }

    /** There is a thread for each sender, which would wait for more records for ever. */
    void endSender() {
      sender.beginExit();
      Thread thread = sending;
      if (thread != null) {
        thread.interrupt();
      }
    }
  }

  /**
   * When the exit goes on, what was accepted before it is sent, and when the maker of a later record goes on, that is: so none
   * is lost. None is sent twice.
   */
  @JCStressTest
  @Outcome(
      id = {"0, 0, 1", "0, 1, 1"},
      expect = Expect.ACCEPTABLE,
      desc = "accepted while or after the exit began, and sent")
  @Outcome(id = "1, 1, 1", expect = Expect.ACCEPTABLE, desc = "accepted before, and sent before")
  @Outcome(expect = Expect.FORBIDDEN, desc = "lost, late or sent twice")
  @State
  public static class LongNoRecordIsLostAtTheExit extends Exit {

    /** Logs. */
    @Actor
    public void maker() {
      log();
    }

    /** Exits. */
    @Actor
    public void exit(III_Result result) {
      result.r1 = isAccepted();
      sender.beginExit();
      result.r2 = sent();
    }

    /** What came of it once both went on. */
    @Arbiter
    public void sent(III_Result result) {
      sender.beginExit();
      result.r3 = sent();
      endSender();
    }
  }

  /** The same, of an exit that does not wait. */
  @JCStressTest
  @Outcome(
      id = {"0, 0, 1", "0, 1, 1", "1, 1, 1"},
      expect = Expect.ACCEPTABLE,
      desc = "as above")
  @Outcome(
      id = {"0, 0, 0", "1, 0, 0", "1, 0, 1"},
      expect = Expect.ACCEPTABLE_INTERESTING,
      desc = "the process would have ended with a record that was accepted and not sent")
  @State
  public static class BrokenExitsAtOnce extends Exit {

    /** Logs. */
    @Actor
    public void maker() {
      log();
    }

    /** Exits. */
    @Actor
    public void exit(III_Result result) {
      result.r1 = isAccepted();
      result.r2 = sent();
    }

    /** What came of it once both went on. */
    @Arbiter
    public void sent(III_Result result) {
      result.r3 = sent();
      endSender();
    }
  }
}
