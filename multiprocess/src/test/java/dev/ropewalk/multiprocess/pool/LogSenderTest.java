package dev.ropewalk.multiprocess.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ropewalk.multiprocess.internal.Codec;
import dev.ropewalk.multiprocess.internal.Packet;
import dev.ropewalk.multiprocess.logging.LogRelay;
import dev.ropewalk.testkit.Delays;
import dev.ropewalk.testkit.ThreadStates;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

/** Records are lost only where that is said. */
class LogSenderTest {

  private final List<byte[]> sent = Collections.synchronizedList(new ArrayList<>());

  private static LogRelay.Entry entry(String message) {
    return new LogRelay.Entry("rope", Level.INFO, null, message, "strand", null, null);
  }

  private List<String> messages() throws Exception {
    List<String> messages = new ArrayList<>();
    for (byte[] frame : List.copyOf(sent)) {
      messages.add((String) Codec.decodeSeveral(Packet.of(frame), null, null, null)[3]);
    }
    return messages;
  }

  @Test
  void allRecordsOfAllThreads_areSentOnceAndInTheOrderOfEach_beforeTheExitGoesOn()
      throws Exception {
    LogSender sender = new LogSender(sent::add);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      int number = i;
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int j = 0; j < 500; j++) {
                      sender.accept(entry(number + ":" + j));
                    }
                  }));
    }
    for (Thread thread : threads) {
      ThreadStates.awaitEnded(thread);
    }
    sender.beginExit();
    List<String> messages = messages();
    assertThat(messages).hasSize(2000).doesNotHaveDuplicates();
    for (int i = 0; i < 4; i++) {
      String prefix = i + ":";
      List<Integer> order =
          messages.stream()
              .filter(message -> message.startsWith(prefix))
              .map(message -> Integer.valueOf(message.substring(2)))
              .toList();
      assertThat(order).hasSize(500).isSorted();
    }
  }

  @Test
  void recordMadeDuringTheExit_isSentBeforeItsMakerGoesOn() throws Exception {
    LogSender sender = new LogSender(sent::add);
    sender.beginExit();
    for (int i = 0; i < 100; i++) {
      sender.accept(entry("hook " + i));
      assertThat(messages()).hasSize(i + 1).endsWith("hook " + i);
    }
  }

  @Test
  void parentThatTakesNothing_costsRecordsButHoldsUpNobody_andIsToldLater() throws Exception {
    CountDownLatch open = new CountDownLatch(1);
    LogSender sender =
        new LogSender(
            frame -> {
              awaitQuietly(open);
              sent.add(frame);
            });
    int made = 12_000;
    for (int i = 0; i < made; i++) {
      sender.accept(entry("record " + i));
    }
    open.countDown();
    sender.beginExit();
    List<String> messages = messages();
    Set<String> records = new HashSet<>(messages);
    records.removeIf(message -> !message.startsWith("record"));
    List<String> notes = messages.stream().filter(m -> m.contains("were dropped")).toList();
    assertThat(notes).isNotEmpty();
    int dropped = notes.stream().mapToInt(note -> Integer.parseInt(note.split(" ", 2)[0])).sum();
    assertThat(records.size() + dropped).isEqualTo(made);
    assertThat(records).hasSizeBetween(10_000, 10_001);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void parentThatIsGone_holdsUpNoExit() {
    LogSender sender =
        new LogSender(
            frame -> {
              throw new IOException("gone");
            });
    sender.accept(entry("first"));
    sender.beginExit();
    long start = System.nanoTime();
    for (int i = 0; i < 100; i++) {
      sender.accept(entry("hook"));
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Delays.MEDIUM);
  }

  @Test
  void interruptedThread_logsAndStaysInterrupted() throws Exception {
    LogSender sender = new LogSender(sent::add);
    Thread.currentThread().interrupt();
    sender.accept(entry("before"));
    sender.beginExit();
    sender.accept(entry("after"));
    assertThat(Thread.interrupted()).isTrue();
    assertThat(messages()).containsExactly("before", "after");
  }
}
