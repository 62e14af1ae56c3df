package dev.ropewalk.threads;

import dev.ropewalk.threads.internal.ContextValueException;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A {@link CapturedContext} under way to another process: the values of portable variables, by their names. */
final class PortableValues implements Serializable {
  private static final long serialVersionUID = 1;

  private transient @Nullable Object[] table;

  PortableValues(@Nullable Object[] table) {
    this.table = table;
  }

  private void writeObject(ObjectOutputStream out) throws IOException {
    List<Map.Entry<ContextVar<?>, @Nullable Object>> portable =
        Variables.entries(table).stream().filter(entry -> entry.getKey().isPortable()).toList();
    out.writeInt(portable.size());
    for (Map.Entry<ContextVar<?>, @Nullable Object> entry : portable) {
      String name = entry.getKey().name();
      out.writeUTF(name);
      try {
        out.writeObject(entry.getValue());
      } catch (IOException | RuntimeException e) { // writeObject is anybody's code
        throw ContextValueException.ofWriting(name, e);
      }
    }
  }

  private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
    table = Variables.NONE;
    for (int left = in.readInt(); left > 0; left--) {
      String name = in.readUTF();
      try {
        Object value = Variables.encode(in.readObject());
        table = Variables.with(table, ContextVar.portable(name), value);
      } catch (IOException | ClassNotFoundException | RuntimeException e) { // readObject likewise
        throw ContextValueException.ofReading(name, e);
      }
    }
  }

  private Object readResolve() {
    return CapturedContext.of(table);
  }
}
