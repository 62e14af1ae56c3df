package dev.ropewalk.benchmarks.queues;

import dev.ropewalk.benchmarks.BenchCase;
import dev.ropewalk.benchmarks.BenchGroup;
import dev.ropewalk.benchmarks.Better;
import dev.ropewalk.benchmarks.JmhSubject;
import dev.ropewalk.benchmarks.Measure;
import dev.ropewalk.benchmarks.Python;
import dev.ropewalk.benchmarks.PythonSubject;
import dev.ropewalk.benchmarks.Subject;
import java.util.ArrayList;
import java.util.List;

/** What it costs to hand items from thread to thread. */
public final class QueuesGroup implements BenchGroup {

  private static final int UNBOUNDED = Integer.MAX_VALUE;
  private static final int BOUND = 1024;
  private static final String ONE = "1 producer, 1 consumer";
  private static final String FOUR =
      "4 producers, 4 consumers (more than small machines have cores)";

  /** Made once, in the list of all groups. */
  public QueuesGroup() {}

  @Override
  public String name() {
    return "queues";
  }

  @Override
  public List<BenchCase> cases() throws InterruptedException {
    Python python = Python.find("python3");
    return List.of(
        transfer("bounded to 1024 with task tracking", BOUND, 1, python),
        transfer("bounded to 1024 with task tracking", BOUND, 4, python),
        transfer("unbounded with task tracking", UNBOUNDED, 1, python),
        transfer("unbounded with task tracking", UNBOUNDED, 4, python),
        new BenchCase(
            "make and fill a queue for 1024, 1 thread",
            List.of(
                Measure.main("ns/op", Better.LOWER),
                new Measure(FillBenchmark.MEMORY, "B", Better.LOWER)),
            List.of(
                brief(JmhSubject.ropewalk(FillBenchmark.class, "fill")),
                fill("ArrayBlockingQueue"),
                fill("LinkedBlockingQueue"))));
  }

  private static BenchCase transfer(String what, int capacity, int pairs, Python python) {
    List<Subject> subjects = new ArrayList<>();
    subjects.add(
        with(
            JmhSubject.ropewalk(TransferBenchmark.class, "transfer"),
            "WorkQueue",
            capacity,
            pairs));
    for (String queue :
        capacity == UNBOUNDED
            ? List.of("LinkedBlockingQueue", "LinkedTransferQueue")
            : List.of("ArrayBlockingQueue", "LinkedBlockingQueue")) {
      subjects.add(
          with(JmhSubject.jdk(queue, TransferBenchmark.class, "transfer"), queue, capacity, pairs));
    }
    if (capacity != UNBOUNDED) {
      subjects.add(peer("JCTools 4.0.6 MpmcArrayQueue (yielding)", "MpmcArrayQueue", pairs));
      subjects.add(peer("jox 1.0.0 Channel", "jox", pairs));
      subjects.add(
          brief(
                  JmhSubject.of(
                      "kotlinx 1.10.2 Channel (coroutines)", ChannelBenchmark.class, "transfer"))
              .with(options -> options.param("pairs", String.valueOf(pairs))));
    }
    subjects.add(python(python, "Queue", capacity, pairs));
    if (capacity == UNBOUNDED) {
      subjects.add(python(python, "SimpleQueue", capacity, pairs).of("SimpleQueue (no tracking)"));
    }
    return new BenchCase(
        "transfer, " + what + ", " + (pairs == 1 ? ONE : FOUR),
        List.of(
            Measure.main("ops/s", Better.HIGHER),
            Measure.CPU,
            new Measure(TransferBenchmark.P99, "us/op", Better.LOWER),
            new Measure(TransferBenchmark.P999, "us/op", Better.LOWER)),
        subjects);
  }

  private static PythonSubject python(Python python, String queue, int capacity, int pairs) {
    return python.script(
        QueuesGroup.class,
        "transfer.py",
        queue,
        String.valueOf(capacity == UNBOUNDED ? 0 : capacity),
        String.valueOf(pairs));
  }

  private static Subject peer(String name, String queue, int pairs) {
    return with(JmhSubject.of(name, TransferBenchmark.class, "transfer"), queue, BOUND, pairs);
  }

  private static Subject with(JmhSubject subject, String queue, int capacity, int pairs) {
    return brief(subject)
        .with(
            options ->
                options
                    .param("queue", queue)
                    .param("capacity", String.valueOf(capacity))
                    .param("pairs", String.valueOf(pairs)));
  }

  private static Subject fill(String queue) {
    return brief(JmhSubject.jdk(queue, FillBenchmark.class, "fill"))
        .with(options -> options.param("queue", queue));
  }

  /** The group has many subjects, each of which is steady soon. */
  private static JmhSubject brief(JmhSubject subject) {
    return subject.with(options -> options.warmupIterations(3).measurementIterations(3));
  }
}
