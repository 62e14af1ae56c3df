package dev.ropewalk.examples.executors;

import dev.failsafe.Failsafe;
import dev.failsafe.RetryPolicy;
import dev.ropewalk.executors.thread.ThreadPool;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** A task that is submitted again when it fails. */
public final class TriedAgain {

  private TriedAgain() {}

  // snippet-start
  static final AtomicInteger attempts = new AtomicInteger();

  static String fetch() throws IOException {
    if (attempts.incrementAndGet() < 3) {
      throw new IOException("busy");
    }
    return "fetched in attempt " + attempts;
  }

  public static void main(String[] args) throws Exception {
    RetryPolicy<String> policy =
        RetryPolicy.<String>builder()
            .handle(IOException.class)
            .withBackoff(Duration.ofMillis(10), Duration.ofSeconds(1))
            .withMaxRetries(5)
            .build();
    try (ThreadPool executor = new ThreadPool(2)) {
      CompletableFuture<String> page =
          Failsafe.with(policy).getStageAsync(() -> executor.submit(TriedAgain::fetch));
      System.out.println(page.get());
    }
  }
  // snippet-end
  // prints: fetched in attempt 3
}
