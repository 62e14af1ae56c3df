package dev.ropewalk.threads.internal;

/** The processors that threads can run on. */
public final class Processors {

  /** A property by which a process is told how many there are, if its JVM is told of fewer. */
  public static final String PROPERTY = "ropewalk.processors";

  private Processors() {}

  /**
   * How many there are. In a worker of a pool more than the JVM says: its share of the work is limited by what {@link
   * Runtime#availableProcessors} says, and not where its threads run.
   */
  public static int count() {
    int told = Integer.getInteger(PROPERTY, 0);
    return Math.max(told, Runtime.getRuntime().availableProcessors());
  }
}
