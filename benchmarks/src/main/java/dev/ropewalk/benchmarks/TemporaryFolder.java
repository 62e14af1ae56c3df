package dev.ropewalk.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A folder that is deleted with all it holds when it is closed. */
final class TemporaryFolder implements AutoCloseable {

  private final Path path;

  TemporaryFolder() throws IOException {
    path = Files.createTempDirectory("ropewalk-bench");
  }

  Path path() {
    return path;
  }

  @Override
  public void close() throws IOException {
    List<Path> contents;
    try (Stream<Path> all = Files.walk(path)) {
      contents = all.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : contents) {
      Files.delete(file);
    }
  }
}
