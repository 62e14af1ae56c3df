package dev.ropewalk.multiprocess.pool;

import java.nio.ByteBuffer;

/**
 * What a parent and its child say to each other. The first byte of a frame says which of these it is; one serialized object
 * follows where something is said to follow. Several things follow as an array of objects: records would read better, but
 * deserializing the first one takes a new JVM longer than all the rest of its start.
 */
public final class Wire {

  /** Parent: run this and end. Followed by the body. */
  public static final byte BODY = 1;

  /** Parent: be a worker. */
  public static final byte WORKER = 2;

  /** Parent: run this task. Followed by the callable and the context to run it in, or null. */
  public static final byte TASK = 3;

  /** Parent: no more tasks will come. */
  public static final byte QUIT = 4;

  /**
   * Parent: interrupt the body of the task with the number that follows, or if it has not begun, give it back, and all later
   * ones in any case. Bodies, tasks, chunks and calls are numbered as they come, from 0.
   */
  public static final byte INTERRUPT = 5;

  /** Parent: run this before any task. Followed by the runnable. */
  public static final byte INITIALIZE = 6;

  /** Parent: a function that calls or chunks will name. Followed by its number and the function. */
  public static final byte FUNCTION = 7;

  /** Parent: apply that function to items. Followed by its number, and a list of the items or an array of that and a context. */
  public static final byte CHUNK = 8;

  /** Parent: nothing for the function of this number will come any more. */
  public static final byte FORGET = 9;

  /** Parent: apply that function to a value. Followed by its number and the value. */
  public static final byte CALL = 10;

  /** Parent: give back all tasks that have not begun. */
  public static final byte RECALL = 17;

  /** Parent: get used to tasks, since there is time for it. */
  public static final byte WARM_UP = 20;

  /** Parent: use a serializer, from now on. Followed by the name of its class. */
  public static final byte SERIALIZER = 25;

  /** Worker: the task that came is taken, and its body begins. Said of a task that no {@link #NEXT_BEGINS} announces. */
  public static final byte STARTED = 11;

  /** Worker: the task returned the object that follows. */
  public static final byte RESULT = 12;

  /**
   * Worker: the task threw. Followed by the exception, encoded on its own, or null if it can't be; what {@link
   * FailureDescription} makes of it; and why it could not be encoded.
   */
  public static final byte FAILURE = 13;

  /** Worker: the task returned what can't travel. Followed by that as text, and what stood in its way. */
  public static final byte UNPORTABLE = 14;

  /** Worker: the task of the number that follows is given back: it has not begun, and will not. */
  public static final byte RETURNED = 18;

  /** Worker: so many nanoseconds it has taken to read tasks and write results. */
  static final byte CODEC_TIME = 26;

  /** Worker: added to the kind of an outcome, if the next task begins now. */
  public static final byte NEXT_BEGINS = 64;

  /** Child: the program in it asked for the exit that is about to come; no signal did. */
  public static final byte EXITING = 15;

  /** Child: a signal asked for the exit that is about to come. */
  public static final byte SIGNALLED = 19;

  /**
   * Child: somebody logged. Followed by the name of the logger, the level as a number, the name of the marker or null, the
   * message, the name of the thread, the context map or null, and the exception or null: its text, its stack trace, its
   * cause and what it suppressed, likewise.
   */
  public static final byte LOG = 16;

  /**
   * Both: a large array comes, in slices. Followed by the letter of its type and how many bytes it has. It belongs to the next frame
   * that carries an object.
   */
  static final byte ARRAY = 21;

  /** Both: the memory where slices will be. Followed by its token and its path. */
  static final byte WINDOW = 22;

  /** Both: the next slice of the array. It follows, or is in the next slot of the window. */
  static final byte SLICE = 23;

  /** Both: so many slots of the other side's window more are free; none if it can't be had. Followed by that number. */
  static final byte ROOM = 24;

  private Wire() {}

  /** Whether frames of this kind, of the parent, are numbered. */
  static boolean isTask(byte kind) {
    return switch (kind) {
      case BODY, TASK, CHUNK, CALL -> true;
      default -> false;
    };
  }

  /** Whether a frame is one that large arrays may belong to. */
  static boolean mayHaveArrays(byte[] frame) {
    return switch (frame[0]) {
      case BODY, TASK, CHUNK, CALL, FUNCTION, INITIALIZE, RESULT, RESULT | NEXT_BEGINS -> true;
      default -> false;
    };
  }

  /** A frame that consists of its kind and a number. */
  public static byte[] frame(byte kind, long number) {
    return ByteBuffer.allocate(1 + Long.BYTES).put(kind).putLong(number).array();
  }

  /** Whether the outcome in this frame says that the next task begins; afterwards it does not say so any more. */
  public static boolean takeNextBegins(byte[] frame) {
    boolean said = (frame[0] & NEXT_BEGINS) != 0;
    frame[0] &= ~NEXT_BEGINS;
    return said;
  }

  /** A frame that consists of its kind alone. */
  public static byte[] frame(byte kind) {
    return new byte[] {kind};
  }
}
