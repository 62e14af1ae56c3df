package dev.ropewalk.multiprocess.pool;

import org.jspecify.annotations.Nullable;

/** Stands for an exception of another process, with its text, stack and causes. */
public final class RemoteFailure extends Throwable {

  private static final long serialVersionUID = 1;

  private RemoteFailure(String original, @Nullable Throwable cause) {
    super(original, cause);
  }

  /** From what {@link FailureDescription} made of it. */
  public static RemoteFailure of(Object[] described) {
    RemoteFailure failure =
        new RemoteFailure((String) described[0], ofNullable((Object[]) described[2]));
    failure.setStackTrace((StackTraceElement[]) described[1]);
    for (Object suppressed : (Object[]) described[3]) {
      RemoteFailure each = ofNullable((Object[]) suppressed);
      if (each != null) {
        failure.addSuppressed(each);
      }
    }
    return failure;
  }

  static @Nullable RemoteFailure ofNullable(Object @Nullable [] described) {
    return described == null ? null : of(described);
  }

  /** As the original said it. */
  @Override
  public String toString() {
    return getMessage();
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
