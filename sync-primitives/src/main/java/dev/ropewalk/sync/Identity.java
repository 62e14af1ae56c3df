package dev.ropewalk.sync;

/** What {@code toString()} of a primitive begins with, and events name it by. */
final class Identity {

  private Identity() {}

  /** Its class and identity: "Event@1b28cdfa". */
  static String of(Object primitive) {
    return of(primitive.getClass(), primitive);
  }

  static String of(Class<?> kind, Object primitive) {
    return kind.getSimpleName() + "@" + Integer.toHexString(System.identityHashCode(primitive));
  }
}
