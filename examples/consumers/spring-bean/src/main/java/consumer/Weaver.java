package consumer;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.ropewalk.executors.TaskExecutor;
import dev.ropewalk.multiprocess.Processes;
import java.io.Serializable;
import java.util.List;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** A service that has its work done in other processes. */
final class Weaver {

  private static final String ORDER = "order";

  private final TaskExecutor pool;

  Weaver(TaskExecutor pool) {
    this.pool = pool;
  }

  /** Travels, and lies in the jar. */
  record Rope(String yarn, int length) implements Serializable {
    Rope longer(int by) {
      return new Rope(yarn, length + by);
    }
  }

  static Rope twice(Rope rope) {
    return rope.longer(rope.length());
  }

  private static String tell() {
    LoggerFactory.getLogger("loom").warn("weaving");
    return Processes.current().name()
        + " "
        + MDC.get(ORDER)
        + " "
        + LoggerFactory.getILoggerFactory().getClass().getName();
  }

  void check() throws Exception {
    check(
        "map over records",
        pool.map(Weaver::twice, List.of(new Rope("hemp", 1), new Rope("jute", 2)))
            .toList()
            .equals(List.of(new Rope("hemp", 2), new Rope("jute", 4))));
    int by = 5;
    check(
        "lambda that captures",
        pool.submit(() -> new Rope("sisal", 1).longer(by)).get().equals(new Rope("sisal", 6)));

    ListAppender<ILoggingEvent> records = new ListAppender<>();
    records.start();
    Logger loom = (Logger) LoggerFactory.getLogger("loom");
    loom.addAppender(records);
    MDC.put(ORDER, "17");
    String told = pool.submit(Weaver::tell).get();
    MDC.remove(ORDER);
    check("name and MDC of a worker: " + told, told.startsWith("weaver_") && told.contains(" 17 "));
    check("logging of a worker: " + told, told.contains("dev.ropewalk.multiprocess.logging"));
    check(
        "log record of a worker",
        records.list.stream()
            .anyMatch(
                each ->
                    each.getMessage().equals("weaving")
                        && "17".equals(each.getMDCPropertyMap().get(ORDER))));
  }

  static void check(String what, boolean good) {
    if (!good) {
      System.out.println("consumer: " + what + " is not as it should be");
      System.exit(1);
    }
  }
}
