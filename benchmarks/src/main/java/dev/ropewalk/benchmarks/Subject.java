package dev.ropewalk.benchmarks;

import java.util.List;
import java.util.Optional;

/**
 * Ropewalk or a peer, doing what a case asks for. {@link JmhSubject} measures Java, {@link PythonSubject} CPython.
 *
 * <p>Everything that differs from what a plain user has (JVM flags, a special constructor) goes into the name.
 */
public interface Subject {

  /** The name of the subject to which all others are compared. */
  String ROPEWALK = "ropewalk";

  /** {@link #ROPEWALK}, or the peer's name and version. */
  String name();

  /** Why this subject cannot run on this machine; then its rows are left out and the console says so. Empty if it can. */
  default Optional<String> missing() {
    return Optional.empty();
  }

  /**
   * Runs once, in a process of its own, and gives what was read off this run: the main figure and any others, in any order.
   * Figures whose measure the case does not name are ignored.
   *
   * @throws Exception whatever went wrong; it ends the group
   */
  List<Figure> measure(Effort effort) throws Exception;
}
