package dev.ropewalk.threads;

import dev.ropewalk.threads.internal.RopewalkEvent;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** The life of one child thread, from the start of its body to its end, recorded by the thread itself. */
@Name("dev.ropewalk.ThreadLife")
@Label("Thread Life")
@Description("A child thread ran its body")
final class ThreadLifeEvent extends RopewalkEvent {

  @Label("Name")
  String name = "";

  @Label("Ident")
  long ident;

  @Label("Virtual")
  boolean virtual;

  @Label("Daemon")
  boolean daemon;

  @Label("Failed")
  boolean failed;

  /** For a body that begins now. */
  static ThreadLifeEvent begun() {
    ThreadLifeEvent event = new ThreadLifeEvent();
    event.begin();
    return event;
  }

  void ended(ChildThread<?> thread, boolean hasFailed) {
    if (shouldCommit()) {
      name = thread.getName();
      ident = thread.ident();
      virtual = thread.isVirtual();
      daemon = thread.isDaemon();
      failed = hasFailed;
      commit();
    }
  }
}
