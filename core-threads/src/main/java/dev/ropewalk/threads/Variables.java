package dev.ropewalk.threads;

import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a context holds: tables of variables and values that never change, so that contexts share them freely. */
@SuppressWarnings("ReferenceEquality") // which variable, or the marker for no value
final class Variables {
  /*
   * A table is a hash table with linear probing: table[2i] is a variable, table[2i + 1] its value, and at least half of
   * the variables' slots are empty, so every search ends and most end where they start. Nothing is written once with() has
   * returned it; contexts publish it by a volatile write.
   *
   * Rejected: a persistent hash trie as in CPython, which makes a set logarithmic. Contexts hold few variables: docs/decisions/0004-context-variables.md has the figures.
   */

  /** Stands for "has no value", since null is one. */
  static final Object ABSENT =
      new Object() {
        @Override
        public String toString() {
          return "<absent>";
        }
      };

  /** Stands for null, so that a slot with a value is never empty. */
  private static final Object NULL = new Object();

  static final @Nullable Object[] NONE = new @Nullable Object[4];

  private Variables() {}

  /** How tables hold a value. */
  static Object encode(@Nullable Object value) {
    return value == null ? NULL : value;
  }

  /** The value that a table holds like this. */
  static @Nullable Object decode(Object held) {
    return held == NULL ? null : held;
  }

  static int size(@Nullable Object[] table) {
    int size = 0;
    for (int slot = 0; slot < table.length; slot += 2) {
      if (table[slot] != null) {
        size++;
      }
    }
    return size;
  }

  /** The value of a variable, or {@link #ABSENT}. */
  static Object get(@Nullable Object[] table, ContextVar<?> variable) {
    int mask = table.length - 1;
    int slot = variable.firstSlot() & mask;
    while (true) {
      Object found = table[slot];
      if (found == variable) {
        return value(table, slot);
      }
      if (found == null) {
        return ABSENT;
      }
      slot = (slot + 2) & mask;
    }
  }

  /** This table with one variable more or another value; without the variable if the value is {@link #ABSENT}. */
  static @Nullable Object[] with(@Nullable Object[] table, ContextVar<?> variable, Object value) {
    Object before = get(table, variable);
    if (before == value) {
      return table;
    }
    if (before != ABSENT && value != ABSENT) {
      @Nullable Object[] copy = table.clone();
      put(copy, variable, value);
      return copy;
    }
    int newSize = size(table) + (before == ABSENT ? 1 : -1);
    if (newSize == 0) {
      return NONE;
    }
    // A power of two with two slots for a variable, and room for twice as many at least.
    @Nullable Object[] copy = new @Nullable Object[Integer.highestOneBit(newSize) * 8];
    for (int slot = 0; slot < table.length; slot += 2) {
      if (table[slot] instanceof ContextVar<?> other && other != variable) {
        put(copy, other, value(table, slot));
      }
    }
    if (value != ABSENT) {
      put(copy, variable, value);
    }
    return copy;
  }

  @SuppressWarnings("NullAway") // beside a variable there is a value
  private static Object value(@Nullable Object[] table, int slot) {
    return table[slot + 1];
  }

  private static void put(@Nullable Object[] table, ContextVar<?> variable, Object value) {
    int mask = table.length - 1;
    int slot = variable.firstSlot() & mask;
    while (table[slot] != null && table[slot] != variable) {
      slot = (slot + 2) & mask;
    }
    table[slot] = variable;
    table[slot + 1] = value;
  }

  /** All of them, in no particular order; the list can't be changed. */
  static List<Map.Entry<ContextVar<?>, @Nullable Object>> entries(@Nullable Object[] table) {
    List<Map.Entry<ContextVar<?>, @Nullable Object>> entries = new ArrayList<>();
    for (int slot = 0; slot < table.length; slot += 2) {
      if (table[slot] instanceof ContextVar<?> variable) {
        entries.add(new SimpleImmutableEntry<>(variable, decode(value(table, slot))));
      }
    }
    return Collections.unmodifiableList(entries);
  }
}
