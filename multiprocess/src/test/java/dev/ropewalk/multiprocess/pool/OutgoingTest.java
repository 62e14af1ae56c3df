package dev.ropewalk.multiprocess.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ropewalk.multiprocess.internal.Packet;
import dev.ropewalk.testkit.ThreadStates;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

/** Answers go out in order, before packets that follow them, and hold up nobody who gives them. */
class OutgoingTest {

  private final List<Integer> sent = Collections.synchronizedList(new ArrayList<>());

  @Test
  void answers_areSentByAnotherThread_alsoAfterAnInterrupt() {
    List<Thread> senders = Collections.synchronizedList(new ArrayList<>());
    Outgoing outgoing =
        new Outgoing(
            frame -> {
              senders.add(Thread.currentThread());
              sent.add((int) frame[0]);
            });
    outgoing.answer(new byte[] {1});
    ThreadStates.awaitTrue("the first to be sent", () -> sent.size() == 1);
    ThreadStates.awaitBlocked(senders.getFirst());
    senders.getFirst().interrupt();
    ThreadStates.awaitTrue("the interrupt to be taken", () -> !senders.getFirst().isInterrupted());
    outgoing.answer(new byte[] {2});
    outgoing.answer(new byte[] {3});
    ThreadStates.awaitTrue("the others to be sent", () -> sent.size() == 3);
    assertThat(sent).containsExactly(1, 2, 3);
    assertThat(senders).doesNotContain(Thread.currentThread()).hasSize(3);
  }

  @Test
  void packet_waitsForAnAnswerThatIsOnItsWay() throws Exception {
    Semaphore gate = new Semaphore(0);
    Outgoing outgoing =
        new Outgoing(
            frame -> {
              if (frame[0] != 99) {
                gate.acquireUninterruptibly();
              }
              sent.add((int) frame[0]);
            });
    outgoing.answer(new byte[] {1}); // does not wait, though nobody reads
    ThreadStates.awaitTrue("the first to be on its way", gate::hasQueuedThreads);
    Thread flusher =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    outgoing.send(Packet.of((byte) 99));
                  } catch (IOException e) {
                    throw new UncheckedIOException(e);
                  }
                });
    ThreadStates.awaitBlocked(flusher);
    assertThat(gate.getQueueLength()).isOne();
    gate.release();
    ThreadStates.awaitEnded(flusher);
    assertThat(sent).containsExactly(1, 99);
  }

  @Test
  void answers_goBeforeEachPacketThatFollows() throws Exception {
    Outgoing outgoing = new Outgoing(frame -> sent.add((int) frame[0]));
    List<Integer> expected = new ArrayList<>();
    for (int i = 0; i < 99; i++) {
      outgoing.answer(new byte[] {(byte) i});
      expected.add(i);
      if (i % 7 == 0) {
        outgoing.send(Packet.of((byte) 99));
        expected.add(99);
      }
    }
    outgoing.send(Packet.of((byte) 99));
    expected.add(99);
    assertThat(sent).containsExactlyElementsOf(expected);
  }
}
