package dev.ropewalk.executors.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.util.concurrent.MoreExecutors;
import dev.ropewalk.threads.ContextCarrier;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** The stage side of a task: it behaves like a CompletableFuture's, and nothing done to it touches the task. */
class EngineFutureStageTest {

  private static EngineFuture<Integer> task() {
    return new EngineFuture<>(() -> 20, ContextCarrier.none().capture());
  }

  /** An argument that fits a parameter of a CompletionStage method. */
  @SuppressWarnings("FutureReturnValueIgnored") // it is what the function returns
  private static Object argumentFor(Class<?> type, CompletionStage<?> other) {
    if (type == Function.class) {
      return (Function<Object, Object>)
          value -> CompletableFuture.completedFuture("applied " + value);
    } else if (type == BiFunction.class) {
      return (BiFunction<Object, Object, Object>) (a, b) -> "combined " + a + " " + b;
    } else if (type == Consumer.class) {
      return (Consumer<Object>) _ -> {};
    } else if (type == BiConsumer.class) {
      return (BiConsumer<Object, Object>) (_, _) -> {};
    } else if (type == Runnable.class) {
      return (Runnable) () -> {};
    } else if (type == Executor.class) {
      return MoreExecutors.directExecutor();
    }
    return other;
  }

  /** What every method of CompletionStage gives, called on the stage that {@code stage} makes. */
  private static List<String> callAll(CompletionStage<Integer> stage) throws Exception {
    List<String> results = new ArrayList<>();
    List<Method> methods =
        java.util.Arrays.stream(CompletionStage.class.getMethods())
            .filter(method -> Modifier.isAbstract(method.getModifiers()))
            .filter(method -> !method.getName().equals("toCompletableFuture"))
            .sorted(java.util.Comparator.comparing(Method::toString))
            .toList();
    assertThat(methods).hasSizeGreaterThanOrEqualTo(37);
    for (Method method : methods) {
      // "Either" methods get a stage that never completes, so that the result is always this one's.
      CompletionStage<?> other =
          method.getName().contains("Either")
              ? new CompletableFuture<>()
              : CompletableFuture.completedFuture("other");
      Object[] arguments =
          java.util.Arrays.stream(method.getParameterTypes())
              .map(type -> argumentFor(type, other))
              .toArray();
      CompletionStage<?> result = (CompletionStage<?>) method.invoke(stage, arguments);
      String outcome;
      try {
        Object value = result.toCompletableFuture().get(20, TimeUnit.SECONDS);
        outcome =
            value instanceof CompletableFuture<?> inner ? "stage " + inner.join() : "" + value;
      } catch (java.util.concurrent.ExecutionException e) {
        outcome = "failed " + e.getCause();
      } catch (CancellationException e) {
        outcome = "cancelled";
      }
      results.add(method + " -> " + outcome.replaceAll("@[0-9a-f]+", "@"));
    }
    return results;
  }

  @Test
  void everyStageMethod_ofASucceededTask_doesWhatACompletableFutureDoes() throws Exception {
    EngineFuture<Integer> task = task();
    task.run();
    assertThat(callAll(task)).isEqualTo(callAll(CompletableFuture.completedFuture(20)));
  }

  @Test
  void everyStageMethod_ofAFailedTask_doesWhatACompletableFutureDoes() throws Exception {
    IOException failure = new IOException("frayed");
    EngineFuture<Integer> task =
        new EngineFuture<>(
            () -> {
              throw failure;
            },
            ContextCarrier.none().capture());
    task.run();
    assertThat(callAll(task)).isEqualTo(callAll(CompletableFuture.failedFuture(failure)));
  }

  @Test
  void dependentStages_seeFailureAndCancellationAsOfACompletableFuture() {
    EngineFuture<Integer> cancelled = task();
    cancelled.cancel(false);
    assertThatThrownBy(() -> cancelled.thenApply(x -> x).toCompletableFuture().join())
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(CancellationException.class);
  }

  @Test
  void copy_isCancelledIfTheTaskIs_andNotIfItsBodyThrowsThat() {
    EngineFuture<Integer> cancelled = task();
    EngineFuture<Integer> failed =
        new EngineFuture<>(
            () -> {
              throw new CancellationException("of something else");
            },
            ContextCarrier.none().capture());
    cancelled.cancel(false);
    failed.run();
    assertThat(cancelled.toCompletableFuture()).isCancelled();
    assertThat(failed.isCancelled()).isFalse();
    assertThat(failed.toCompletableFuture()).isNotCancelled();
    assertThatThrownBy(() -> failed.toCompletableFuture().get())
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(CancellationException.class);
  }

  @Test
  void stage_isMadeOnlyWhenItIsAskedFor() throws Exception {
    EngineFuture<Integer> task = task();
    Field stage = StageMethods.class.getDeclaredField("stage");
    stage.setAccessible(true);
    task.addDoneCallback(_ -> {});
    task.run();
    assertThat(task.get(Duration.ZERO)).isEqualTo(20);
    assertThat(stage.get(task)).isNull();
    assertThat(task.thenApply(x -> x + 1).toCompletableFuture().join()).isEqualTo(21);
    assertThat(stage.get(task)).isNotNull();
  }

  @Test
  void copy_completedCancelledOrTimedOut_neverTouchesTheTask() throws Exception {
    EngineFuture<Integer> task = task();
    CompletableFuture<Integer> completed = task.toCompletableFuture();
    CompletableFuture<Integer> cancelled = task.toCompletableFuture();
    CompletableFuture<Integer> obtruded = task.toCompletableFuture();
    completed.complete(1);
    cancelled.cancel(true);
    obtruded.obtrudeException(new IOException());
    task.toCompletableFuture().orTimeout(1, TimeUnit.NANOSECONDS);
    task.thenApply(x -> x).toCompletableFuture().cancel(true);
    assertThat(task.isDone()).isFalse();
    CompletableFuture<Integer> untouched = task.toCompletableFuture();
    task.run();
    assertThat(task.get(Duration.ZERO)).isEqualTo(20);
    assertThat(untouched.join()).isEqualTo(20);
    assertThat(completed.join()).isEqualTo(1);
    assertThat(task.toCompletableFuture()).isNotSameAs(untouched);
  }

  @Test
  void stages_askedForBeforeTheEnd_completeWithTheTask() {
    EngineFuture<Integer> task = task();
    CompletionStage<Integer> stage = task.thenApply(x -> x * 2 + 2);
    assertThat(stage.toCompletableFuture().isDone()).isFalse();
    task.run();
    assertThat(stage.toCompletableFuture().join()).isEqualTo(42);
  }
}
