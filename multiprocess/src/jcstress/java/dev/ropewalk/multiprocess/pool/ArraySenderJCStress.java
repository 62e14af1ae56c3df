package dev.ropewalk.multiprocess.pool;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;
import org.openjdk.jcstress.infra.results.Z_Result;

/** Claims checked for {@link ArraySender}: see each nested class. */
public final class ArraySenderJCStress {

  private ArraySenderJCStress() {}

  /** A window whose room another thread is told of. */
  public abstract static class Window {
    private final ArraySender sender = new ArraySender(_ -> {});

    /** Made by a subclass. */
    protected Window() {}

    void grant(long slots) {
      sender.granted(slots);
    }

    boolean take() {
      try {
        return sender.takeRoom();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Who waits for slots gets each that is granted, before it waits, meanwhile or later. */
  @JCStressTest
  @Outcome(id = "true, true", expect = Expect.ACCEPTABLE, desc = "both slots")
  @Outcome(expect = Expect.FORBIDDEN, desc = "a slot that was not there")
  @State
  public static class NoRoomIsLost extends Window {

    /** Made by jcstress. */
    public NoRoomIsLost() {}

    /** Reads two answers. */
    @Actor
    public void reader() {
      grant(1);
      grant(1);
    }

    /** Sends two slices. */
    @Actor
    public void sender(ZZ_Result result) {
      result.r1 = take();
      result.r2 = take();
    }
  }

  /** Who waits for slots learns that there will be none. */
  @JCStressTest
  @Outcome(id = "false", expect = Expect.ACCEPTABLE, desc = "goes without")
  @Outcome(expect = Expect.FORBIDDEN, desc = "a slot that was not there")
  @State
  public static class NoRefusalIsLost extends Window {

    /** Made by jcstress. */
    public NoRefusalIsLost() {}

    /** Reads the answer. */
    @Actor
    public void reader() {
      grant(0);
    }

    /** Sends a slice. */
    @Actor
    public void sender(Z_Result result) {
      result.r1 = take();
    }
  }
}
