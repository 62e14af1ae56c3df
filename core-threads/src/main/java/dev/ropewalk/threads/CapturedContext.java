package dev.ropewalk.threads;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** The values that the context variables of a thread had at one moment. */
@SuppressWarnings("ReferenceEquality") // the table without values is one object
final class CapturedContext implements ContextCarrier.Snapshot, Serializable {
  private static final long serialVersionUID = 1;

  /** What most threads carry: made once, since capturing happens for each task. */
  private static final CapturedContext EMPTY = new CapturedContext(Variables.NONE);

  private final transient @Nullable Object[] values;

  private CapturedContext(@Nullable Object[] values) {
    this.values = values;
  }

  static CapturedContext ofCallingThread() {
    return of(Context.currentValues());
  }

  static CapturedContext of(@Nullable Object[] values) {
    return values == Variables.NONE ? EMPTY : new CapturedContext(values);
  }

  /** What travels. */
  private Object writeReplace() {
    return new PortableValues(values);
  }

  @Override
  public boolean carriesNothing() {
    return this == EMPTY;
  }

  @Override
  public ContextCarrier.Installed install() {
    return Context.enterNew(values);
  }
}
