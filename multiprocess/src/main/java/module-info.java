import org.jspecify.annotations.NullMarked;

/** Python's multiprocessing on the JVM: child processes, process pools, and memory shared between JVMs. */
@NullMarked
module dev.ropewalk.multiprocess {
  requires static com.google.errorprone.annotations;
  requires static transitive org.jspecify;
  requires transitive dev.ropewalk.executors;
  requires org.apache.commons.lang3;
  requires transitive org.slf4j;
  requires static java.management; // for the options of a JVM with modules

  exports dev.ropewalk.multiprocess;
  exports dev.ropewalk.multiprocess.connection;
  exports dev.ropewalk.multiprocess.shared;
  exports dev.ropewalk.multiprocess.spi;
  exports dev.ropewalk.multiprocess.logging to
      org.slf4j;
}
