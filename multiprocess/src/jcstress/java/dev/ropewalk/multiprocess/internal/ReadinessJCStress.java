package dev.ropewalk.multiprocess.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** Claims checked for {@link Readiness}, on which a connection waits for what it receives: see each nested class. */
public final class ReadinessJCStress {

  private ReadinessJCStress() {}

  /** A channel to which nobody sends. */
  public abstract static class SilentChannel {
    final Pipe pipe;

    SilentChannel() {
      try {
        pipe = Pipe.open();
        pipe.source().configureBlocking(false);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    abstract void await() throws IOException, InterruptedException;

    abstract void close() throws IOException;

    /** Waits, once more if the first waiting ended early; 1 if it was told of the close. */
    int awaitTwice() {
      try {
        await();
        await();
        return 0;
      } catch (AsynchronousCloseException | ClosedSelectorException e) {
        return 1;
      } catch (IOException | InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    void closeWaiting() {
      try {
        close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    void closeAll() {
      closeWaiting();
      try {
        pipe.source().close();
        pipe.sink().close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Who waits is told of the close, whether it comes before the waiting, while it begins, or during it. */
  @JCStressTest
  @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "told")
  @Outcome(expect = Expect.FORBIDDEN, desc = "waited until its time was over")
  @State
  public static class LongNobodyWaitsAfterTheClose extends SilentChannel {
    private final Readiness readiness = new Readiness(pipe.source(), SelectionKey.OP_READ);

    @Override
    void await() throws IOException, InterruptedException {
      readiness.await(TimeUnit.SECONDS.toNanos(30));
    }

    @Override
    void close() throws IOException {
      readiness.close();
    }

    /** Waits. */
    @Actor
    public void waiter(I_Result result) {
      result.r1 = awaitTwice();
    }

    /** Closes it. */
    @Actor
    public void closer() {
      closeWaiting();
    }

    /** Frees the descriptors. */
    @Arbiter
    public void end(I_Result result) {
      closeAll();
    }
  }

  /** The same without a note of the close for those who open the selector later. */
  @JCStressTest
  @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "told")
  @Outcome(
      id = "0",
      expect = Expect.ACCEPTABLE_INTERESTING,
      desc = "the close found no selector yet: waited until its time was over")
  @State
  public static class BrokenForgetsTheClose extends SilentChannel {
    private volatile @Nullable Selector selector;

    @Override
    void await() throws IOException {
      Selector opened = selector;
      if (opened == null) {
        opened = Selector.open();
        pipe.source().register(opened, SelectionKey.OP_READ);
        selector = opened;
      }
      opened.select(key -> {}, 5);
    }

    @Override
    void close() throws IOException {
      Selector opened = selector;
      if (opened != null) {
        opened.close();
      }
    }

    /** Waits. */
    @Actor
    public void waiter(I_Result result) {
      result.r1 = awaitTwice();
    }

    /** Closes it. */
    @Actor
    public void closer() {
      closeWaiting();
    }

    /** Frees the descriptors. */
    @Arbiter
    public void end(I_Result result) {
      closeAll();
    }
  }
}
