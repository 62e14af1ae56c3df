package dev.ropewalk.examples.multiprocess;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ropewalk.multiprocess.ProcessPool;
import dev.ropewalk.multiprocess.ProcessPoolOptions;
import dev.ropewalk.multiprocess.spi.ObjectSerializer;
import java.util.List;

/** Objects that Java can't serialize, as tasks' arguments and results. */
public final class OwnSerializer {

  private OwnSerializer() {}

  // snippet-start
  record Point(int x, int y) {}

  public static final class PointSerializer implements ObjectSerializer {
    @Override
    public boolean accepts(Class<?> type) {
      return type == Point.class;
    }

    @Override
    public byte[] write(Object object) {
      Point point = (Point) object;
      return (point.x() + " " + point.y()).getBytes(UTF_8);
    }

    @Override
    public Object read(byte[] bytes, ClassLoader loader) {
      String[] numbers = new String(bytes, UTF_8).split(" ", 2);
      return new Point(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]));
    }
  }

  public static void main(String[] args) {
    ProcessPoolOptions options =
        ProcessPoolOptions.defaults().withMaxWorkers(2).withSerializer(PointSerializer.class);
    try (ProcessPool pool = new ProcessPool(options)) {
      List<Point> points = List.of(new Point(1, 2), new Point(3, 4));
      System.out.println(pool.map(p -> new Point(p.y(), p.x()), points).toList());
    }
  }
  // snippet-end
  // prints: [Point[x=2, y=1], Point[x=4, y=3]]
}
