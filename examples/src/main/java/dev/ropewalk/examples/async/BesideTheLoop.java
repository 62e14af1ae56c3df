package dev.ropewalk.examples.async;

import dev.ropewalk.async.Async;
import dev.ropewalk.async.AsyncIterator;
import dev.ropewalk.async.EventLoop;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Blocking calls, futures of threads, threads that start coroutines, and a generator. */
public final class BesideTheLoop {

  private BesideTheLoop() {}

  // snippet-start
  static int length(Path file) {
    return Async.toThread(() -> Files.readString(file).length()); // blocks a thread, not the loop
  }

  static void main(Path file) {
    System.out.println("length " + length(file));

    CompletableFuture<String> other = CompletableFuture.supplyAsync(() -> "from a pool");
    System.out.println(Async.wrapFuture(other).await());

    EventLoop loop = EventLoop.running();
    int sum =
        Async.toThread(
            () -> {
              CompletableFuture<Integer> result =
                  loop.runCoroutineThreadsafe(
                      () -> {
                        Async.sleep(Duration.ofMillis(1));
                        return 1 + 2;
                      });
              return result.get(); // this is an ordinary thread, which may block
            });
    System.out.println("sum " + sum);

    try (AsyncIterator<Integer> squares =
        AsyncIterator.of(
            out -> {
              for (int i = 1; ; i++) {
                Async.sleep(Duration.ofMillis(1));
                out.emit(i * i);
              }
            })) {
      for (int square : squares) {
        System.out.println(square);
        if (square == 9) {
          break;
        }
      }
    }
  }

  public static void main(String[] args) throws Exception {
    Path file = Files.writeString(Files.createTempFile("example", ".txt"), "hello");
    try {
      Async.run(() -> main(file));
    } finally {
      Files.delete(file);
    }
  }
  // snippet-end
  // prints: length 5
  // prints: from a pool
  // prints: sum 3
  // prints: 1
  // prints: 4
  // prints: 9
}
