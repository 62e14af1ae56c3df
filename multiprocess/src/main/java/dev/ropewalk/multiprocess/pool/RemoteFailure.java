package dev.ropewalk.multiprocess.pool;

import org.jspecify.annotations.Nullable;

/** What a child logged with a record: stands for an exception of another process, with its text, stack and causes. */
final class RemoteFailure extends Throwable {

  private static final long serialVersionUID = 1;

  private RemoteFailure(String original, @Nullable Throwable cause) {
    super(original, cause);
  }

  /** From what {@link LogSender} made of it. */
  static @Nullable RemoteFailure of(Object @Nullable [] described) {
    if (described == null) {
      return null;
    }
    RemoteFailure failure = new RemoteFailure((String) described[0], of((Object[]) described[2]));
    failure.setStackTrace((StackTraceElement[]) described[1]);
    for (Object suppressed : (Object[]) described[3]) {
      RemoteFailure each = of((Object[]) suppressed);
      if (each != null) {
        failure.addSuppressed(each);
      }
    }
    return failure;
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
