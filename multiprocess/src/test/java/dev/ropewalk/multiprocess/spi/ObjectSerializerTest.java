package dev.ropewalk.multiprocess.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ropewalk.executors.PortableCallable;
import dev.ropewalk.multiprocess.NotPortableException;
import dev.ropewalk.multiprocess.ProcessLocal;
import dev.ropewalk.multiprocess.ProcessPool;
import dev.ropewalk.multiprocess.ProcessPoolOptions;
import dev.ropewalk.multiprocess.WorkerDiedException;
import dev.ropewalk.threads.ContextVar;
import dev.ropewalk.threads.Token;
import java.io.IOException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

/** Objects that Java can't serialize travel wherever they are in a task and its result. */
class ObjectSerializerTest {

  private static final int MANY = 1 << 20;

  private static ProcessPool pool;

  @BeforeAll
  static void open() {
    pool = new ProcessPool(one().withSerializer(Plain.class));
  }

  @AfterAll
  static void close() {
    pool.close();
  }

  private static ProcessPoolOptions one() {
    return ProcessPoolOptions.defaults().withMaxWorkers(1);
  }

  /** Not serializable. */
  private record Point(int x, int y) {}

  /** Not serializable either, and large. */
  private record Weight(int bytes) {}

  /** What can't be written, or read where it says so. */
  private record Sour(boolean sweetToWrite, long process) {}

  private record Holder(Point point, List<Point> more) implements Serializable {}

  /** For those. */
  public static final class Plain implements ObjectSerializer {
    static final AtomicInteger WRITTEN = new AtomicInteger();

    /** By reflection. */
    public Plain() {}

    @Override
    public boolean accepts(Class<?> type) {
      return !Holder.class.equals(type);
    }

    @Override
    public byte[] write(Object object) throws IOException {
      WRITTEN.incrementAndGet();
      return switch (object) {
        case Point point -> ByteBuffer.allocate(9).putInt(point.x).putInt(point.y).array();
        case Weight weight -> new byte[weight.bytes];
        case Sour sour when sour.sweetToWrite ->
            ByteBuffer.allocate(10).putLong(sour.process).array();
        default -> throw new IOException("too sour to be written: " + object.getClass());
      };
    }

    @Override
    public Object read(byte[] bytes, ClassLoader loader) throws IOException {
      ByteBuffer in = ByteBuffer.wrap(bytes);
      if (bytes.length == 9) {
        return new Point(in.getInt(), in.getInt());
      }
      if (bytes.length == 10) {
        long process = in.getLong();
        if (process == ProcessHandle.current().pid()) {
          throw new IOException("too sour to be read");
        }
        return new Sour(true, process);
      }
      return new Weight(bytes.length);
    }
  }

  @Test
  void argumentsAndResults_areWrittenByIt() throws Exception {
    assertThat(pool.submit(p -> new Point(p.y(), p.x()), new Point(1, 2)).get())
        .isEqualTo(new Point(2, 1));
  }

  @Test
  void capturedVariables_andResultsWithinOthers_areWrittenByIt_eachOnce() throws Exception {
    Point point = new Point(3, 4);
    Holder holder = new Holder(point, List.of(point, new Point(5, 6)));
    int before = Plain.WRITTEN.get();
    PortableCallable<Holder> task = () -> holder;
    Holder back = pool.submit(task).get();
    assertThat(Plain.WRITTEN.get() - before).isEqualTo(2);
    assertThat(back).isEqualTo(holder);
    assertThat(back.more().getFirst()).isSameAs(back.point());
  }

  @Test
  void itemsAndResultsOfMaps_areWrittenByIt_alsoWithAContext() {
    List<Point> points = IntStream.range(0, 20).mapToObj(n -> new Point(n, -n)).toList();
    Point origin = new Point(100, 100);
    MDC.put("strand", "7");
    try {
      List<Point> moved =
          pool.map(p -> new Point(p.x() + origin.x(), p.y() + origin.y()), points).toList();
      assertThat(moved)
          .isEqualTo(points.stream().map(p -> new Point(p.x() + 100, p.y() + 100)).toList());
      assertThat(pool.map(p -> new Point(p.y(), p.x()), points).toList())
          .isEqualTo(points.stream().map(p -> new Point(p.y(), p.x())).toList());
    } finally {
      MDC.remove("strand");
    }
  }

  private static final ContextVar<String> KNOT = ContextVar.portable("test.serializer.knot");

  private static String knot() {
    return KNOT.getOrDefault("none");
  }

  @Test
  void contexts_areLeftToJava_andArrive() throws Exception {
    try (Token<?> _ = KNOT.set("bowline")) {
      assertThat(pool.submit(() -> knot()).get()).isEqualTo("bowline");
      assertThat(pool.map(p -> knot() + p.x(), List.of(new Point(1, 2))).toList())
          .containsExactly("bowline1");
    }
  }

  @Test
  void valuesInContexts_areWrittenByIt() throws Exception {
    ContextVar<Point> origin = ContextVar.portable("test.serializer.origin");
    try (Token<?> _ = origin.set(new Point(3, 4))) {
      assertThat(pool.submit(() -> originOfTheTask()).get()).isEqualTo(new Point(3, 4));
    }
  }

  private static Point originOfTheTask() {
    return ContextVar.<Point>portable("test.serializer.origin").get();
  }

  @Test
  void handlesOfProcessLocals_areLeftToJava() throws Exception {
    ProcessLocal<Point> local = ProcessLocal.of(() -> new Point(7, 8));
    assertThat(pool.submit(() -> local.get()).get()).isEqualTo(new Point(7, 8));
  }

  @Test
  void manyBytes_travelToo() throws Exception {
    assertThat(pool.submit(weight -> weight, new Weight(3 * MANY)).get())
        .isEqualTo(new Weight(3 * MANY));
  }

  @Test
  void whatItCanNotWrite_isNotSubmitted_orFailsItsTask() throws Exception {
    Sour sour = new Sour(false, 0);
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(() -> pool.submit(s -> 1, sour).get())
        .havingCause()
        .isInstanceOf(NotPortableException.class)
        .withMessageContaining("can't travel")
        .havingCause()
        .withMessageContaining("too sour to be written");
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(() -> pool.submit(() -> new Sour(false, 0)).get())
        .havingCause()
        .isInstanceOf(NotPortableException.class)
        .withMessageContaining("too sour to be written");
  }

  @Test
  void whatItCanNotRead_failsTheTask() throws Exception {
    long here = ProcessHandle.current().pid();
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(() -> pool.submit(() -> new Sour(true, here)).get())
        .havingCause()
        .isInstanceOf(NotPortableException.class)
        .withMessageContaining("too sour to be read");
    long there = pool.submit(() -> ProcessHandle.current().pid()).get();
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(() -> pool.submit(sour -> 1, new Sour(true, there)).get())
        .havingCause()
        .withMessageContaining("too sour to be read");
    assertThat(pool.submit(n -> n + 1, 1).get()).isEqualTo(2);
  }

  @Test
  void initializer_mayCaptureWhatItWrites_alsoOfAProcessThatStandsBy() throws Exception {
    Point point = new Point(7, 8);
    ProcessPoolOptions options =
        one()
            .withStandby(1)
            .withMaxTasksPerWorker(1)
            .withSerializer(Plain.class)
            .withInitializer(() -> System.setProperty("point", point.toString()));
    PortableCallable<Holder> task =
        () -> new Holder(point, List.of(new Point(System.getProperty("point").length(), 0)));
    try (ProcessPool prepared = new ProcessPool(options)) {
      for (int i = 0; i < 2; i++) {
        assertThat(prepared.submit(task).get().more()).containsExactly(new Point(15, 0));
      }
    }
  }

  /** Is for nothing. */
  public abstract static class Idle implements ObjectSerializer {
    @Override
    public boolean accepts(Class<?> type) {
      return false;
    }

    @Override
    public byte[] write(Object object) {
      throw new AssertionError();
    }

    @Override
    public Object read(byte[] bytes, ClassLoader loader) {
      throw new AssertionError();
    }
  }

  /** Has no constructor that others may call. */
  private static final class Hidden extends Idle {}

  @Test
  void serializerThatCanNotBeMade_isRefusedWithItsPool() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ProcessPool(one().withSerializer(Hidden.class)))
        .withMessageContainingAll("a public constructor without parameters", "Hidden");
  }

  /** Fails where a property says so, which no worker has. */
  public static final class OnlyHere extends Idle {
    /** By reflection. */
    public OnlyHere() {
      if (System.getProperty("only.here") == null) {
        throw new IllegalStateException("it was to be made only here");
      }
    }
  }

  @Test
  void serializerThatAWorkerCanNotMake_isTold() throws Exception {
    System.setProperty("only.here", "yes");
    try (ProcessPool failing = new ProcessPool(one().withSerializer(OnlyHere.class))) {
      assertThatExceptionOfType(ExecutionException.class)
          .isThrownBy(() -> failing.submit(n -> n, 1).get())
          .havingCause()
          .isInstanceOf(WorkerDiedException.class)
          .withMessageContaining("it was to be made only here");
    } finally {
      System.clearProperty("only.here");
    }
  }
}
