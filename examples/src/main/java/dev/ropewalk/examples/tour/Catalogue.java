package dev.ropewalk.examples.tour;

import dev.ropewalk.examples.tour.programs.BasicAsyncioExample;
import dev.ropewalk.examples.tour.programs.CreatingAndStartingThreads;
import dev.ropewalk.examples.tour.programs.DaemonThreads;
import dev.ropewalk.examples.tour.programs.ThreadPoolExecutorExample;
import dev.ropewalk.examples.tour.programs.ThreadPoolPattern;
import java.util.List;
import java.util.Map;

/**
 * The examples of the tour, section by section. Where the document doesn't say what an example prints, what its Python
 * original prints in CPython 3.11 is declared here.
 */
final class Catalogue {

  private static final String THREADING = "Threading Basics";
  private static final String PATTERNS = "Threading Patterns";
  private static final String ASYNCIO = "Asyncio";
  private static final String FUTURES = "Concurrent.futures";

  static final List<Example> EXAMPLES =
      List.of(
          Example.inDocument(
              "create-thread",
              THREADING,
              "Creating and Starting Threads",
              CreatingAndStartingThreads.class),
          Example.inDocument("daemon", THREADING, "Daemon Threads", DaemonThreads.class)
              .compared(Comparison.inOrderWithOneMore("Running in background...")),
          Example.inDocument("thread-pool", PATTERNS, "Thread Pool", ThreadPoolPattern.class),
          Example.inDocument(
              "asyncio", ASYNCIO, "Basic asyncio Example", BasicAsyncioExample.class),
          Example.inDocument(
                  "as-completed",
                  FUTURES,
                  "Example: ThreadPoolExecutor",
                  ThreadPoolExecutorExample.class)
              .printing("0", "2", "4", "6")
              .compared(Comparison.inAnyOrder()));

  /** What to say in sections that show no code. */
  static final Map<String, String> WITHOUT_EXAMPLE =
      Map.of("Process vs Thread", "No code here: mvn -q -Pcompare measures it on this machine.");

  private Catalogue() {}
}
