package dev.ropewalk.examples.tour.programs;

import com.google.common.base.Verify;
import dev.ropewalk.multiprocess.ChildProcess;

/** Prints from a second JVM. */
public final class BasicProcessExample {

  static void f(String name, long parent) {
    Verify.verify(ProcessHandle.current().pid() != parent, "not a process of its own");
    IO.println("Hello " + name);
  }

  static void main() throws InterruptedException {
    long parent = ProcessHandle.current().pid();
    var p = ChildProcess.of(() -> f("World", parent));
    p.start();
    p.join();
  }
}
