package dev.ropewalk.threads.internal;

import jdk.jfr.FlightRecorder;

/**
 * Whether JFR has begun. A JVM that never records doesn't need the classes of our events, and the first of them takes
 * 200 milliseconds, on a busy machine a second: before a thread's body, a task or a wait that a program is about to begin.
 */
public final class Recordings {

  private Recordings() {}

  /** False until this JVM's first recording is made; it may have ended since. One volatile read. */
  public static boolean any() {
    return FlightRecorder.isInitialized();
  }
}
