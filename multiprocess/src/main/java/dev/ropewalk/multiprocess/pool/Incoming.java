package dev.ropewalk.multiprocess.pool;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Decodes what a child's parent sent, on the child's main thread, and refuses to have children started meanwhile: that would be by
 * a static initializer of the task's class, which would run in each of those children too, without end.
 */
public final class Incoming {

  /** Whose decoding runs. Volatile: set by the main thread, read by any. */
  private static volatile @Nullable Thread decoder;

  private Incoming() {}

  /** What is to be decoded. */
  interface Content<T extends @Nullable Object> {
    T decode(@Nullable ClassLoader loader) throws IOException, ClassNotFoundException;
  }

  static <T extends @Nullable Object> T decode(Content<T> content) throws IOException {
    Thread main = Thread.currentThread();
    decoder = main;
    try {
      return content.decode(main.getContextClassLoader());
    } catch (ExceptionInInitializerError e) {
      throw e; // the class was found
    } catch (ClassNotFoundException | LinkageError e) {
      throw MissingClass.explain(e);
    } finally {
      decoder = null;
    }
  }

  /**
   * Called before a task is submitted or a child started.
   *
   * @throws IllegalStateException if the calling thread is in the midst of decoding
   */
  public static void checkNotDecoding() {
    if (Thread.currentThread().equals(decoder)) {
      throw new IllegalStateException(
          "a static initializer of what this child process was sent starts a child process or submits a task to one; each child"
              + " would run it again and start another: do that in a method that main calls");
    }
  }
}
