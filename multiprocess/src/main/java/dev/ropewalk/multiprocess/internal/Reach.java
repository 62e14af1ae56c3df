package dev.ropewalk.multiprocess.internal;

import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** Whether a child can find a class: only if it is where this library is, or below that. */
final class Reach {

  private Reach() {}

  private static void check(Class<?> type) throws UnreachableClassException {
    Class<?> element = type;
    while (element.isArray()) {
      element = element.getComponentType();
    }
    ClassLoader ours = Reach.class.getClassLoader();
    ClassLoader its = element.getClassLoader();
    if (its == null || its.equals(ours) || isAbove(ours, its)) {
      return;
    }
    String name = element.getName();
    try {
      Class<?> _ = Class.forName(name, false, ours);
    } catch (ClassNotFoundException | LinkageError e) {
      throw new UnreachableClassException(
          "the class "
              + name
              + " of the class loader "
              + describe(its)
              + " is not among those that a child process"
              + " gets, which are those of "
              + describe(ours)
              + ": put it on the class path of this JVM, or name its"
              + " jar or folder in ProcessOptions.Builder.addClassPath");
    }
  }

  private static String describe(ClassLoader loader) {
    return loader.getName() == null ? loader.toString() : loader.getName() + " (" + loader + ")";
  }

  private static boolean isAbove(@Nullable ClassLoader lower, ClassLoader upper) {
    for (ClassLoader each = lower; each != null; each = each.getParent()) {
      if (each.equals(upper)) {
        return true;
      }
    }
    return upper.equals(ClassLoader.getPlatformClassLoader());
  }

  /** Looks at the classes of all that is written; of a lambda, at the class it is written in. */
  static final class Stream extends Enclosures.Stream {
    Stream(OutputStream out, Enclosures enclosures) throws IOException {
      super(out, enclosures);
    }

    @Override
    protected void annotateClass(Class<?> type) throws IOException {
      check(type);
    }
  }
}
