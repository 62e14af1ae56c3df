package dev.ropewalk.multiprocess.pool;

import dev.ropewalk.threads.internal.RopewalkEvent;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** The life of one child JVM, from asking the operating system for it until its end is known. */
@Name("dev.ropewalk.ProcessLife")
@Label("Process Life")
@Description("A child JVM was started and has ended")
final class ProcessLifeEvent extends RopewalkEvent {

  @Label("Name")
  String name = "";

  @Label("Process Id")
  long pid;

  @Label("Exit Code")
  @Description("The exit status, or the negative number of the signal that killed it")
  int exitCode;

  /** For a process that is started now. */
  static ProcessLifeEvent begun() {
    ProcessLifeEvent event = new ProcessLifeEvent();
    event.begin();
    return event;
  }

  void ended(String process, long id, int code) {
    if (shouldCommit()) {
      name = process;
      pid = id;
      exitCode = code;
      commit();
    }
  }
}
