package dev.ropewalk.executors.contract;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A counter that tests and the bodies of tasks share, whichever process those run in: a file, one byte longer with each raise.
 *
 * @param path where the file is
 */
record Signal(String path) implements Serializable {

  static Signal in(Path folder, String name) throws IOException {
    return new Signal(Files.createFile(folder.resolve(name)).toString());
  }

  void raise() throws IOException {
    Files.write(Path.of(path), new byte[1], StandardOpenOption.APPEND);
  }

  /**
   * Raises it when a test is through, also if it failed: as the last resource of a try statement, so that the executor
   * before it can be closed.
   */
  Raised raisedAtTheEnd() {
    return this::raise;
  }

  /** A signal that will be raised. */
  interface Raised extends AutoCloseable {
    @Override
    void close() throws IOException;
  }

  long count() throws IOException {
    return Files.size(Path.of(path));
  }

  /** Waits until it was raised so often; the caller is a test or a body, so the limit on tests ends it. */
  void await(long raised) throws IOException, InterruptedException {
    while (count() < raised) {
      Thread.sleep(1); // polling across processes: there is nothing to wait on
    }
  }
}
