package dev.ropewalk.multiprocess;

import dev.ropewalk.executors.PortableFunction;
import dev.ropewalk.executors.engine.SerialForms;
import java.lang.invoke.SerializedLambda;
import org.jspecify.annotations.Nullable;

/**
 * Functions that capture nothing: method references such as {@code Foo::bar} and lambdas that use only their parameters. One such
 * is like any other of its class, and stays as it is, so it is encoded once for this process, and each worker keeps it: taking a
 * lambda apart and putting it together takes longer than the rest of a small task's way.
 */
final class StatelessFunctions {

  private static final ClassValue<Form> FORMS =
      new ClassValue<>() {
        @Override
        protected Form computeValue(Class<?> type) {
          return new Form();
        }
      };

  private StatelessFunctions() {}

  /**
   * The function as it is sent, if it captures nothing; else null.
   *
   * @throws NotPortableException if it can't be encoded
   */
  static @Nullable SentFunction find(PortableFunction<?, ?> function) {
    Class<?> type = function.getClass();
    return type.isHidden() ? FORMS.get(type).of(function) : null;
  }

  /** Of one class of functions. */
  private static final class Form {
    private static final Object HAS_STATE = new Object();

    /** A SentFunction, {@link #HAS_STATE}, or null while nobody has asked. */
    private volatile @Nullable Object known;

    @Nullable SentFunction of(PortableFunction<?, ?> function) {
      Object form = known == null ? look(function) : known;
      return form instanceof SentFunction sent ? sent : null;
    }

    private synchronized Object look(PortableFunction<?, ?> function) {
      Object form = known;
      if (form == null) {
        SerializedLambda lambda = SerialForms.of(function);
        boolean stateless = lambda != null && lambda.getCapturedArgCount() == 0;
        form = stateless ? SentFunction.of(function, null) : HAS_STATE;
        known = form;
      }
      return form;
    }
  }
}
