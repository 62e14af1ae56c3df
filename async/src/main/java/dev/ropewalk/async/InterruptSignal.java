package dev.ropewalk.async;

import dev.ropewalk.threads.Threads;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/**
 * Ctrl-C while the main thread runs a loop: the first one interrupts that thread, each further one does what it does otherwise,
 * which is to end the JVM. As CPython's {@code asyncio.Runner}, whose second one breaks into whatever runs.
 */
@SuppressWarnings("ReferenceEquality") // of handlers, whose equals is their own affair
final class InterruptSignal implements AutoCloseable, InvocationHandler {
  /*
   * By reflection, since javac has a warning for sun.misc.Signal that nothing switches off.
   *
   * The JVM calls the handler on a thread of its own for each signal. lock guards runs and told, so that no interrupt comes after
   * close has returned; what was there before is called without it, since it may not return. before is set before the handler can
   * be called for good, and read under the lock, which who sets it holds.
   *
   * That somebody else has a handler shows only when it is replaced; then it is put back at once.
   */

  private static final String NAME = "INT";

  private final Thread runner = Thread.currentThread();
  private final Object lock = new Object();

  // guarded by lock
  private @Nullable Object ours;
  private @Nullable Object before;
  private boolean runs = true;
  private boolean told;

  private InterruptSignal() {}

  /**
   * Lets the signal interrupt the calling thread until this is closed. Null, and nothing changes, if that is not the main thread,
   * if the program has a handler of its own or ignores the signal, or if the JVM leaves its signals alone ({@code -Xrs}) or lacks
   * the module for them.
   */
  static @Nullable InterruptSignal interruptsMainThread() {
    if (!isMainThread()) {
      return null;
    }
    InterruptSignal signal = new InterruptSignal();
    return signal.install() ? signal : null;
  }

  private static boolean isMainThread() {
    try {
      return Threads.main().thread() == Thread.currentThread();
    } catch (IllegalStateException e) {
      return false; // it has ended
    }
  }

  private boolean install() {
    synchronized (lock) {
      try {
        ours =
            Proxy.newProxyInstance(
                InterruptSignal.class.getClassLoader(), new Class<?>[] {handlerType()}, this);
        Object replaced = handle(ours);
        if (isTheJvms(replaced)) {
          before = replaced;
          return true;
        }
        runs = false;
        handle(replaced);
      } catch (InvocationTargetException e) {
        // -Xrs: the user asked for signals to be left alone
      } catch (ReflectiveOperationException e) {
        // a run-time image without the module jdk.unsupported
      }
      return false;
    }
  }

  /** The JVM's own handlers are of a class of its own; so are the two constants. */
  private static boolean isTheJvms(Object handler) throws ReflectiveOperationException {
    return handler.getClass().getClassLoader() == null
        && handler != handlerType().getField("SIG_IGN").get(null)
        && handler != handlerType().getField("SIG_DFL").get(null);
  }

  private static Class<?> handlerType() throws ClassNotFoundException {
    return Class.forName("sun.misc.SignalHandler");
  }

  /** Makes this the handler and returns the one before. */
  private static Object handle(Object handler) throws ReflectiveOperationException {
    Class<?> type = Class.forName("sun.misc.Signal");
    Object signal = type.getConstructor(String.class).newInstance(NAME);
    return type.getMethod("handle", type, handlerType()).invoke(null, signal, handler);
  }

  /** Called by the JVM for each signal, and perhaps for what every object can do. */
  @Override
  public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
      throws Throwable {
    return switch (method.getName()) {
      case "handle" -> {
        Object next = interrupt() ? null : before();
        yield next == null ? null : method.invoke(next, arguments);
      }
      case "equals" -> arguments != null && proxy == arguments[0];
      case "hashCode" -> System.identityHashCode(proxy);
      default -> "the interrupt of " + runner;
    };
  }

  private @Nullable Object before() {
    synchronized (lock) {
      return before;
    }
  }

  /** False if it is not for this to handle. */
  private boolean interrupt() {
    synchronized (lock) {
      if (!runs || told) {
        return false;
      }
      told = true;
      runner.interrupt();
      return true;
    }
  }

  @Override
  public void close() {
    synchronized (lock) {
      runs = false;
      if (before != null) {
        try {
          Object replaced = handle(before);
          if (replaced != ours) {
            handle(replaced); // the program's, since
          }
        } catch (ReflectiveOperationException e) {
          throw new IllegalStateException("a handler of " + NAME + " could not be put back", e);
        }
      }
    }
  }
}
