package dev.ropewalk.examples.multiprocess;

import dev.ropewalk.multiprocess.ChildProcess;
import dev.ropewalk.multiprocess.connection.Connection;
import dev.ropewalk.multiprocess.connection.Pipe;
import java.util.List;

/** Gives one end of a pipe to a child. */
public final class PipeToChild {

  private PipeToChild() {}

  // snippet-start
  static void say(Connection connection) {
    try (connection) {
      connection.send(List.of("hello", 42));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  public static void main(String[] args) throws Exception {
    Pipe pipe = Pipe.duplex();
    Connection theirs = pipe.second();
    ChildProcess process = ChildProcess.of(() -> say(theirs)).start();
    try (Connection ours = pipe.first()) {
      System.out.println(ours.receive());
    }
    process.join();
  }
  // snippet-end
  // prints: [hello, 42]
}
