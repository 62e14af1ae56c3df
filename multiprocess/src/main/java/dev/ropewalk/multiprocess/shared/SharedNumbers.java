package dev.ropewalk.multiprocess.shared;

import dev.ropewalk.multiprocess.shared.SharedHandle.Kind;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;

/** What shared values and arrays have in common: the memory, and how they travel. */
abstract class SharedNumbers implements Serializable, AutoCloseable {
  /*
   * In the subclasses every access is one VarHandle access to the mapped memory, with volatile effects. The reachability
   * fence after it keeps the object, and with it the mapping, from being cleaned up while the access is under way.
   */
  private static final long serialVersionUID = 1;

  final transient SharedBlock block;
  final transient MemorySegment memory;

  SharedNumbers(SharedBlock block) {
    this.block = block;
    this.memory = block.memory();
  }

  static SharedBlock createBlock(long bytes) {
    try {
      return SharedBlock.create(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot get " + bytes + " bytes of shared memory: " + e.getMessage(), e);
    }
  }

  abstract Kind kind();

  @Override
  public void close() {
    block.close();
  }

  Object writeReplace() {
    return SharedHandle.of(kind(), block);
  }

  private void readObject(ObjectInputStream stream) throws InvalidObjectException {
    throw new InvalidObjectException("shared memory travels as a handle");
  }
}
