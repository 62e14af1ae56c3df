package dev.ropewalk.examples.tour.programs;

import dev.ropewalk.sync.ReentrantMutex;

/** A thread acquires a lock that it holds already. */
public final class RLockExample {

  static final ReentrantMutex lock = new ReentrantMutex();

  static void outer() throws InterruptedException {
    try (var _ = lock.hold()) {
      IO.println("outer holds it " + lock.holdCount() + " time");
      inner();
    }
  }

  static void inner() throws InterruptedException {
    try (var _ = lock.hold()) {
      IO.println("inner holds it " + lock.holdCount() + " times");
    }
  }

  static void main() throws InterruptedException {
    outer();
    IO.println("locked: " + lock.locked());
  }
}
