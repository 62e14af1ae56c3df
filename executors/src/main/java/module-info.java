import org.jspecify.annotations.NullMarked;

/** Python's concurrent.futures on the JVM: one executor interface, whatever runs behind it. */
@NullMarked
module dev.ropewalk.executors {
  requires static com.google.errorprone.annotations;
  requires static me.tongfei.progressbar; // for ConsoleProgress
  requires static transitive org.jspecify;
  requires transitive dev.ropewalk.sync;
  requires transitive com.google.common;
  requires org.slf4j;

  exports dev.ropewalk.executors;
  exports dev.ropewalk.executors.engine;
  exports dev.ropewalk.executors.progress;
  exports dev.ropewalk.executors.thread;
}
