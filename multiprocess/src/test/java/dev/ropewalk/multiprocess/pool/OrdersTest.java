package dev.ropewalk.multiprocess.pool;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OrdersTest {

  /** Of a thread that an earlier task left behind, for one. */
  @Test
  void interruptOfNobody_isNotThatOfTheNextBody() {
    Orders orders = new Orders(Thread.currentThread());
    orders.add(new byte[] {Wire.TASK});
    Thread.currentThread().interrupt();
    assertThat(orders.take()).containsExactly(Wire.TASK);
    Thread.currentThread().interrupt();
    orders.beginBody();
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void interruptThatCameBeforeTheBody_isDelivered() {
    Orders orders = new Orders(Thread.currentThread());
    orders.add(new byte[] {Wire.TASK});
    assertThat(orders.take()).isNotEmpty();
    assertThat(orders.interrupt(0)).isEmpty();
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    orders.beginBody();
    assertThat(Thread.interrupted()).isTrue();
  }
}
