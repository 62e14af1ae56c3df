package dev.ropewalk.examples.sync;

import dev.ropewalk.sync.Hold;
import dev.ropewalk.sync.ReentrantMutex;

/** A method that holds a lock calls another that needs it too. */
public final class NestedHold {

  private NestedHold() {}

  // snippet-start
  static final ReentrantMutex lock = new ReentrantMutex();
  static int balance = 100;

  static void deposit(int amount) throws InterruptedException {
    try (Hold _ = lock.hold()) {
      balance += amount;
      System.out.println("depth " + lock.holdCount() + ", balance " + balance);
    }
  }

  public static void main(String[] args) throws InterruptedException {
    try (Hold _ = lock.hold()) {
      deposit(50);
      deposit(-30);
    }
    System.out.println("locked: " + lock.locked());
  }
  // snippet-end
  // prints: depth 2, balance 150
  // prints: depth 2, balance 120
  // prints: locked: false
}
