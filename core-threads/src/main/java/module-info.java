import org.jspecify.annotations.NullMarked;

/**
 * Python's thread lifecycle on platform and virtual threads, and the pieces that every other module stands on. No
 * run-time dependency.
 */
@NullMarked
@SuppressWarnings("module") // the modules named in qualified exports are built after this one
module dev.ropewalk.threads {
  requires static transitive org.jspecify;
  requires transitive jdk.jfr;
  requires static jdk.management; // for ThreadDump, which says less without it

  exports dev.ropewalk.threads;
  exports dev.ropewalk.threads.internal to
      dev.ropewalk.sync,
      dev.ropewalk.executors,
      dev.ropewalk.multiprocess,
      dev.ropewalk.async;
  exports dev.ropewalk.threads.internal.natives to
      dev.ropewalk.sync,
      dev.ropewalk.multiprocess;
}
