package dev.ropewalk.threads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ropewalk.testkit.JoinedThreads;
import dev.ropewalk.testkit.ThreadStates;
import dev.ropewalk.threads.ThreadDump.Entry;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

@SuppressWarnings("LockNotBeforeTry") // held while others are watched waiting for it
class ThreadDumpTest {

  private static Entry entry(ThreadDump dump, Thread thread) {
    return dump.threads().stream()
        .filter(entry -> entry.ident() == thread.threadId())
        .findFirst()
        .orElseThrow();
  }

  @Test
  void dump_tellsWhoWaitsForWhatAndWhoHoldsIt_virtualThreadsIncluded() throws Exception {
    Object monitor = new Object();
    ReentrantLock lock = new ReentrantLock();
    CountDownLatch latch = new CountDownLatch(1);
    ChildThread<?> child = ChildThread.ofVirtual(lock::lock).setName("child");
    try (JoinedThreads threads = new JoinedThreads()) {
      lock.lock();
      child.start();
      var virtual = threads.startVirtual(() -> latch.await());
      ThreadStates.awaitBlocked(child.thread());
      virtual.awaitBlocked();
      synchronized (monitor) {
        var blocked =
            threads
                .start(
                    () -> {
                      synchronized (monitor) {
                        return true;
                      }
                    })
                .awaitBlocked();
        ThreadDump dump = ThreadDump.take();
        assertThat(dump.complete()).isTrue();

        Entry blockedEntry = entry(dump, blocked.thread());
        assertThat(blockedEntry.state()).isEqualTo(Thread.State.BLOCKED);
        assertThat(blockedEntry.waitsFor()).startsWith("java.lang.Object@");
        assertThat(blockedEntry.heldBy()).isEqualTo(Threads.ident());
        assertThat(blockedEntry.virtual()).isFalse();

        Entry childEntry = entry(dump, child.thread());
        assertThat(childEntry.name()).isEqualTo("child");
        assertThat(childEntry.virtual()).isTrue();
        assertThat(childEntry.waitsFor()).contains("ReentrantLock").contains("nonempty queue");

        Entry virtualEntry = entry(dump, virtual.thread());
        assertThat(virtualEntry.waitsFor()).contains("CountDownLatch");
        assertThat(virtualEntry.stack()).anyMatch(call -> call.contains("CountDownLatch.await"));

        assertThat(dump.waiting()).contains(blockedEntry, childEntry, virtualEntry);
        assertThat(dump.toString())
            .contains("\"child\" #" + child.ident() + " WAITING virtual waits for ")
            .contains("held by #" + Threads.ident());
        assertThat(dump.threads())
            .isSortedAccordingTo((a, b) -> Long.compare(a.ident(), b.ident()));
      }
      lock.unlock();
      latch.countDown();
      child.join();
    }
  }

  @Test
  void dumpWithoutTheJvmsHelp_knowsPlatformThreadsAndChildren() throws Exception {
    ReentrantLock lock = new ReentrantLock();
    lock.lock();
    ThreadBody lockAndUnlock =
        () -> {
          lock.lock();
          lock.unlock();
        };
    ChildThread<?> virtual = ChildThread.ofVirtual(lockAndUnlock).start();
    ChildThread<?> platform = ChildThread.of(lockAndUnlock).start();
    ThreadStates.awaitBlocked(virtual.thread());
    ThreadStates.awaitBlocked(platform.thread());
    ThreadDump dump = DumpReader.plain();
    lock.unlock();
    ChildThread.joinAll(virtual, platform);
    assertThat(dump.complete()).isFalse();
    assertThat(entry(dump, virtual.thread()).waitsFor()).contains("ReentrantLock");
    assertThat(entry(dump, virtual.thread()).virtual()).isTrue();
    assertThat(entry(dump, platform.thread()).waitsFor()).contains("ReentrantLock");
    assertThat(entry(dump, Thread.currentThread()).stack()).isNotEmpty();
  }

  @Test
  void json_ofTheJvm_isRead() {
    assertThat(Json.parse(" {\"a\": [\"x\\n\\u0041\\\"\\/\", null, {}, []], \"b\": true} "))
        .hasToString("{a=[x\nA\"/, null, {}, []], b=true}");
    for (String wrong : List.of("", "{", "[1", "{\"a\"}", "\"x", "[] []", "?")) {
      assertThatThrownBy(() -> Json.parse(wrong)).isInstanceOf(IllegalArgumentException.class);
    }
  }
}
