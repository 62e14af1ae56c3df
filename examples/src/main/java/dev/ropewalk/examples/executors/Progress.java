package dev.ropewalk.examples.executors;

import dev.ropewalk.executors.MapOptions;
import dev.ropewalk.executors.thread.ThreadPool;
import java.util.List;

/** Is told how far a map has come. */
public final class Progress {

  private Progress() {}

  // snippet-start
  public static void main(String[] args) {
    MapOptions options =
        MapOptions.defaults()
            .withChunkSize(2)
            .withProgress((done, total) -> System.out.println(done + " of " + total));
    List<String> twisted;
    try (ThreadPool executor = new ThreadPool(1)) {
      List<String> first = List.of("he", "ju", "si");
      List<String> second = List.of("mp", "te", "sal");
      twisted = executor.map((a, b) -> a + b, first, second, options).toList();
    }
    System.out.println(twisted);
  }
  // snippet-end
  // prints: 0 of 3
  // prints: 2 of 3
  // prints: 3 of 3
  // prints: [hemp, jute, sisal]
}
