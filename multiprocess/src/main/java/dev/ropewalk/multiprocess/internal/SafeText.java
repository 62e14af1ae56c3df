package dev.ropewalk.multiprocess.internal;

import org.apache.commons.lang3.StringUtils;
import org.jspecify.annotations.Nullable;

/** Objects of other people in our messages. */
public final class SafeText {

  private static final int LONGEST = 1000;

  private SafeText() {}

  /** What the object says of itself, shortened if it is long; its class if it can't say. Never fails. */
  public static String of(@Nullable Object object) {
    if (object == null) {
      return "null";
    }
    try {
      return StringUtils.abbreviate(String.valueOf(object), LONGEST);
    } catch (Exception | StackOverflowError e) { // toString is anybody's code
      return object.getClass().getName() + " (whose toString() failed)";
    }
  }
}
