package dev.ropewalk.multiprocess.internal;

import org.apache.commons.lang3.StringUtils;
import org.jspecify.annotations.Nullable;

/** Objects of other people in our messages. */
public final class SafeText {

  private static final int LONGEST = 1000;

  private SafeText() {}

  /** What the object says of itself, shortened if it is long; its class if it can't say. Fails in no way. */
  public static String of(@Nullable Object object) {
    if (object == null) {
      return "null";
    }
    try {
      return StringUtils.abbreviate(String.valueOf(object), LONGEST);
    } catch (Throwable e) { // toString is anybody's code, and its text may be too long for the heap
      return object.getClass().getName() + " (whose toString() failed)";
    }
  }
}
