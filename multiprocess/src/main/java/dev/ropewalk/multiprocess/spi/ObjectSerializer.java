package dev.ropewalk.multiprocess.spi;

import java.io.IOException;

/**
 * Writes and reads objects of some classes on their way to a worker of a pool and back, instead of Java's serialization: because
 * they are not {@link java.io.Serializable}, or in a form that is shorter or faster, like those of Kryo, Fory or a JSON library.
 * Python's counterpart is {@code copyreg}, or a reducer of its own in {@code multiprocessing.reduction}.
 *
 * <p>A pool is told the class ({@code ProcessPoolOptions.withSerializer}). Each process makes an object of it with the public
 * constructor without parameters: the pool's, which any number of threads uses at a time, and each worker's, which one thread uses.
 *
 * <p>It is asked for whatever a task, its arguments and its result consist of, at any depth: captured variables, fields of
 * serializable objects, items of collections. What it does not accept is serialized by Java, down to the next object that it
 * accepts. An object that is there twice is written once, and arrives as one.
 */
public interface ObjectSerializer {

  /**
   * Whether objects of this class are for it. Always the same answer for the same class. Never asked for arrays, enums, hidden
   * classes, such as those of lambdas, classes of the packages {@code java.*}, nor classes of Ropewalk.
   */
  boolean accepts(Class<?> type);

  /**
   * An object as bytes, by the thread that submits it or has it as a result. It is not to change what it writes.
   *
   * @throws IOException or any unchecked exception, if it can't be written; then the task is not submitted, or fails, with it as
   *     cause
   */
  byte[] write(Object object) throws IOException;

  /**
   * What was written.
   *
   * @param loader finds classes: the submitter's context class loader, or in a worker that of its main thread
   * @throws IOException or any unchecked exception, if these bytes are no such object; then the task fails with it as cause
   * @throws ClassNotFoundException if its class is unknown here
   */
  Object read(byte[] bytes, ClassLoader loader) throws IOException, ClassNotFoundException;
}
