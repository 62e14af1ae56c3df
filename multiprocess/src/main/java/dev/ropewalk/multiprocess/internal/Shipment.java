package dev.ropewalk.multiprocess.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * What waits in this process to be fetched by whoever gets a frame: encoding the frame adds to it. Whoever knows that nobody
 * will come any more drops it.
 */
public final class Shipment {

  private static final ThreadLocal<@Nullable Shipment> BEING_PACKED = new ThreadLocal<>();

  private final List<Runnable> drops = new ArrayList<>();

  private Shipment() {}

  /** One of nothing. */
  public static Shipment empty() {
    return new Shipment();
  }

  /** Encodes something; what of it is to be fetched goes into this, and is dropped if that fails. */
  public <T> T pack(Callable<T> encoding) throws Exception {
    Shipment outer = BEING_PACKED.get();
    BEING_PACKED.set(this);
    boolean packed = false;
    try {
      T encoded = encoding.call();
      packed = true;
      return encoded;
    } finally {
      BEING_PACKED.set(outer);
      if (!packed) {
        drop();
      }
    }
  }

  /** Called while something is encoded: this can be fetched, until it is dropped. */
  public static void add(Runnable drop) {
    Shipment packing = BEING_PACKED.get();
    if (packing != null) {
      packing.drops.add(drop);
    }
  }

  /** Nobody will come for what was not fetched yet. */
  public void drop() {
    drops.forEach(Runnable::run);
    drops.clear();
  }
}
