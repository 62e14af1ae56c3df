package dev.ropewalk.examples.multiprocess;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.ropewalk.multiprocess.ChildProcess;
import dev.ropewalk.multiprocess.shared.SharedMemory;

/** A child attaches to memory by its name. */
public final class NamedMemory {

  private NamedMemory() {}

  // snippet-start
  static void fill(String name) {
    try (SharedMemory memory = SharedMemory.attach(name)) {
      memory.buffer().put(0, "howdy".getBytes(US_ASCII));
    }
  }

  public static void main(String[] args) throws InterruptedException {
    try (SharedMemory memory = SharedMemory.create(10)) {
      String name = memory.name();
      ChildProcess process = ChildProcess.of(() -> fill(name)).start();
      process.join();
      byte[] bytes = new byte[5];
      memory.buffer().get(0, bytes);
      System.out.println(new String(bytes, US_ASCII));
      memory.unlink();
    }
  }
  // snippet-end
  // prints: howdy
}
