import org.jspecify.annotations.NullMarked;

/** Python's asyncio in plain Java: coroutines that read top to bottom on a single-threaded event loop. */
@NullMarked
module dev.ropewalk.async {
  requires static transitive org.jspecify;
  requires java.management; // for the watchdog, to leave collections out
  requires transitive dev.ropewalk.executors;
  requires transitive dev.ropewalk.threads;

  exports dev.ropewalk.async;
  exports dev.ropewalk.async.sync;
  exports dev.ropewalk.async.testing;
}
