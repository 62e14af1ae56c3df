package dev.ropewalk.examples.tour;

import dev.ropewalk.examples.tour.programs.ArrayExample;
import dev.ropewalk.examples.tour.programs.BasicAsyncioExample;
import dev.ropewalk.examples.tour.programs.BasicProcessExample;
import dev.ropewalk.examples.tour.programs.ConditionExample;
import dev.ropewalk.examples.tour.programs.CreatingAndStartingThreads;
import dev.ropewalk.examples.tour.programs.DaemonThreads;
import dev.ropewalk.examples.tour.programs.EventExample;
import dev.ropewalk.examples.tour.programs.LockExample;
import dev.ropewalk.examples.tour.programs.PoolExample;
import dev.ropewalk.examples.tour.programs.ProcessPoolExecutorExample;
import dev.ropewalk.examples.tour.programs.ProducerConsumerPattern;
import dev.ropewalk.examples.tour.programs.RLockExample;
import dev.ropewalk.examples.tour.programs.SemaphoreExample;
import dev.ropewalk.examples.tour.programs.ThreadPoolExecutorExample;
import dev.ropewalk.examples.tour.programs.ThreadPoolPattern;
import dev.ropewalk.examples.tour.programs.ValueExample;
import java.util.List;
import java.util.Map;

/**
 * The examples of the tour, section by section. Where the document doesn't say what an example prints, what its Python
 * original prints in CPython 3.11 is declared here.
 */
final class Catalogue {

  private static final String THREADING = "Threading Basics";
  private static final String LOCKS = "Locks & Synchronization";
  private static final String PATTERNS = "Threading Patterns";
  private static final String MULTIPROCESSING = "Multiprocessing";
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
          Example.inDocument("lock", LOCKS, "Lock Example", LockExample.class),
          Example.ours("rlock", LOCKS, "RLock", RLockExample.class)
              .printing("outer holds it 1 time", "inner holds it 2 times", "locked: false"),
          Example.inDocument("semaphore", LOCKS, "Semaphore Example", SemaphoreExample.class)
              .printing(
                  "Thread 0 running", "Thread 1 running", "Thread 2 running", "Thread 3 running")
              .compared(Comparison.inAnyOrder()),
          Example.ours("condition", LOCKS, "Condition", ConditionExample.class)
              .printing("Waiting for dinner", "Cooking", "Eating"),
          Example.ours("event", LOCKS, "Event", EventExample.class)
              .printing("On your marks", "Go: false", "Running", "Go: true"),
          Example.inDocument("thread-pool", PATTERNS, "Thread Pool", ThreadPoolPattern.class),
          Example.inDocument(
                  "producer-consumer",
                  PATTERNS,
                  "Producer-Consumer Pattern",
                  ProducerConsumerPattern.class)
              .printing(
                  "Produced 0",
                  "Consumed 0",
                  "Produced 1",
                  "Consumed 1",
                  "Produced 2",
                  "Consumed 2",
                  "Produced 3",
                  "Consumed 3",
                  "Produced 4",
                  "Consumed 4")
              .compared(Comparison.inAnyOrder()),
          Example.inDocument(
                  "process", MULTIPROCESSING, "Basic Process Example", BasicProcessExample.class)
              .printing("Hello World"),
          Example.inDocument("pool", MULTIPROCESSING, "Pool Example", PoolExample.class),
          Example.ours("value", MULTIPROCESSING, "Value", ValueExample.class).printing("2000"),
          Example.ours("array", MULTIPROCESSING, "Array", ArrayExample.class)
              .printing("[1, 4, 9, 16]"),
          Example.inDocument(
              "asyncio", ASYNCIO, "Basic asyncio Example", BasicAsyncioExample.class),
          Example.inDocument(
                  "as-completed",
                  FUTURES,
                  "Example: ThreadPoolExecutor",
                  ThreadPoolExecutorExample.class)
              .printing("0", "2", "4", "6")
              .compared(Comparison.inAnyOrder()),
          Example.inDocument(
              "process-pool",
              FUTURES,
              "Example: ProcessPoolExecutor",
              ProcessPoolExecutorExample.class));

  /** What to say in sections that show no code. */
  static final Map<String, String> WITHOUT_EXAMPLE =
      Map.of("Process vs Thread", "No code here: mvn -q -Pcompare measures it on this machine.");

  private Catalogue() {}
}
