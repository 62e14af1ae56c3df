package dev.ropewalk.multiprocess.internal;

import dev.ropewalk.executors.engine.FunctionCall;
import dev.ropewalk.executors.engine.RunnableCall;
import dev.ropewalk.threads.internal.ContextValueException;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Finds the way from an object to what in it can't be serialized: {@code captured argument 0 (com.Foo).bar[3]}. */
public final class FieldPath {
  /*
   * Breadth first, so that the shortest way is told. Collections, maps, entries and references are looked into by their methods,
   * since the JDK's fields are closed to us, and others may write what is in none of their fields; everything else by its fields, as
   * far as those may be read. If that does not lead to the culprit, the deepest object that can be seen and can't be serialized for
   * the same reason is told, which is found by trying.
   */
  private static final int MOST_OBJECTS = 100_000;
  private static final int DEEPEST = 100;

  private record Step(Object object, @Nullable Step from, String label) {}

  private final String culprit;
  private final Deque<Step> next = new ArrayDeque<>();
  private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

  private FieldPath(String culprit) {
    this.culprit = culprit;
  }

  /**
   * What is in the way of serializing something, as a sentence without its end.
   *
   * @param root what was to be serialized
   * @param name what it is in the sentence; may be empty
   * @param failure what came of it
   */
  public static String explain(@Nullable Object root, String name, Throwable failure) {
    if (!(failure instanceof NotSerializableException)) {
      return failure instanceof UnreachableClassException
              || failure instanceof ContextValueException
          ? String.valueOf(failure.getMessage())
          : SafeText.of(failure);
    }
    String culprit = String.valueOf(failure.getMessage());
    String path = root == null ? null : way(root, name, culprit);
    return culprit + " is not Serializable" + (path == null ? "" : ": " + path);
  }

  private static @Nullable String way(Object root, String name, String culprit) {
    String path = new FieldPath(culprit).from(root, name);
    return path == null ? nearest(new Step(root, null, name), culprit) : path;
  }

  private static @Nullable String nearest(Step root, String culprit) {
    Step nearest = root;
    for (int depth = 0; depth < DEEPEST; depth++) {
      Step deeper = new FieldPath(culprit).partInTheWay(nearest);
      if (deeper == null) {
        break;
      }
      nearest = deeper;
    }
    String path = text(nearest);
    return path.isEmpty()
        ? null
        : "somewhere in " + path + " (" + nearest.object.getClass().getName() + ")";
  }

  private @Nullable Step partInTheWay(Step whole) {
    lookIfPossible(whole);
    return next.stream().filter(part -> isInTheWay(part.object)).findFirst().orElse(null);
  }

  private boolean isInTheWay(Object part) {
    try (ObjectOutputStream stream = new ObjectOutputStream(OutputStream.nullOutputStream())) {
      stream.writeObject(part);
      return false;
    } catch (NotSerializableException e) {
      return culprit.equals(e.getMessage());
    } catch (IOException | RuntimeException | Error e) { // anybody's code
      return false;
    }
  }

  private @Nullable String from(Object root, String name) {
    visit(root, null, name);
    while (!next.isEmpty() && seen.size() < MOST_OBJECTS) {
      Step step = next.remove();
      Class<?> type = step.object.getClass();
      if (type.getName().equals(culprit) && !(step.object instanceof Serializable)) {
        String path = text(step);
        return path.isEmpty() ? null : path + " (" + culprit + ")";
      }
      lookIfPossible(step);
    }
    return null;
  }

  private void lookIfPossible(Step step) {
    try {
      lookInto(step);
    } catch (ReflectiveOperationException | RuntimeException | Error e) {
      // Anybody's code, or closed to us: the way, if it leads through here, is not told.
    }
  }

  private void visit(@Nullable Object object, @Nullable Step from, String label) {
    if (object != null
        && !(object instanceof String || object instanceof Number || object instanceof Class)
        && seen.add(object)) {
      next.add(new Step(object, from, label));
    }
  }

  private void lookInto(Step step) throws ReflectiveOperationException {
    Object object = step.object;
    if (object instanceof Object[] array) {
      visitAll(Arrays.asList(array), step, "");
    } else if (object instanceof Collection<?> collection) {
      visitFields(step);
      visitAll(collection, step, "");
    } else if (object instanceof Map<?, ?> map) {
      visitFields(step);
      visitAll(map.keySet(), step, ".keySet()");
      map.forEach((key, value) -> visit(value, step, ".get(" + SafeText.of(key) + ")"));
    } else if (object instanceof Map.Entry<?, ?> entry) {
      visit(entry.getKey(), step, ".getKey()");
      visit(entry.getValue(), step, ".getValue()");
    } else if (object instanceof AtomicReference<?> reference) {
      visit(reference.get(), step, ".get()");
    } else if (object instanceof SerializedLambda lambda) {
      for (int i = 0; i < lambda.getCapturedArgCount(); i++) {
        visit(lambda.getCapturedArg(i), step.from, "captured argument " + i);
      }
    } else if (object instanceof FunctionCall<?, ?> call) {
      visit(call.function(), step, "");
      visit(call.argument(), step, "argument");
    } else if (object instanceof RunnableCall<?> call) {
      visit(call.task(), step, "");
    } else if (object.getClass().isHidden()) {
      Method replace = object.getClass().getDeclaredMethod("writeReplace");
      if (replace.trySetAccessible()) {
        lookInto(new Step(replace.invoke(object), step, ""));
      }
    } else {
      visitFields(step);
    }
  }

  private void visitAll(Iterable<?> elements, Step step, String label) {
    int index = 0;
    for (Object element : elements) {
      visit(element, step, label + "[" + index++ + "]");
      if (index == MOST_OBJECTS) {
        return; // it may have no end
      }
    }
  }

  private void visitFields(Step step) throws IllegalAccessException {
    Class<?> type = step.object.getClass();
    for (; type != null && Serializable.class.isAssignableFrom(type); type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        int modifiers = field.getModifiers();
        boolean written = !Modifier.isStatic(modifiers) && !Modifier.isTransient(modifiers);
        if (written && !field.getType().isPrimitive() && field.trySetAccessible()) {
          visit(field.get(step.object), step, "." + field.getName());
        }
      }
    }
  }

  /** The labels on the way, with the class of what a lambda captured, since that has no name. */
  private static String text(Step last) {
    Deque<Step> way = new ArrayDeque<>();
    for (Step step = last; step != null; step = step.from) {
      way.push(step);
    }
    StringBuilder text = new StringBuilder();
    while (!way.isEmpty()) {
      Step step = way.pop();
      boolean captured = step.label.startsWith("captured");
      boolean joined = text.isEmpty() || !captured;
      text.append(joined ? "" : ", ");
      text.append(
          text.isEmpty() && step.label.startsWith(".") ? step.label.substring(1) : step.label);
      if (captured && !way.isEmpty()) {
        text.append(" (").append(step.object.getClass().getName()).append(")");
      }
    }
    return text.toString();
  }
}
