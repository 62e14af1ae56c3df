package dev.ropewalk.multiprocess.connection;

import dev.ropewalk.multiprocess.internal.Codec;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Messages that are objects: a byte that says so, and what Java serialization makes of it. */
final class ObjectMessage {

  /** No pickle begins with it. */
  private static final byte JAVA_OBJECT = 1;

  private static final byte PICKLE = (byte) 0x80;

  private ObjectMessage() {}

  static byte[] encode(@Nullable Object object) throws IOException {
    return Codec.encode(JAVA_OBJECT, object);
  }

  static @Nullable Object decode(byte[] message, ObjectRules rules)
      throws IOException, ClassNotFoundException {
    if (message.length == 0 || message[0] != JAVA_OBJECT) {
      boolean pickle = message.length > 0 && message[0] == PICKLE;
      throw new RefusedObjectException(
          (pickle ? "a pickled object of Python came" : "bytes came")
              + " where an object of Java was expected; receiveBytes() receives bytes",
          null);
    }
    ObjectRules.Check check = rules.check(message.length);
    try {
      return Codec.decode(message, Thread.currentThread().getContextClassLoader(), check);
    } catch (IOException
        | RuntimeException
        | LinkageError e) { // garbage makes the JDK throw anything
      throw new RefusedObjectException(
          check.reason().isEmpty()
              ? "the object can't be read: " + e
              : "the object is not admitted: "
                  + check.reason()
                  + "; if it is meant to come, give this connection other ObjectRules",
          e);
    }
  }
}
