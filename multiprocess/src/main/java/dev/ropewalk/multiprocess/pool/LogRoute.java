package dev.ropewalk.multiprocess.pool;

/** Where the log records of a child go. */
public enum LogRoute {
  /** To the logging of the parent. */
  PARENT,
  /** To the child's error stream. */
  STANDARD_ERROR,
  /** To whatever logging the child finds on its class path. */
  OWN
}
