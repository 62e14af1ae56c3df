package dev.ropewalk.benchmarks.async;

import kotlin.ResultKt;
import kotlin.Unit;
import kotlin.coroutines.Continuation;
import kotlin.coroutines.EmptyCoroutineContext;
import kotlin.coroutines.intrinsics.IntrinsicsKt;
import kotlin.coroutines.jvm.internal.ContinuationImpl;
import kotlin.jvm.functions.Function2;
import kotlinx.coroutines.BuildersKt;
import kotlinx.coroutines.CoroutineScope;
import org.jspecify.annotations.Nullable;

/** A coroutine of kotlinx.coroutines that does the same so many times: what the Kotlin compiler makes of such a loop. */
@SuppressWarnings("serial") // nobody writes it
final class KotlinLoop extends ContinuationImpl {

  /** A suspending function. */
  @FunctionalInterface
  interface Step {
    @Nullable Object run(Continuation<Object> then);
  }

  private static final Object SUSPENDED = IntrinsicsKt.getCOROUTINE_SUSPENDED();

  private final Step step;
  private int left;

  private KotlinLoop(Continuation<Object> completion, int times, Step step) {
    super(completion);
    this.left = times;
    this.step = step;
  }

  /** Runs a coroutine and all that it starts, on the calling thread. */
  static void runBlocking(Function2<CoroutineScope, Continuation<? super Object>, Object> body)
      throws InterruptedException {
    Object _ = BuildersKt.runBlocking(EmptyCoroutineContext.INSTANCE, body);
  }

  /** To be returned by a coroutine's function: does the step so many times, and then goes on with the completion. */
  @SuppressWarnings("unchecked") // whatever it is that the coroutine returns, nobody looks
  static @Nullable Object loop(Continuation<?> completion, int times, Step step) {
    return new KotlinLoop((Continuation<Object>) completion, times, step)
        .invokeSuspend(Unit.INSTANCE);
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // a marker
  protected @Nullable Object invokeSuspend(Object result) {
    ResultKt.throwOnFailure(result);
    while (left > 0) {
      left--; // before the step: after it, the loop may be going on already
      if (step.run(this) == SUSPENDED) {
        return SUSPENDED;
      }
    }
    return Unit.INSTANCE;
  }
}
