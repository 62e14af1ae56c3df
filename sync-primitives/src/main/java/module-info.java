import org.jspecify.annotations.NullMarked;

/** Python's locks and queues on the JVM. No run-time dependency beyond core-threads. */
@NullMarked
module dev.ropewalk.sync {
  requires static transitive org.jspecify;
  requires transitive dev.ropewalk.threads;

  exports dev.ropewalk.sync;
  exports dev.ropewalk.sync.queue;
}
