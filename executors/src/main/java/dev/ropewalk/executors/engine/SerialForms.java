package dev.ropewalk.executors.engine;

import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/** What a lambda is made of: the JDK tells it of serializable ones. */
public final class SerialForms {

  private SerialForms() {}

  /**
   * What the lambda is serialized as; null if the object is no lambda, or not serializable, or of a package that is not open to
   * this module.
   */
  public static @Nullable SerializedLambda of(Object lambda) {
    if (!lambda.getClass().isHidden() || !(lambda instanceof Serializable)) {
      return null;
    }
    try {
      Method writeReplace = lambda.getClass().getDeclaredMethod("writeReplace");
      writeReplace.setAccessible(true);
      return writeReplace.invoke(lambda) instanceof SerializedLambda form ? form : null;
    } catch (ReflectiveOperationException | RuntimeException e) {
      return null; // a hidden class of another kind, or a package that is closed
    }
  }
}
