package dev.ropewalk.multiprocess.shared;

import dev.ropewalk.multiprocess.memory.NoRoomException;
import dev.ropewalk.multiprocess.memory.SharedBlock;
import dev.ropewalk.multiprocess.shared.SharedHandle.Kind;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;

/** What shared values and arrays have in common: the memory, and how they travel. */
abstract class SharedNumbers extends Travelling implements Serializable, AutoCloseable {
  /*
   * In the subclasses every access is one VarHandle access to the mapped memory, with volatile effects unless its name says
   * Plain. The reachability fence after it keeps the object, and with it the mapping, from being cleaned up while the access
   * is under way.
   */
  private static final long serialVersionUID = 1;

  final transient SharedBlock block;
  final transient MemorySegment memory;

  SharedNumbers(SharedBlock block) {
    this.block = block;
    this.memory = block.memory();
  }

  /** Memory for so many elements of so many bytes, in whole words, at least one. */
  static SharedBlock createBlock(int length, int width) {
    if (length < 0) {
      throw new IllegalArgumentException("the length of an array must not be negative: " + length);
    }
    long bytes = Math.max(Integer.BYTES, ((long) length * width + 3) & -Integer.BYTES);
    try {
      return SharedBlock.create(bytes);
    } catch (NoRoomException e) {
      throw new NoSpaceException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot get " + bytes + " bytes of shared memory: " + e.getMessage(), e);
    }
  }

  abstract Kind kind();

  /** How many elements there are; a value is one. */
  int elements() {
    return 1;
  }

  @Override
  public void close() {
    block.close();
  }

  @Override
  String token() {
    return block.token();
  }

  @Override
  boolean isClosed() {
    return block.isClosed();
  }

  /** What an array says of itself. */
  String describe(String type, int length) {
    return type + "[length " + length + (isClosed() ? ", closed" : "") + "]";
  }

  Object writeReplace() {
    return new SharedHandle(
        kind(), block.token(), block.path().toString(), block.memory().byteSize(), elements());
  }

  private void readObject(ObjectInputStream stream) throws InvalidObjectException {
    throw new InvalidObjectException("shared memory travels as a handle");
  }
}
