package dev.ropewalk.multiprocess.pool;

import dev.ropewalk.multiprocess.spi.ObjectSerializer;

/** Makes the serializer of a pool, by its class. */
public final class Serializers {

  private Serializers() {}

  /** One of this class, which is found by the context class loader. */
  static ObjectSerializer make(String name) throws ReflectiveOperationException {
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    return make(Class.forName(name, true, loader).asSubclass(ObjectSerializer.class));
  }

  /**
   * One of this class.
   *
   * @throws ReflectiveOperationException if there is no public constructor without parameters, or it throws
   */
  public static ObjectSerializer make(Class<? extends ObjectSerializer> type)
      throws ReflectiveOperationException {
    return type.getConstructor().newInstance();
  }
}
