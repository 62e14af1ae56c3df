package dev.ropewalk.examples.sync;

import dev.ropewalk.sync.Hold;
import dev.ropewalk.sync.LockOrder;
import dev.ropewalk.sync.LockOrderException;
import dev.ropewalk.sync.Mutex;

/** Two locks taken in two orders. */
public final class OneOrder {

  private OneOrder() {}

  // snippet-start
  static final Mutex accounts = new Mutex();
  static final Mutex journal = new Mutex();

  static void transfer() throws InterruptedException {
    try (Hold _ = accounts.hold();
        Hold _ = journal.hold()) {
      System.out.println("transferred");
    }
  }

  static void audit() throws InterruptedException {
    try (Hold _ = journal.hold();
        Hold _ = accounts.hold()) {
      System.out.println("audited");
    }
  }

  public static void main(String[] args) throws InterruptedException {
    LockOrder.check(LockOrder.Reaction.THROW);
    transfer();
    try {
      audit();
    } catch (LockOrderException e) {
      System.out.println("the other way round: " + (e.getSuppressed().length == 2));
    }
  }
  // snippet-end
  // prints: transferred
  // prints: the other way round: true
}
