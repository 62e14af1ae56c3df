package dev.ropewalk.examples.tour;

import java.time.Duration;

/** A line that a program printed, and when it arrived, by {@link System#nanoTime()}. */
record OutputLine(String text, long arrivedAt) {

  /** How long after another line this one arrived. */
  Duration since(OutputLine earlier) {
    return Duration.ofNanos(arrivedAt - earlier.arrivedAt);
  }
}
