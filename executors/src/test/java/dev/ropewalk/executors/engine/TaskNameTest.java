package dev.ropewalk.executors.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ropewalk.executors.PortableCallable;
import dev.ropewalk.executors.PortableFunction;
import dev.ropewalk.threads.ContextCarrier;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

class TaskNameTest {

  private static final String HERE = TaskNameTest.class.getName();

  private static int square(int n) {
    return n * n;
  }

  private static final class Mute implements PortableCallable<Integer> {
    @Override
    public Integer call() {
      return 1;
    }

    @Override
    public String toString() {
      throw new IllegalStateException("no words");
    }
  }

  @Test
  void methodReference_isItsMethod() {
    PortableFunction<Integer, Integer> function = TaskNameTest::square;
    assertThat(TaskName.of(function)).isEqualTo(HERE + ".square");
  }

  @Test
  void lambda_isTheMethodItIsIn() {
    PortableCallable<Integer> task = () -> 1;
    assertThat(TaskName.of(task)).isEqualTo("a lambda in " + HERE + ".lambda_isTheMethodItIsIn");
  }

  @Test
  void functionCallsAndChunks_areTheirFunction() {
    assertThat(new FunctionCall<>(TaskNameTest::square, 2)).hasToString(HERE + ".square");
    assertThat(new MapChunk<>(new MapFunction<>(TaskNameTest::square), List.of(1, 2)))
        .hasToString(HERE + ".square for 2 items of a map");
  }

  @Test
  void othersSayWhatTheyAre() {
    Callable<Integer> notSerializable = () -> 1;
    assertThat(TaskName.of(notSerializable)).startsWith(HERE + "$$Lambda");
    assertThat(TaskName.of("text")).isEqualTo("text");
    assertThat(TaskName.of(new Mute()))
        .isEqualTo(Mute.class.getName() + " (whose toString() failed)");
  }

  @Test
  void future_tellsTheNameOfItsTask() {
    PortableCallable<Integer> task = () -> square(3);
    assertThat(new EngineFuture<>(task, ContextCarrier.none().capture()).toString())
        .contains(", task a lambda in " + HERE + ".future_tellsTheNameOfItsTask");
  }
}
