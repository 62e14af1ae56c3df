package dev.ropewalk.multiprocess.pool;

import dev.ropewalk.threads.internal.RopewalkEvent;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** The start of a child JVM, from asking the operating system for it until it is ready to take work. */
@Name("dev.ropewalk.ProcessSpawn")
@Label("Process Spawn")
@Description("A child JVM was started and connected back to its parent")
final class ProcessSpawnEvent extends RopewalkEvent {

  @Label("Process Id")
  long pid;

  /** For a process that is started now. */
  static ProcessSpawnEvent begun() {
    ProcessSpawnEvent event = new ProcessSpawnEvent();
    event.begin();
    return event;
  }

  void ended(long id) {
    if (shouldCommit()) {
      pid = id;
      commit();
    }
  }
}
