package dev.ropewalk.executors.engine;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import org.jspecify.annotations.Nullable;

/** What a lambda is made of: serialization tells it of serializable ones. */
public final class SerialForms {

  private SerialForms() {}

  /** What the lambda is serialized as; null if the object is no lambda, or not serializable. */
  public static @Nullable SerializedLambda of(Object lambda) {
    if (!lambda.getClass().isHidden() || !(lambda instanceof Serializable)) {
      return null;
    }
    try (Looker looker = new Looker()) {
      looker.writeObject(lambda);
      return looker.form;
    } catch (IOException | RuntimeException e) {
      return null; // a hidden class of another kind
    }
  }

  /** Writes nothing: is shown what is to be written instead of the lambda, and keeps it. */
  private static final class Looker extends ObjectOutputStream {
    private @Nullable SerializedLambda form;

    Looker() throws IOException {
      super(OutputStream.nullOutputStream());
      enableReplaceObject(true);
    }

    @Override
    protected @Nullable Object replaceObject(Object written) {
      form = written instanceof SerializedLambda found ? found : null;
      return null;
    }
  }
}
