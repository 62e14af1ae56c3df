package dev.ropewalk.multiprocess.pool;

import java.lang.reflect.InvocationTargetException;

/**
 * The signal that Ctrl-C sends to all processes of a terminal. A child ignores it, because its parent, which gets it too,
 * decides what becomes of its children.
 */
final class InterruptSignal {
  /*
   * By reflection, since javac has a warning for sun.misc.Signal that nothing switches off. SIG_IGN and not a handler: it
   * takes no class to be made while a child starts, and a child of the child ignores the signal from its first moment.
   */
  private InterruptSignal() {}

  /** From now on. Does nothing where the JVM leaves its signals alone ({@code -Xrs}), or lacks the module for it. */
  static void ignore() {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object interrupt = signal.getConstructor(String.class).newInstance("INT");
      Object ignoring = handler.getField("SIG_IGN").get(null);
      signal.getMethod("handle", signal, handler).invoke(null, interrupt, ignoring);
    } catch (InvocationTargetException e) {
      // -Xrs: the user asked for signals to be left alone
    } catch (ReflectiveOperationException e) {
      // a run-time image without the module jdk.unsupported
    }
  }
}
