package dev.ropewalk.multiprocess.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ropewalk.multiprocess.internal.Packet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What comes from the parent: each task is taken or given back, and each interrupt reaches its task or none. */
class OrdersTest {

  private Orders orders;

  @AfterEach
  void clear() {
    boolean _ = Thread.interrupted();
  }

  /** Taken by the thread that runs the test, which need not be the one that made this object. */
  private void begin(int tasks) {
    orders = new Orders(Thread.currentThread());
    addTasks(tasks);
  }

  private void addTasks(int count) {
    for (int i = 0; i < count; i++) {
      orders.add(Packet.of(Wire.TASK));
    }
  }

  private boolean isInterrupted() {
    return Thread.currentThread().isInterrupted();
  }

  @Test
  void recall_givesBackTasksThatWereNotTaken_andNothingElse() throws Exception {
    begin(1);
    orders.add(Packet.of(Wire.FUNCTION));
    addTasks(2);
    orders.add(Packet.of(Wire.FORGET));
    assertThat(orders.take()).extracting(Packet::kind).isEqualTo(Wire.TASK);
    assertThat(orders.recall()).containsExactly(1L, 2L);
    assertThat(orders.recall()).isEmpty();
    addTasks(1);
    assertThat(orders.poll()).extracting(Packet::kind).isEqualTo(Wire.FUNCTION);
    assertThat(orders.poll()).extracting(Packet::kind).isEqualTo(Wire.FORGET);
    assertThat(orders.poll()).extracting(Packet::kind).isEqualTo(Wire.TASK);
    assertThat(orders.interrupt(3))
        .isEmpty(); // the numbers of those that were given back are not used again
    orders.beginBody();
    assertThat(isInterrupted()).isTrue();
    assertThat(orders.poll()).isNull();
  }

  @Test
  void interrupt_ofTheBody_reachesIt_andGivesBackWhatWaits() throws Exception {
    begin(3);
    Packet _ = orders.take();
    orders.beginBody();
    assertThat(isInterrupted()).isFalse();
    assertThat(orders.interrupt(0)).containsExactly(1L, 2L);
    assertThat(isInterrupted()).isTrue();
    orders.endBody();
    assertThat(isInterrupted()).isFalse();
  }

  /** A child process has one body, and its parent nobody else to give it to. */
  @Test
  void interrupt_ofTheBodyOfAProcess_thatWaits_waitsForIt() throws Exception {
    begin(0);
    orders.add(Packet.of(Wire.BODY));
    assertThat(orders.interrupt(0)).isEmpty();
    assertThat(orders.take()).extracting(Packet::kind).isEqualTo(Wire.BODY);
    assertThat(isInterrupted()).isFalse();
    orders.beginBody();
    assertThat(isInterrupted()).isTrue();
  }

  @Test
  void interrupt_ofATaskThatWaits_givesItBackWithThoseBehindIt() throws Exception {
    begin(4);
    Packet _ = orders.take();
    orders.beginBody();
    assertThat(orders.interrupt(2)).containsExactly(2L, 3L);
    assertThat(isInterrupted()).isFalse();
    assertThat(orders.poll()).isNotNull();
    assertThat(orders.poll()).isNull();
  }

  @Test
  void interrupt_thatComesBeforeItsBodyOrItsTask_waits() throws Exception {
    begin(0);
    assertThat(orders.interrupt(1)).isEmpty();
    addTasks(2);
    Packet _ = orders.take();
    assertThat(orders.interrupt(0)).containsExactly(1L);
    assertThat(isInterrupted()).isFalse();
    orders.beginBody();
    assertThat(isInterrupted()).isTrue();
    orders.endBody();
    assertThat(orders.interrupt(3)).isEmpty();
    addTasks(2);
    Packet _ = orders.take();
    orders.beginBody();
    assertThat(isInterrupted()).isFalse();
    orders.endBody();
    Packet _ = orders.take();
    orders.beginBody();
    assertThat(isInterrupted()).isTrue();
  }

  @Test
  void interrupt_ofATaskThatHasEnded_reachesNothing() throws Exception {
    begin(2);
    Packet _ = orders.take();
    orders.beginBody();
    orders.endBody();
    Packet _ = orders.take();
    orders.beginBody();
    assertThat(orders.interrupt(0)).isEmpty();
    assertThat(isInterrupted()).isFalse();
  }

  /** Of a thread that an earlier task left behind, for one. */
  @Test
  void interruptOfNobody_isNotThatOfTheNextBody() {
    begin(1);
    Thread.currentThread().interrupt();
    assertThat(orders.take()).extracting(Packet::kind).isEqualTo(Wire.TASK);
    Thread.currentThread().interrupt();
    orders.beginBody();
    assertThat(Thread.interrupted()).isFalse();
  }
}
