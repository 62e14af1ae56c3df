package dev.ropewalk.examples.multiprocess;

import dev.ropewalk.executors.TaskFuture;
import dev.ropewalk.multiprocess.ProcessPool;
import dev.ropewalk.multiprocess.connection.AuthKey;
import dev.ropewalk.multiprocess.connection.Connection;
import dev.ropewalk.multiprocess.connection.Listener;
import java.net.SocketAddress;

/** A worker connects to its parent and asks it something. */
public final class AskTheParent {

  private AskTheParent() {}

  // snippet-start
  static String ask(SocketAddress parent) throws Exception {
    try (Connection connection = Connection.connect(parent, AuthKey.ofThisTree())) {
      connection.send(6);
      connection.send(7);
      return connection.receive(String.class);
    }
  }

  public static void main(String[] args) throws Exception {
    try (Listener listener = Listener.open();
        ProcessPool pool = new ProcessPool(1)) {
      SocketAddress here = listener.address();
      TaskFuture<String> answer = pool.submit(() -> ask(here));
      try (Connection child = listener.accept()) {
        int product = child.receive(Integer.class) * child.receive(Integer.class);
        child.send("the parent says " + product);
      }
      System.out.println(answer.get());
    }
  }
  // snippet-end
  // prints: the parent says 42
}
