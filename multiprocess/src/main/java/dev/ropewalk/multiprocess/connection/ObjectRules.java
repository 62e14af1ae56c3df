package dev.ropewalk.multiprocess.connection;

import dev.ropewalk.multiprocess.internal.FrameChannel;
import java.io.ObjectInputFilter;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Which objects a connection receives: of which classes, how deep, with how many references, in how many bytes. Immutable;
 * travels with a connection.
 *
 * <p>{@link #applicationClasses()} is for the processes of one program, which trust each other: any class of the class path.
 * {@link #values()} is for everybody else: values of the JDK, such as strings, numbers, dates and collections, and {@linkplain
 * #allowing(String...) packages that you name}. Java serialization runs code of the classes it reads, so allow the packages
 * of your messages and not those of libraries.
 *
 * <p>A filter that the whole JVM has ({@code -Djdk.serialFilter}) applies as well.
 *
 * <p>Python has no such thing: {@code recv} unpickles whatever comes.
 */
public final class ObjectRules implements Serializable {
  private static final long serialVersionUID = 1;

  /*
   * Every element of an array takes at least one byte of the message, and a table of a hash map at most a few entries for each
   * element. So an array whose length is many times that of the message is a lie that costs memory, whatever the limits say.
   */
  private static final int ENTRIES_PER_BYTE = 4;

  private static final int SMALL_ARRAY = 1024;

  private static final ObjectRules APPLICATION =
      new ObjectRules(true, new String[0], 1000, 100_000_000, FrameChannel.MAX_FRAME);
  private static final ObjectRules VALUES =
      new ObjectRules(false, new String[0], 20, 1_000_000, 1 << 26);

  private static final Set<String> VALUE_CLASSES =
      Set.of(
          "java.lang.Boolean",
          "java.lang.Byte",
          "java.lang.Character",
          "java.lang.Double",
          "java.lang.Enum",
          "java.lang.Float",
          "java.lang.Integer",
          "java.lang.Long",
          "java.lang.Number",
          "java.lang.Object",
          "java.lang.Record",
          "java.lang.Short",
          "java.lang.String",
          "java.math.BigDecimal",
          "java.math.BigInteger",
          "java.math.MathContext",
          "java.math.RoundingMode",
          "java.util.AbstractCollection",
          "java.util.AbstractList",
          "java.util.AbstractMap",
          "java.util.AbstractMap$SimpleEntry",
          "java.util.AbstractMap$SimpleImmutableEntry",
          "java.util.AbstractSet",
          "java.util.ArrayDeque",
          "java.util.ArrayList",
          "java.util.Arrays$ArrayList",
          "java.util.BitSet",
          "java.util.CollSer",
          "java.util.Collections$EmptyList",
          "java.util.Collections$EmptyMap",
          "java.util.Collections$EmptySet",
          "java.util.Collections$SingletonList",
          "java.util.Collections$SingletonMap",
          "java.util.Collections$SingletonSet",
          "java.util.Collections$UnmodifiableCollection",
          "java.util.Collections$UnmodifiableList",
          "java.util.Collections$UnmodifiableMap",
          "java.util.Collections$UnmodifiableRandomAccessList",
          "java.util.Collections$UnmodifiableSet",
          "java.util.Date",
          "java.util.HashMap",
          "java.util.HashSet",
          "java.util.LinkedHashMap",
          "java.util.LinkedHashSet",
          "java.util.LinkedList",
          "java.util.Locale",
          "java.util.Map$Entry",
          "java.util.TreeMap",
          "java.util.TreeSet",
          "java.util.UUID");

  /** Whether all classes are admitted; else values, and the classes of these packages. */
  private final boolean all;

  private final String[] packages; // each with a dot at its end
  private final int depth;
  private final long references;
  private final int bytes;

  private ObjectRules(boolean all, String[] packages, int depth, long references, int bytes) {
    this.all = all;
    this.packages = packages;
    this.depth = depth;
    this.references = references;
    this.bytes = bytes;
  }

  /** Any class; at most 1000 deep, 100 million references, 1 GiB. */
  public static ObjectRules applicationClasses() {
    return APPLICATION;
  }

  /** Values of the JDK; at most 20 deep, a million references, 64 MiB. */
  public static ObjectRules values() {
    return VALUES;
  }

  /**
   * These rules, and all classes of these packages. Packages below them are not meant.
   *
   * @throws IllegalArgumentException if one of them is no name of a package
   */
  public ObjectRules allowing(String... packages) {
    List<String> more = new ArrayList<>(List.of(this.packages));
    for (String each : packages) {
      if (!each.matches("\\w+(\\.\\w+)*")) {
        throw new IllegalArgumentException("no name of a package: '" + each + "'");
      }
      more.add(each + '.');
    }
    return new ObjectRules(all, more.toArray(String[]::new), depth, references, bytes);
  }

  /**
   * The same classes with other limits.
   *
   * @param depth how many objects may lie inside each other; the superclasses of the innermost count too
   * @param references how many references there may be in all
   * @param bytes how long a message may be
   * @throws IllegalArgumentException if one of them is not positive
   */
  public ObjectRules limitedTo(int depth, long references, int bytes) {
    if (depth < 1 || references < 1 || bytes < 1) {
      throw new IllegalArgumentException(
          "limits are positive, not " + depth + ", " + references + " and " + bytes);
    }
    return new ObjectRules(
        all, packages, depth, references, Math.min(bytes, FrameChannel.MAX_FRAME));
  }

  /** How long a message may be. */
  int bytes() {
    return bytes;
  }

  /** Checks one message of this length; remembers the class that is not admitted. */
  Check check(int messageLength) {
    return new Check(messageLength);
  }

  private boolean isAdmitted(String name) {
    return all
        || isValue(name)
        || Arrays.stream(packages)
            .anyMatch(each -> name.startsWith(each) && name.indexOf('.', each.length()) < 0);
  }

  private static boolean isValue(String name) {
    return VALUE_CLASSES.contains(name)
        || name.startsWith("java.util.ImmutableCollections$") // which List.of and the like make
        || (name.startsWith("java.time.") && !name.contains("$"));
  }

  /** The filter of one message. */
  final class Check implements ObjectInputFilter {
    private final long longestArray;
    private String reason = "";

    private Check(int messageLength) {
      longestArray = SMALL_ARRAY + (long) ENTRIES_PER_BYTE * messageLength;
    }

    /** What was not admitted; empty if all was. */
    String reason() {
      return reason;
    }

    @Override
    public Status checkInput(FilterInfo info) {
      if (info.depth() > depth) {
        return reject("it is more than " + depth + " deep");
      }
      if (info.references() > references) {
        return reject("it has more than " + references + " references");
      }
      if (info.arrayLength() > longestArray) {
        return reject("it claims an array of " + info.arrayLength() + " elements");
      }
      Class<?> type = info.serialClass();
      if (type != null && !isAdmitted(type)) {
        return reject("it has an object of " + elementType(type).getName());
      }
      return type == null ? Status.UNDECIDED : Status.ALLOWED;
    }

    private Status reject(String why) {
      reason = why;
      return Status.REJECTED;
    }

    private boolean isAdmitted(Class<?> type) {
      Class<?> element = elementType(type);
      return element.isPrimitive() || ObjectRules.this.isAdmitted(element.getName());
    }

    private static Class<?> elementType(Class<?> type) {
      Class<?> element = type;
      while (element.isArray()) {
        element = element.getComponentType();
      }
      return element;
    }
  }
}
