package dev.ropewalk.examples.multiprocess;

import dev.ropewalk.multiprocess.connection.Connection;
import dev.ropewalk.multiprocess.connection.Pipe;
import dev.ropewalk.multiprocess.connection.Waitable;
import java.time.Duration;
import java.util.List;

/** Waits for whichever of two pipes has something. */
public final class TwoPipes {

  private TwoPipes() {}

  // snippet-start
  public static void main(String[] args) throws Exception {
    try (Pipe quiet = Pipe.oneWay();
        Pipe lively = Pipe.oneWay()) {
      lively.second().send(List.of("hello", 42));
      List<Connection> both = List.of(quiet.first(), lively.first());
      for (Connection ready : Waitable.awaitAny(both, Duration.ofSeconds(10))) {
        System.out.println(ready.receive());
      }
    }
  }
  // snippet-end
  // prints: [hello, 42]
}
