package dev.ropewalk.examples.threads;

import dev.ropewalk.threads.ChildThread;
import dev.ropewalk.threads.Context;
import dev.ropewalk.threads.ContextVar;
import dev.ropewalk.threads.Token;

/** A value that belongs to a piece of work. */
public final class ContextVariables {

  private ContextVariables() {}

  // snippet-start
  static final ContextVar<String> USER = ContextVar.withDefault("user", "nobody");

  static void greet() {
    System.out.println("Hello, " + USER.get());
  }

  public static void main(String[] args) throws InterruptedException {
    try (Token<String> _ = USER.set("ann")) {
      greet();
      Context context = Context.copyContext();
      USER.set("bob");
      ChildThread.of(ContextVariables::greet).setContext(context).start().join();
    }
    greet();
  }
  // snippet-end
  // prints: Hello, ann
  // prints: Hello, ann
  // prints: Hello, nobody
}
