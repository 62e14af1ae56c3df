package dev.ropewalk.multiprocess.shared;

import dev.ropewalk.multiprocess.memory.SharedBlock;
import java.io.InvalidObjectException;
import java.io.Serializable;
import java.nio.file.Path;

/**
 * What travels in place of a shared value or array. Where it arrives it becomes the object that stands for that memory in
 * that process.
 */
record SharedHandle(Kind kind, String token, String path, long bytes, int length)
    implements Serializable {

  enum Kind {
    BYTE,
    BYTES,
    SHORT,
    SHORTS,
    INT,
    INTS,
    LONG,
    LONGS,
    FLOAT,
    FLOATS,
    DOUBLE,
    DOUBLES,
    BOOLEAN,
    BOOLEANS
  }

  Object readResolve() throws InvalidObjectException {
    return Arrivals.find(token, SharedNumbers.class, this::open);
  }

  private SharedNumbers open() throws InvalidObjectException {
    SharedBlock block = SharedBlock.attach(token, Path.of(path), bytes);
    return switch (kind) {
      case BYTE -> new SharedValue.OfByte(block);
      case BYTES -> new SharedArray.OfByte(block, length);
      case SHORT -> new SharedValue.OfShort(block);
      case SHORTS -> new SharedArray.OfShort(block, length);
      case INT -> new SharedValue.OfInt(block);
      case INTS -> new SharedArray.OfInt(block, length);
      case LONG -> new SharedValue.OfLong(block);
      case LONGS -> new SharedArray.OfLong(block, length);
      case FLOAT -> new SharedValue.OfFloat(block);
      case FLOATS -> new SharedArray.OfFloat(block, length);
      case DOUBLE -> new SharedValue.OfDouble(block);
      case DOUBLES -> new SharedArray.OfDouble(block, length);
      case BOOLEAN -> new SharedValue.OfBoolean(block);
      case BOOLEANS -> new SharedArray.OfBoolean(block, length);
    };
  }
}
