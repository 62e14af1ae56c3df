package dev.ropewalk.multiprocess.pool;

import dev.ropewalk.multiprocess.internal.SafeText;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An exception as text, stack trace, cause and what it suppressed, likewise described: the other side need not know its class,
 * nor need it be serializable. {@link RemoteFailure} is made from it there.
 */
final class FailureDescription {

  private static final int DEEPEST_CAUSE = 20;
  private static final StackTraceElement[] NO_STACK = {};

  /** Each is described once, however often one leads to it: causes can lead in circles. */
  private final Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());

  private FailureDescription() {}

  /** Describes an exception; null for none. */
  static Object @Nullable [] of(@Nullable Throwable failure) {
    return new FailureDescription().describe(failure, 0);
  }

  private Object @Nullable [] describe(@Nullable Throwable failure, int depth) {
    if (failure == null || depth > DEEPEST_CAUSE || !seen.add(failure)) {
      return null;
    }
    Throwable[] suppressed = failure.getSuppressed();
    @Nullable Object[] described = new @Nullable Object[suppressed.length];
    for (int i = 0; i < suppressed.length; i++) {
      described[i] = describe(suppressed[i], depth + 1);
    }
    return new Object[] {
      SafeText.of(failure), stackOf(failure), describe(causeOf(failure), depth + 1), described
    };
  }

  private static StackTraceElement[] stackOf(Throwable failure) {
    try {
      StackTraceElement[] stack = failure.getStackTrace();
      return Arrays.stream(stack).anyMatch(Objects::isNull) ? NO_STACK : stack;
    } catch (Throwable e) { // anybody's code; a null it returned among it
      return NO_STACK;
    }
  }

  private static @Nullable Throwable causeOf(Throwable failure) {
    try {
      return failure.getCause();
    } catch (Throwable e) { // anybody's code
      return null;
    }
  }
}
